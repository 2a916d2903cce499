"""``unsatisfied-requirement``: a distribution requires what is not installed, or not in this version."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.ship.proof.markers import applies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.requirements import Requirement

    from dovetail.ship.proof.recorded import Recorded
    from dovetail.ship.proof.subject import Subject


class Need(NamedTuple):
    """A requirement that holds in the environment."""

    owner: Recorded
    requirement: Requirement
    extra: str
    """The extra that it belongs to, empty for what is always required."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each requirement that holds here and is not fulfilled.

    A requirement of an extra holds where another distribution requires its project with that extra. Markers
    are evaluated for the environment; one whose value is not known makes no finding.
    """
    for need in needs(subject):
        fault = _fault(subject, need)
        if fault:
            yield fault


def needs(subject: Subject) -> list[Need]:
    """Return the requirements that hold, those of extras as far as some other distribution asks for them."""
    found: list[Need] = []
    asked: dict[str, set[str]] = {one.name: set() for one in subject.recorded}
    ahead: list[tuple[Recorded, str]] = [(one, "") for one in subject.recorded]
    while ahead:
        one, extra = ahead.pop()
        for requirement in one.requirements:
            without = applies(requirement.marker, (), subject.marker_environments)
            wanted = (
                without
                if not extra
                else not without and applies(requirement.marker, (extra,), subject.marker_environments)
            )
            if not wanted:
                continue
            found.append(Need(one, requirement, extra))
            name = canonicalize_name(requirement.name)
            for further in map(canonicalize_name, sorted(requirement.extras)):
                if name in asked and further not in asked[name]:
                    asked[name].add(further)
                    ahead.append((subject.by_name[name], further))
    return sorted(found, key=lambda need: (need.owner.name, str(need.requirement), need.extra))


def _fault(subject: Subject, need: Need) -> Diagnostic | None:
    requirement, owner = need.requirement, need.owner
    installed = subject.by_name.get(canonicalize_name(requirement.name))
    shown = str(requirement).partition(";")[0].strip()
    asks = f"{owner} requires `{shown}`" + (f" with its extra `{need.extra}`" if need.extra else "")
    line = subject.line_of(owner.core_path, f"Requires-Dist: {requirement.name}")
    place = subject.place(owner.core_path, line)
    if installed is None:
        return Diagnostic(
            "unsatisfied-requirement",
            Severity.ERROR,
            f"{asks}, which is not installed",
            place,
            f"install `{shown}`",
        )
    try:
        version = Version(installed.distribution.version)
    except InvalidVersion:
        return None  # `damaged-metadata` tells of it
    if requirement.url is None and not requirement.specifier.contains(version, prereleases=True):
        return Diagnostic(
            "unsatisfied-requirement",
            Severity.WARNING,
            f"{asks}, and {installed.distribution.version} is installed",
            place,
            f"install `{shown}`, or another version of {owner.distribution.project_name}",
        )
    unknown = sorted(set(map(canonicalize_name, requirement.extras)) - installed.extras)
    if unknown:
        named = ", ".join(f"`{extra}`" for extra in unknown)
        return Diagnostic(
            "unsatisfied-requirement",
            Severity.WARNING,
            f"{asks}, and {installed} has no extra {named}",
            place,
            "installers pass over it: correct the name of the extra, or install a version that has it",
        )
    return None
