"""``failing-distribution``: what is installed cannot be imported in this environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.environment.distribution import normalized
from dovetail.environment.provider import provider
from dovetail.execution.account import listed
from dovetail.modules.resolution import Confidence
from dovetail.ship.proof.binding import binds
from dovetail.ship.proof.markers import applies
from dovetail.ship.proof.reraising import tells_of_missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.requirements import Requirement

    from dovetail.execution.simulation import Failure
    from dovetail.ship.proof.recorded import EntryPoint, Recorded
    from dovetail.ship.proof.roots import Root
    from dovetail.ship.proof.subject import Subject

_MISSING = re.compile(r"No module named '([^']+)'")
_NO_NAME = re.compile(r"cannot import name '([^']+)' from (?:partially initialized module )?'([^']+)'")
_MOST_STEPS = 8


class Fault(NamedTuple):
    """One statement at which imports of distributions fail."""

    name: str
    """The root, or the module of a command, that is nearest to it."""
    failure: Failure
    owner: Recorded
    others: tuple[str, ...]
    """The other names whose imports fail there."""
    command: EntryPoint | None
    """The command whose module it is, where no root fails so."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each statement at which the import of a distribution or of a command fails.

    The imports are simulated, as the first of a fresh interpreter. Reported are modules that are not found,
    names that a module is seen not to bind, and what a circle of imports leaves unfinished. What rests on
    code that cannot be followed is no finding.
    """
    for fault in faults(subject):
        yield _diagnostic(subject, fault)


def faults(subject: Subject) -> list[Fault]:
    """Return the statements at which imports of roots and of modules of commands fail, sorted by name."""
    owners: dict[str, tuple[Recorded, EntryPoint | None]] = {}
    for one in subject.recorded:
        for entry in one.entry_points:
            if entry.is_command and not entry.extras:
                owners.setdefault(entry.module, (one, entry))
    owners |= {root.name: (root.owner, None) for root in subject.roots}
    groups: dict[tuple[object, ...], list[str]] = {}
    for name, failure in sorted(subject.reach.outcomes.items()):
        if name in owners and is_certain(failure, subject):
            groups.setdefault((failure.file, failure.line, failure.message), []).append(name)
    found = []
    for names in groups.values():
        # A root says more than a command, and the one nearest to the statement says it best.
        first = min(
            names,
            key=lambda name: (owners[name][1] is not None, len(subject.reach.outcomes[name].trace), name),
        )
        owner, command = owners[first]
        others = tuple(name for name in names if name != first)
        found.append(Fault(first, subject.reach.outcomes[first], owner, others, command))
    return found


def is_certain(failure: Failure, subject: Subject) -> bool:
    """Whether the simulation and the search for modules agree that an import fails so."""
    if failure.doubtful or not failure.trace:
        return False
    missing = _MISSING.search(failure.message)
    if failure.type == "ModuleNotFoundError" and missing and not failure.deliberate:
        answer = subject.resolver.resolve(missing[1])
        return not answer.found and answer.confidence is not Confidence.UNKNOWN
    if failure.type not in ("ImportError", "ModuleNotFoundError"):
        return False
    unbound = _NO_NAME.search(failure.message)
    if unbound and not failure.deliberate:
        return failure.waiting is not None or binds(subject, unbound[2], unbound[1]) is False
    return failure.deliberate and tells_of_missing(subject, failure.trace[0])


def _diagnostic(subject: Subject, fault: Fault) -> Diagnostic:
    failure, owner = fault.failure, fault.owner
    what = f"`import {fault.name}` of {owner} fails"
    if fault.command is not None:
        what = f"the command `{fault.command.name}` of {owner} fails"
    file, line = failure.file or owner.core_path, failure.line
    notes = [
        Note(f"{number}. `{step.module or step.file}` gets there", subject.place(step.file, step.line))
        for number, step in enumerate(reversed(failure.trace[1:][-_MOST_STEPS:]), 1)
        if step.file
    ]
    declared, advice, grade = _advice(subject, fault)
    notes += [Note(declared)] if declared else []
    if fault.others:
        notes.append(Note(f"so does the import of {listed(fault.others)}"))
    kind = failure.type or "ImportError"
    message = f"{what}: {kind}: {failure.message}".replace(f"{subject.base}/", "")
    return Diagnostic("failing-distribution", grade, message, subject.place(file, line), advice, tuple(notes))


def _advice(subject: Subject, fault: Fault) -> tuple[str, str, Severity]:
    """Return what the metadata says of what is missing, what to do, and how much it matters."""
    found = _MISSING.search(fault.failure.message)
    if found is None:
        if fault.failure.deliberate:
            return "", "what it says is what it needs", Severity.ERROR
        if fault.failure.waiting is not None:
            return "", "two modules need each other unfinished: report it to the project", Severity.ERROR
        return "", "the versions do not fit: install those that work together", Severity.ERROR
    return _of_missing(subject, fault, found[1])


def _of_missing(subject: Subject, fault: Fault, name: str) -> tuple[str, str, Severity]:
    """Return the same where a module is not found."""
    top = name.partition(".")[0]
    project = provider(name) or top
    # Whose statement it is decides what is declared; the failure may begin in another distribution.
    owned = subject.installed.owners(fault.failure.file or "")
    owner = next((subject.by_name[one.name] for one in owned if one.name in subject.by_name), fault.owner)
    if top in {root.name.partition(".")[0] for one in (owner, fault.owner) for root in _roots(subject, one)}:
        return f"`{top}` is its own, and the module is not there", f"reinstall {owner.name}", Severity.ERROR
    asked = [each for each in owner.requirements if normalized(each.name) == normalized(project)]
    always = next((each for each in asked if applies(each.marker, (), subject.marker_environments)), None)
    if always is not None:
        return f"{owner} requires `{always}`", f"install {always.name}", Severity.ERROR
    extra = _extra_with(subject, owner, asked)
    if extra:
        return (
            f"{owner} requires `{asked[0].name}` only with the extra `{extra}`",
            f"install {owner.distribution.project_name}[{extra}], if it is used",
            Severity.WARNING if fault.command is not None else Severity.ERROR,
        )
    return (
        f"{owner} does not declare that it needs it",
        f"install {project}, if it provides `{top}`",
        Severity.ERROR,
    )


def _extra_with(subject: Subject, owner: Recorded, asked: list[Requirement]) -> str:
    """Return the extra that brings one of some requirements and the least beside it; empty if none does."""

    def brings(extra: str) -> list[Requirement]:
        values = subject.marker_environments
        return [
            each
            for each in owner.requirements
            if applies(each.marker, (extra,), values) and not applies(each.marker, (), values)
        ]

    found = {extra: brings(extra) for extra in owner.extras}
    fitting = [extra for extra, brought in found.items() if any(each in brought for each in asked)]
    return min(fitting, key=lambda extra: (len(found[extra]), extra), default="")


def _roots(subject: Subject, one: Recorded) -> list[Root]:
    return [root for root in subject.roots if root.owner is one]
