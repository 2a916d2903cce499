"""``unreached-import``: a module needs what is not there, and no import of its distribution comes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.execution.account import listed
from dovetail.ship.proof.checks.failing_distribution import faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each statement at which only imports fail that no root comes to.

    Most are meant so: tests, plug-ins of what is not installed, parts for another system. So the check is off
    by default, and the summary only counts them.
    """
    reported = {(fault.failure.file, fault.failure.line) for fault in faults(subject)}
    outcomes = subject.reach.outcomes
    groups: dict[tuple[str, int, str], list[str]] = {}
    for name in sorted(subject.reach.failing):
        failure = outcomes[name]
        if failure.file and failure.line and (failure.file, failure.line) not in reported:
            groups.setdefault((failure.file, failure.line, failure.message), []).append(name)
    for (file, line, message), names in groups.items():
        first = min(names, key=lambda name: (len(outcomes[name].trace), name))
        others = [name for name in names if name != first]
        yield Diagnostic(
            "unreached-import",
            Severity.WARNING,
            f"`import {first}` fails: {outcomes[first].type}: {message}".replace(f"{subject.base}/", ""),
            subject.place(file, line),
            "install what provides it, if the module is used",
            (Note(f"so does the import of {listed(others)}"),) if others else (),
        )
