"""What is about to be made: files, and what there is to say of them."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.changes import Change


class Plan(NamedTuple):
    """What a command is about to write; nothing of it is on disk yet."""

    folder: str
    """The folder of the project, absolute."""
    project: str | None
    """The name of the project, where it is new."""
    import_name: str
    """The dotted name of what is made."""
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    """What was decided, and what is left to do; one sentence each."""
