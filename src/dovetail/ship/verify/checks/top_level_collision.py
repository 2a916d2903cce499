"""``top-level-collision``: a top-level name that a popular distribution has already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.environment.distribution import normalized
from dovetail.environment.provider import PROVIDERS
from dovetail.graph.records import ModuleKind
from dovetail.ship.requirement.table import known, tops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each regular package whose name belongs to another project.

    It belongs to the project that is called so, or that is known for it. Namespace packages are shared.
    """
    own = normalized(subject.archive.project)
    if not subject.archive.is_installed_layout:
        return
    for name, module in sorted(subject.tops.items()):
        if module.kind is not ModuleKind.REGULAR_PACKAGE or name.startswith("_"):
            continue
        owners = [project for project in tops().get(name, []) if project != own]
        belongs = [
            project
            for project in owners
            if project == normalized(name) or normalized(PROVIDERS.get(name, "")) == project
        ]
        if not belongs or normalized(name) == own or normalized(PROVIDERS.get(name, "")) == own:
            continue
        if not any(name == each or each.startswith(f"{name}.") for each in _names(belongs[0])):
            continue
        yield Diagnostic(
            "top-level-collision",
            Severity.WARNING,
            f"`{name}` is the top-level name of {belongs[0]} too: installed together, one replaces the other",
            subject.stored_place(subject.unpacked.stored.get(module.path, module.path)),
            f"rename it, unless this is meant to stand in for {belongs[0]}",
        )


def _names(project: str) -> frozenset[str]:
    found = known(project)
    return found.imports if found else frozenset()
