"""The report of a shadow run: for people, and as JSON (``dovetail.shadow/1``)."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict

from dovetail.printable import printable
from dovetail.shadow.explanation import explanations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.shadow.record import Difference, Record

_SHOWN = 20
_NO_START_UP = "-S: no start-up code is run"
_NO_VARIABLES = "-I or -E: reads no PYTHONPATH, and has no .pth file of this tool (--site)"
_OTHER = "for another reason: with other variables, or it ended before its start-up code"


def as_json(record: Record, code: int) -> str:
    """Return the report with every difference as a JSON document."""
    document = {
        "schema": "dovetail.shadow/1",
        "command_exit_code": code,
        "processes": record.processes,
        "forks": record.forks,
        "interpreters": record.interpreters,
        "not_followed": not_followed(record),
        "unsupported": record.unsupported,
        "calls": record.calls,
        "identical": record.identical,
        "unknown": record.unknown,
        "unknown_identical": record.unknown_identical,
        "missed": record.missed,
        "explained": dict(_explained(record)),
        "unexplained": len(record.unexplained),
        "differences": [asdict(difference) for difference in record.differences],
    }
    return json.dumps(document, indent=1) + "\n"


def as_text(record: Record, code: int) -> str:
    """Return the report for people."""
    return "".join(f"{printable(line)}\n" for line in _lines(record, code))


def _lines(record: Record, code: int) -> Iterator[str]:
    versions = ", ".join(f"{number} of {version}" for version, number in sorted(record.processes.items()))
    yield f"processes followed: {sum(record.processes.values())} ({versions})"
    yield f"  and in them {record.forks} forks, {record.interpreters} further interpreters"
    for reason, number in not_followed(record).items():
        yield f"  not followed: {number} ({reason})"
    for name, number in record.unsupported.items():
        yield f"  not compared: {number} ({name}, for which dovetail has no table)"
    yield f"calls of PathFinder.find_spec: {_share(record.identical, record.total)}"
    if record.unknown:
        exact = record.identical - record.unknown_identical, record.total - record.unknown
        yield f"  of them exact: {_share(*exact)}"
        unknown = _share(record.unknown_identical, record.unknown)
        yield f"  and unknown, because of finders of the program: {unknown}"
    if record.missed:
        yield f"  not reported: {record.missed}"
    reasons = {explanation.name: explanation.reason for explanation in explanations()}
    for name, number in _explained(record).most_common():
        yield f"explained: {number} {name}: {reasons[name]}"
    unexplained = record.unexplained
    yield f"unexplained: {len(unexplained)}"
    for difference in unexplained[:_SHOWN]:
        yield from _shown(difference)
    if len(unexplained) > _SHOWN:
        yield f"  and {len(unexplained) - _SHOWN} more: --format json has them all"
    yield f"the command ended with exit code {code}"


def _share(identical: int, calls: int) -> str:
    return f"{calls}, answered identically: {identical} ({100 * identical / max(calls, 1):.4f} %)"


def _shown(difference: Difference) -> Iterator[str]:
    yield f"  {difference.name!r} in Python {difference.version}, process {difference.pid}"
    for name in (
        "cpython",
        "empty_caches",
        "standard_hooks",
        "dovetail",
        "folder",
        "path",
        "hooks",
        "foreign",
    ):
        yield f"    {name}: {getattr(difference, name)!r}"


def _explained(record: Record) -> Counter[str]:
    return Counter(d.explanation for d in record.differences if d.explanation is not None)


def not_followed(record: Record) -> dict[str, int]:
    """Return how many Python processes were started and have not told of themselves, by likely reason."""
    started = [words for words in record.programs if _is_python(words[0], words[1:2])]
    # The first process is started by the command and not by a followed one.
    silent = len(started) - max(sum(record.processes.values()) + sum(record.unsupported.values()) - 1, 0)
    likely = Counter(_why(words[2:]) for words in started)
    reasons: dict[str, int] = {}
    for reason in (_NO_START_UP, _NO_VARIABLES, _OTHER):
        number = silent if reason is _OTHER else min(likely[reason], silent)
        if number > 0:
            reasons[reason] = number
            silent -= number
    return reasons


def _is_python(executable: str, first: list[str]) -> bool:
    names = [os.path.basename(name) for name in (executable, *first)]
    return any(name.startswith(("python", "pypy")) and not name.endswith("-config") for name in names)


def _why(words: list[str]) -> str | None:
    """Return what keeps the hook out of a Python that is started with these arguments, if they do."""
    given = ""
    for word in words:
        if not word.startswith("-") or word.startswith("--") or word in ("-", "-c", "-m"):
            break
        given += word[1:].partition("c")[0] if word[1] not in "XW" else ""
    if "S" in given:
        return _NO_START_UP
    return _NO_VARIABLES if "I" in given or "E" in given else None
