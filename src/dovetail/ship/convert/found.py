"""What was found in the files of a project, and what remains to be done by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.convert.value import Value


class Declared(NamedTuple):
    """A value, and where it stands."""

    value: Value
    file: str
    """POSIX, relative to the project."""
    line: int
    """1-based."""


class ByHand(NamedTuple):
    """Something that the text does not say, or that has no place in ``pyproject.toml``."""

    field: str
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Files:
    """``file:`` in ``setup.cfg``: the texts of files, joined by line ends when the project is built."""

    paths: tuple[str, ...]


class Source:
    """What a project gives to ``setup()``, by the names of the arguments."""

    def __init__(self) -> None:
        self.declared: dict[str, Declared] = {}
        self.by_hand: list[ByHand] = []
        self.notes: list[str] = []

    def declare(self, name: str, value: Value, file: str, line: int) -> None:
        """Keep a value, unless there is one already: what ``setup.py`` says stands over ``setup.cfg``."""
        self.declared.setdefault(name, Declared(value, file, line))

    @property
    def computed(self) -> set[str]:
        """The names of the arguments that are not known."""
        return {each.field for each in self.by_hand}
