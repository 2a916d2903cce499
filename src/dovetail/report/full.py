"""For people: each finding with its source, what is wrong, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.printable import printable
from dovetail.report.excerpt import Row, excerpt
from dovetail.report.ink import Ink
from dovetail.report.sources import Sources
from dovetail.report.summary import summary_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dovetail.diagnostic import Diagnostic, Outcome, Place
    from dovetail.report import Request


def render(outcome: Outcome, request: Request) -> Iterator[str]:
    """Yield each finding with an empty line after it, then the summary."""
    sources, ink = Sources(outcome, request), Ink(color=request.color)
    for diagnostic in outcome.diagnostics:
        yield _finding(diagnostic, sources, ink) + "\n"
    yield summary_line(outcome) + "\n"


def _finding(diagnostic: Diagnostic, sources: Sources, ink: Ink) -> str:
    severity = ink.severity(diagnostic.severity)
    main = excerpt(sources, diagnostic.place, "^", severity)
    asides = [excerpt(sources, note.place, "-", ink.note) if note.place else [] for note in diagnostic.notes]
    numbers = [row.number for rows in (main, *asides) for row in rows if row.number is not None]
    gutter = _Gutter(max((len(str(number)) for number in numbers), default=1), ink.gutter)

    head = severity(f"{diagnostic.severity}[{printable(diagnostic.check)}]")
    text = head + ink.bold(f": {printable(diagnostic.message)}") + "\n"
    text += gutter.where(diagnostic.place, sources) + gutter.source(main)
    for note, rows in zip(diagnostic.notes, asides, strict=True):
        if note.place is None:
            text += gutter.remark("note", note.message, ink.bold)
        else:
            text += f"{ink.note('note')}: {printable(note.message)}\n"
            text += gutter.where(note.place, sources) + gutter.source(rows)
    if diagnostic.help is not None:
        text += gutter.remark("help", diagnostic.help, ink.help)
    return text


class _Gutter:
    """The column of line numbers at the left of a finding, as wide as the longest of them."""

    def __init__(self, width: int, ink: Callable[[str], str]) -> None:
        self._width = width
        self._ink = ink

    def where(self, place: Place, sources: Sources) -> str:
        """Return the line that names a place; a whole file has no position."""
        position = printable(sources.shown(place.path))
        if not place.is_file:
            position += f":{place.line}:{sources.characters(place.path, place.line, place.column) + 1}"
        return f"{' ' * (self._width + 1)}{self._ink('-->')} {position}\n"

    def source(self, rows: list[Row]) -> str:
        """Return the rows of an excerpt, under an empty one."""
        return "".join(self._row(row) for row in ([Row(None, ""), *rows] if rows else []))

    def remark(self, name: str, text: str, ink: Callable[[str], str]) -> str:
        """Return a note or help, which may have several lines, at the foot of an excerpt."""
        indent = " " * (self._width + 2)
        first, *rest = printable(text, keep="\n").split("\n")
        lines = [f"{indent}{self._ink('=')} {ink(name)}: {first}"]
        lines += [f"{indent}  {' ' * len(name)}  {line}".rstrip() for line in rest]
        return "\n".join(lines) + "\n"

    def _row(self, row: Row) -> str:
        number = "" if row.number is None else str(row.number)
        edge = self._ink(f" {number:>{self._width}} |")
        return f"{edge} {row.text}\n" if row.text else f"{edge}\n"
