"""For people and for grep: each finding on one line, ``path:line:column: severity[check] message``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.printable import printable
from dovetail.report.ink import Ink
from dovetail.report.sources import Sources
from dovetail.report.summary import summary_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.diagnostic import Outcome
    from dovetail.report import Request


def render(outcome: Outcome, request: Request) -> Iterator[str]:
    """Yield a line for each finding, then the summary. Columns are 1-based and count characters."""
    sources, ink = Sources(outcome, request), Ink(color=request.color)
    for diagnostic in outcome.diagnostics:
        place = diagnostic.place
        column = sources.characters(place.path, place.line, place.column) + 1
        path = ink.bold(printable(sources.shown(place.path)))
        name = ink.severity(diagnostic.severity)(f"{diagnostic.severity}[{printable(diagnostic.check)}]")
        yield f"{path}:{place.line}:{column}: {name} {printable(diagnostic.message)}\n"
    yield summary_line(outcome) + "\n"
