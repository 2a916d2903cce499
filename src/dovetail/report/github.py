"""For GitHub Actions: each finding as a workflow command, which becomes an annotation of the change.

The syntax and its escapes are those of ``@actions/core`` (`command.ts`), which the runner undoes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.printable import printable
from dovetail.report.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.diagnostic import Diagnostic, Outcome
    from dovetail.report import Request


def render(outcome: Outcome, request: Request) -> Iterator[str]:
    """Yield a line for each finding, and nothing for none."""
    sources = Sources(outcome, request)
    for diagnostic in outcome.diagnostics:
        properties = ",".join(f"{name}={_property(text)}" for name, text in _properties(diagnostic, sources))
        yield f"::{diagnostic.severity} {properties}::{_data(_message(diagnostic, sources))}\n"


def _properties(diagnostic: Diagnostic, sources: Sources) -> Iterator[tuple[str, str]]:
    place = diagnostic.place
    yield "file", sources.shown(place.path)
    yield "line", str(place.line)
    # "Annotations only support start_column and end_column on the same line" (REST API, check runs)
    if place.line == place.end_line and not place.is_file:
        yield "col", str(sources.characters(place.path, place.line, place.column) + 1)
        yield "endLine", str(place.end_line)
        yield "endColumn", str(sources.characters(place.path, place.end_line, place.end_column) + 1)
    else:
        yield "endLine", str(place.end_line)
    yield "title", f"dovetail {diagnostic.check}"


def _message(diagnostic: Diagnostic, sources: Sources) -> str:
    """Return all that is said of a finding: an annotation has one place, so those of notes go into words."""
    lines = [diagnostic.message]
    for note in diagnostic.notes:
        place = note.place
        where = f" ({sources.shown(place.path)}:{place.line})" if place is not None else ""
        lines.append(f"note: {note.message}{where}")
    if diagnostic.help is not None:
        lines.append(f"help: {diagnostic.help}")
    return "\n".join(lines)


def _data(text: str) -> str:
    shown = printable(text, keep="\n")
    return shown.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return printable(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
