"""``unconditional-extra``: an import that a plain install fails at, because only an extra declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.environment.standard_library import standard_names
from dovetail.execution.account import listed
from dovetail.ship.requirement.provision import Certainty
from dovetail.ship.verify.checks.undeclared_import import declares_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Import
    from dovetail.ship.verify.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each extra's import without which what users import first, or a command, fails.

    A module that nothing of that imports may need its extra: that is what extras are for, and
    ``dovetail verify --imports`` lists it.
    """
    if not declares_requirements(subject):
        return
    prediction = subject.prediction
    standard = standard_names()
    groups: dict[str, tuple[list[str], Import]] = {}
    for module, cause in sorted(prediction.failing().items()):
        name = cause.missing
        if module not in subject.entries or cause.site is None or name.partition(".")[0] in standard:
            continue
        if prediction.anywhere().provided(name).certainty is Certainty.YES and _is_fault(
            subject, module, name
        ):
            groups.setdefault(name, ([], cause.site))[0].append(module)
    for name, (modules, site) in sorted(groups.items()):
        extras = prediction.extras_for(name)
        whose = "a marker brings"
        if extras:
            many = len(extras) > 1
            whose = f"the extra{'s' if many else ''} {listed(extras)} bring{'' if many else 's'}"
        verb = "fails" if len(modules) == 1 else "fail"
        reasons = [subject.entries[module] for module in modules]
        yield Diagnostic(
            "unconditional-extra",
            Severity.ERROR,
            f"`{site.importer}` imports `{name}`, which only {whose} along",
            subject.place(site.place),
            "catch `ImportError`, import it where it is used, or make it a dependency",
            (Note(f"{listed(reasons, quoted=False)} {verb} after a plain install"),),
        )


def _is_fault(subject: Subject, module: str, name: str) -> bool:
    """Whether a plain install is meant to have what fails: a script that names an extra is not."""
    if module in subject.roots:
        # A module by itself in a namespace is a part of it that may need its extra.
        return "." not in module or subject.project.graph[module].path.endswith("__init__.py")
    points = [each for each in subject.entry_points if each.module == module]
    return any("[" not in each.value for each in points) and bool(name)
