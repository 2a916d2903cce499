"""A change that may repair a cycle, before it is tried."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.execution.repair.text import Text


class Candidate(NamedTuple):
    """One change of one file."""

    sentence: str
    """What to do, for whoever has never seen the project."""
    file: str
    lines: Sequence[str]
    """The file afterwards."""


def at(text: Text, line: int) -> str:
    """Return how a line of a file is named."""
    return f"{text.path}:{line}"
