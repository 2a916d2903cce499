"""Runs the checks of an environment, and sums up in one line what they come to."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from dovetail.checks.run import unknown_check
from dovetail.diagnostic import Diagnostic, Outcome, Summary
from dovetail.ship.proof.checks import BY_NAME, CHECKS
from dovetail.ship.proof.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dovetail.checks import Check
    from dovetail.environment.environment import Environment

COLLISIONS = (
    "file-collision",
    "module-collision",
    "import-name-overlap",
    "hidden-distribution",
    "case-collision",
)
"""The checks whose findings are about what is in the way of what."""


class Proof(NamedTuple):
    """What an environment comes to."""

    outcome: Outcome
    line: str
    """The whole in one sentence."""


def select(
    *, selected: Sequence[str] | None = None, extended: Sequence[str] = (), ignored: Sequence[str] = ()
) -> list[Check]:
    """Return the checks to run, in their order; ``all`` stands for all of them.

    Raises `UsageError` for a name that no check of an environment has.
    """
    for name in (*(selected or ()), *extended, *ignored):
        if name not in BY_NAME and name != "all":
            raise unknown_check(name, BY_NAME, "an environment")
    names = {check.name for check in CHECKS if check.default} if selected is None else set(selected)
    names.update(extended)
    if "all" in names:
        names.update(BY_NAME)
    return [check for check in CHECKS if check.name in names.difference(ignored)]


def prove(environment: Environment, checks: Sequence[Check] | None = None, *, threads: int = 2) -> Proof:
    """Run ``checks`` (those that run by default, if None) on an environment, without running anything in it.

    Raises `DovetailError` if its folders cannot be read.
    """
    start = perf_counter()
    subject = Subject(environment, threads=threads)
    found: list[Diagnostic] = []
    chosen = select() if checks is None else checks
    for check in chosen:
        found += import_module(check.module).check(subject)
    reach = subject.reach
    files, imports = reach.totals()
    seconds = perf_counter() - start
    summary = Summary(len(reach.modules), imports, files, reach.unread(), 0, seconds)
    outcome = Outcome(tuple(sorted(found, key=Diagnostic.sort_key)), summary, Path(subject.base))
    return Proof(outcome, _line(subject, outcome, {check.name for check in chosen}))


def _line(subject: Subject, outcome: Outcome, ran: Collection[str]) -> str:
    """Return the one sentence: what imports, what does not, what is in the way, as far as that was asked."""
    reach = subject.reach
    failing = len(reach.failing)
    refusing = len(reach.refusing)
    works = len(reach.modules) - failing - refusing - reach.unknown
    verb = "imports what it needs" if works == 1 else "import what they need"
    parts = [f"{_count(works, 'module')} of {_count(len(subject.recorded), 'distribution')} {verb}"]
    counts = Counter(diagnostic.check for diagnostic in outcome.diagnostics)
    broken = counts["failing-distribution"]
    if failing:
        more = f"{failing:,} more {'needs' if failing == 1 else 'need'} what is not there"
        nothing = f", and the import of no distribution comes to {'it' if failing == 1 else 'them'}"
        parts.append(more + (nothing if not broken and "failing-distribution" in ran else ""))
    if refusing:
        parts.append(f"{refusing:,} more raise{'s' if refusing == 1 else ''} another exception")
    if broken:
        parts.append(f"{_count(broken, 'import')} of distributions fail{'s' if broken == 1 else ''}")
    collisions = sum(counts[name] for name in COLLISIONS)
    if collisions:
        parts.append(_count(collisions, "collision"))
    elif set(COLLISIONS) <= set(ran):
        parts.append("nothing collides")
    other = len(outcome.diagnostics) - broken - collisions
    if other:
        parts.append(_count(other, "other finding"))
    unknown = unknowns(subject)
    return "; ".join([*parts, *([f"unknown: {unknown}"] if unknown else [])])


def unknowns(subject: Subject) -> str:
    """Return what the proof could not see, in words; empty if it saw everything."""
    parts = []
    if subject.reach.unknown:
        parts.append(f"how the import of {_count(subject.reach.unknown, 'module')} ends")
    lines = [code for code in subject.environment.start_up_code if code.finder is None and code.names is None]
    if lines:
        verb = "changes" if len(lines) == 1 else "change"
        parts.append(f"what {_count(len(lines), 'line')} of .pth files {verb} when Python starts")
    return " and ".join(parts)


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
