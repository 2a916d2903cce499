"""For code scanning: the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS, errata 01).

The document names no folder of this machine and no time, as appendix F of the standard asks of
deterministic output; whoever reads it knows where the source tree is.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from dovetail.printable import encodable
from dovetail.report.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.diagnostic import Diagnostic, Outcome, Place, Severity
    from dovetail.report import Request

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "dovetailFinding/v1"


def render(outcome: Outcome, request: Request) -> Iterator[str]:
    """Yield one log with one run, with a result on each line."""
    sources = Sources(outcome, request)
    checks = sorted({diagnostic.check for diagnostic in outcome.diagnostics})
    yield f'{{"$schema": {json.dumps(_SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
    yield f'"tool": {json.dumps({"driver": _driver(checks, outcome, request)})},\n'
    yield f'"invocations": {json.dumps([_invocation(outcome)])},\n'
    roots = {_ROOT: {"description": {"text": "The root of the source tree."}}}
    yield f'"originalUriBaseIds": {json.dumps(roots)},\n"columnKind": "utf16CodeUnits",\n"results": ['
    separator = "\n"
    alike: Counter[tuple[str, str, str]] = Counter()
    for diagnostic in outcome.diagnostics:
        key = (diagnostic.check, diagnostic.place.path, diagnostic.message)
        result = {
            "ruleId": diagnostic.check,
            "ruleIndex": checks.index(diagnostic.check),
            "level": diagnostic.severity,
            "message": {"text": _message(_text(diagnostic))},
            "locations": [_location(diagnostic.place, sources)],
            "partialFingerprints": {_FINGERPRINT: _fingerprint(key, alike[key])},
        }
        alike[key] += 1
        if related := list(_related(diagnostic, sources)):
            result["relatedLocations"] = related
        yield separator + json.dumps(result)
        separator = ",\n"
    yield "\n]}]}\n" if outcome.diagnostics else "]}]}\n"


def _driver(checks: list[str], outcome: Outcome, request: Request) -> dict[str, object]:
    levels = {diagnostic.check: diagnostic.severity for diagnostic in outcome.diagnostics}
    driver: dict[str, object] = {"name": "dovetail", "rules": [_rule(c, levels[c], request) for c in checks]}
    if request.version is not None:
        driver["version"] = request.version
    return driver


def _rule(check: str, level: Severity, request: Request) -> dict[str, object]:
    """Return the rule of a check; its texts come from the page of the check."""
    rule: dict[str, object] = {"id": check, "defaultConfiguration": {"level": level}}
    page = request.page(check) if request.page is not None else None
    summary = _first_paragraph(page or "") or check
    rule["shortDescription"] = rule["fullDescription"] = {"text": summary}
    if page is not None:
        rule["help"] = {"text": page, "markdown": page}
    return rule


def _first_paragraph(page: str) -> str:
    """Return the first paragraph of a page in Markdown that is no heading, on one line."""
    for block in page.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in block.split("\n") if line.strip() and not line.startswith("#")]
        if lines:
            return " ".join(lines)
    return ""


def _invocation(outcome: Outcome) -> dict[str, object]:
    """Return how the run ended; files that were not read are said here, for they are no results."""
    notes = [
        {"level": "warning", "message": {"text": _message(f"files not read ({reason}): {count}")}}
        for reason, count in outcome.summary.unread
    ]
    ended: dict[str, object] = {"executionSuccessful": True, "exitCode": outcome.exit_code}
    return {**ended, "toolExecutionNotifications": notes} if notes else ended


def _text(diagnostic: Diagnostic) -> str:
    lines = [diagnostic.message, *(note.message for note in diagnostic.notes if note.place is None)]
    if diagnostic.help is not None:
        lines.append(f"help: {diagnostic.help}")
    return "\n".join(lines)


def _message(text: str) -> str:
    """Return ``text`` as a message string: braces stand for placeholders (3.11.5) unless doubled."""
    return encodable(text).replace("{", "{{").replace("}", "}}")


def _related(diagnostic: Diagnostic, sources: Sources) -> Iterator[dict[str, object]]:
    placed = (note for note in diagnostic.notes if note.place is not None)
    for number, note in enumerate(placed):
        assert note.place is not None  # noqa: S101 - for the type checker
        message = {"message": {"text": _message(note.message)}}
        yield {"id": number, **_location(note.place, sources), **message}


def _location(place: Place, sources: Sources) -> dict[str, object]:
    artifact = {"uri": _uri(place.path, sources), "uriBaseId": _ROOT}
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(place, sources)}}


def _uri(path: str, sources: Sources) -> str:
    """Return the relative reference of a file: below the start if it can be, otherwise below the base.

    3.10.2: consumers should reject paths that contain ``..`` segments.
    """
    shown = sources.shown(path)
    if shown.startswith(("../", "/")) or ":" in shown.partition("/")[0]:
        shown = path
    return quote(os.fsencode(shown))


def _region(place: Place, sources: Sources) -> dict[str, object]:
    """Return the region of a place, with 1-based columns in UTF-16 code units and an exclusive end (3.30).

    A whole file has no region in SARIF, but code scanning wants at least a line of each result; neither
    has it columns where the source is gone, since bytes cannot be turned into code units without it.
    """
    if place.is_file:
        return {"startLine": 1}
    region: dict[str, object] = {"startLine": place.line, "endLine": place.end_line}
    start = sources.utf16(place.path, place.line, place.column)
    end = sources.utf16(place.path, place.end_line, place.end_column)
    if start is not None and end is not None:
        region |= {"startColumn": start + 1, "endColumn": end + 1}
    return region


def _fingerprint(key: tuple[str, str, str], number: int) -> str:
    """Return what tells a finding from others and outlives a move of its lines: no line is part of it.

    ``number`` counts the findings of the same check with the same message in the same file.
    """
    text = "\0".join((*key, str(number)))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
