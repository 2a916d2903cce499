"""The line under a report: what was found, what was looked at, and what could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Severity
from dovetail.printable import printable

if TYPE_CHECKING:
    from dovetail.diagnostic import Outcome


def summary_line(outcome: Outcome, *, with_seconds: bool = False) -> str:
    """Return the line that sums up ``outcome``, without a line end.

    ``with_seconds`` adds the elapsed time, by which two runs differ: for standard error only.
    """
    summary = outcome.summary
    errors, warnings = outcome.count(Severity.ERROR), outcome.count(Severity.WARNING)
    found = "No findings"
    if outcome.diagnostics:
        kinds = [_many(count, noun) for count, noun in ((errors, "error"), (warnings, "warning")) if count]
        found = f"Found {_many(len(outcome.diagnostics), 'finding')} ({', '.join(kinds)})"
    parts = [
        f"{found} in {_many(summary.modules, 'module')}",
        f"read {_many(summary.files, 'file')}, {_many(summary.imports, 'import')}"
        + (f" in {summary.seconds:.2f} s" if with_seconds else ""),
    ]
    if summary.suppressed:
        parts.append(f"{_many(summary.suppressed, 'finding')} suppressed")
    if unread := sum(count for _, count in summary.unread):
        reasons = ", ".join(f"{count:,} {printable(reason)}" for reason, count in summary.unread)
        parts.append(f"{_many(unread, 'file')} not read: {reasons}")
    return "; ".join(parts)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
