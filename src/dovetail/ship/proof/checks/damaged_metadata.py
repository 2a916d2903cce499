"""``damaged-metadata``: what an installer recorded of a distribution cannot be read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.environment.entry import ProblemKind
from dovetail.ship.proof.reach import INSTALLED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.recorded import Recorded
    from dovetail.ship.proof.subject import Subject

_TWICE = "uninstall it until none is left, and install it again"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each file of metadata that is missing, unreadable or against its specification.

    Also for each project of which a second distribution is installed, that of an interrupted update as a
    rule.
    """
    sites = {entry.path for entry in subject.environment.search_path if entry.provenance in INSTALLED}
    for problem in subject.installed.problems:
        twice = problem.kind is ProblemKind.DISTRIBUTION_TWICE
        if twice and os.path.dirname(problem.path) not in sites:
            continue  # what a build left in the folder of an editable install
        yield Diagnostic(
            "damaged-metadata",
            Severity.WARNING,
            f"a distribution is installed twice: this {problem.message}"
            if twice
            else f"it {problem.message}",
            subject.place(problem.path, problem.line),
            _TWICE if twice else "install the distribution again",
        )
    for one in subject.recorded:
        for path, fault in _faults(one):
            place = subject.place(path)
            yield Diagnostic(
                "damaged-metadata", Severity.WARNING, f"{one}: {fault}", place, "report it to the project"
            )


def _faults(one: Recorded) -> Iterator[tuple[str, str]]:
    distribution = one.distribution
    try:
        Version(distribution.version)
    except InvalidVersion:
        if distribution.version:
            yield one.core_path, f"`{distribution.version}` is no version"
    try:
        SpecifierSet(one.core.get("requires_python") or "")
    except InvalidSpecifier:
        yield one.core_path, f"`Requires-Python: {one.core.get('requires_python')}` cannot be understood"
    # They are found while these are read.
    _ = one.requirements, one.entry_points, one.rows
    yield from dict.fromkeys(one.faults)
    yield from ((problem.path, f"it {problem.message}") for problem in one.problems)
