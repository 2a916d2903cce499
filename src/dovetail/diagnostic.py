"""What dovetail found in the user's code: plain data, never raised, and with no idea of how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import total_ordering
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path


class Severity(StrEnum):
    """How much a finding matters: an ``error`` breaks the program, a ``warning`` is a trap in it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span of text in a file of the project; ordered by path, then from the top of the file down.

    ``path`` is POSIX and relative to the project's base. Lines are 1-based; columns are 0-based and count
    UTF-8 bytes, as the nodes of `ast` do; the end is exclusive. The place of a whole file (or folder) is
    the empty span at its start: line 1, column 0 to line 1, column 0.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of_file(cls, path: str) -> Self:
        """Return the place of the whole file or folder ``path``."""
        return cls(path, 1, 0, 1, 0)

    @property
    def is_file(self) -> bool:
        """Whether this is the place of a whole file or folder, and no span in it."""
        return (self.line, self.column, self.end_line, self.end_column) == (1, 0, 1, 0)


@dataclass(frozen=True, slots=True)
class Note:
    """A further fact about a finding, with the place that shows it, if one does."""

    message: str
    place: Place | None = None


@total_ordering
@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding of one check.

    ``check`` is the kebab-case name of the check. ``message`` is one line and says what is wrong; ``help``
    says what to do about it; ``notes`` carry what is needed to believe it, in the order to read it. Names
    of the user's code stand in backticks.

    Diagnostics are ordered by path, line, column, check and message, and where these are equal by all that
    is left, so that no two different ones are ever equal in order.
    """

    check: str
    severity: Severity
    message: str
    place: Place
    help: str | None = None
    notes: tuple[Note, ...] = ()

    def __lt__(self, other: object) -> bool:
        """Whether this diagnostic is to be shown before ``other``."""
        if not isinstance(other, Diagnostic):
            return NotImplemented
        return self.sort_key() < other.sort_key()

    def sort_key(self) -> tuple[object, ...]:
        """Return what diagnostics are ordered by; as ``key`` it sorts many of them faster than ``<``."""
        place = self.place
        return (
            (place.path, place.line, place.column, self.check, self.message),
            (place.end_line, place.end_column, self.severity, self.help is not None, self.help or ""),
            # a note without a place goes first: None has no order, the empty tuple has
            tuple((note.message, (note.place,) if note.place else ()) for note in self.notes),
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run of `dovetail check` looked at.

    ``modules``, ``imports`` (import statements' edges) and ``files`` (read to the end) are counts.
    ``unread`` says of the files that could not be read why and how many, a pair for each reason, in a
    fixed order. ``suppressed`` counts the findings that a comment in the code allows. ``seconds`` is the
    elapsed time: the one field that differs between two runs, so no format of a report shows it.
    """

    modules: int
    imports: int
    files: int
    unread: tuple[tuple[str, int], ...]
    suppressed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of `dovetail check`: what a report is made from.

    ``diagnostics`` are in order. ``base`` is the folder to which the paths in them are relative.
    """

    diagnostics: tuple[Diagnostic, ...]
    summary: Summary
    base: Path

    @property
    def exit_code(self) -> int:
        """The exit code of the command: 0 where there is no finding, otherwise 1."""
        return 1 if self.diagnostics else 0

    def count(self, severity: Severity) -> int:
        """Return the number of findings of that severity."""
        return sum(diagnostic.severity == severity for diagnostic in self.diagnostics)
