"""For programs: the findings as they are, by the schema in ``check.schema.json`` beside this file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dovetail.diagnostic import Severity
from dovetail.printable import encodable
from dovetail.report.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.diagnostic import Diagnostic, Outcome, Place
    from dovetail.report import Request

SCHEMA = "dovetail.check/1"
"""The name of the schema: a field may be added under the same number, none changes or goes."""


def render(outcome: Outcome, request: Request) -> Iterator[str]:
    """Yield one document, with a finding on each line; positions are those of `Place`, unconverted."""
    sources = Sources(outcome, request)
    yield f'{{"schema": {json.dumps(SCHEMA)},\n"diagnostics": ['
    separator = "\n"
    for diagnostic in outcome.diagnostics:
        yield separator + json.dumps(_diagnostic(diagnostic, sources))
        separator = ",\n"
    yield "\n]" if outcome.diagnostics else "]"
    yield f',\n"summary": {json.dumps(_summary(outcome))}}}\n'


def _diagnostic(diagnostic: Diagnostic, sources: Sources) -> dict[str, object]:
    return {
        "check": diagnostic.check,
        "severity": diagnostic.severity,
        "message": encodable(diagnostic.message),
        "place": _place(diagnostic.place, sources),
        "help": None if diagnostic.help is None else encodable(diagnostic.help),
        "notes": [
            {"message": encodable(note.message), "place": note.place and _place(note.place, sources)}
            for note in diagnostic.notes
        ],
    }


def _place(place: Place, sources: Sources) -> dict[str, object]:
    return {
        "path": encodable(sources.shown(place.path)),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _summary(outcome: Outcome) -> dict[str, object]:
    summary = outcome.summary
    return {
        "errors": outcome.count(Severity.ERROR),
        "warnings": outcome.count(Severity.WARNING),
        "modules": summary.modules,
        "imports": summary.imports,
        "files": summary.files,
        "unread": [{"reason": encodable(reason), "count": count} for reason, count in summary.unread],
        "suppressed": summary.suppressed,
    }
