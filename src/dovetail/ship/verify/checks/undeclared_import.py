"""``undeclared-import``: an import of a distribution that no requirement declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.environment.standard_library import standard_names
from dovetail.execution.account import listed
from dovetail.ship.requirement.provision import Certainty
from dovetail.ship.requirement.table import providers
from dovetail.ship.verify.hosts import (
    alternatives,
    is_adapter,
    is_hosted,
    is_unconditional,
    is_under_condition,
)
from dovetail.ship.verify.places import is_for_tests, is_vendored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Import
    from dovetail.ship.verify.prediction import Cause
    from dovetail.ship.verify.subject import Subject

_NO_MODULES = frozenset(("__main__", "__builtin__", "_typeshed"))


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each import name that is needed and that nothing declares.

    First those without which modules fail in a fresh environment (an error if one of them is what users
    import first, or a command), then those that only another requirement happens to bring along. What is
    unknown is not reported, nor what only tests import, or a plugin of its host.
    """
    if not declares_requirements(subject):
        return
    failing = _failing(subject)
    for name, (modules, site) in sorted(failing.items()):
        yield _fails(subject, name, modules, site)
    yield from _brought_along(subject, failing)


def declares_requirements(subject: Subject) -> bool:
    """Whether the metadata says what is required: sources may leave that to their backend."""
    metadata = subject.metadata
    if metadata is None:
        return False
    dynamic = {text.lower() for text in metadata.raw.get("dynamic", [])}
    return subject.archive.is_installed_layout or not dynamic & {"dependencies", "requires-dist"}


def _failing(subject: Subject) -> dict[str, tuple[list[str], Import]]:
    """Return the import names that are missing whatever is chosen, with the modules that fail for it."""
    prediction = subject.prediction
    standard = standard_names()
    everything = prediction.anywhere()
    found: dict[str, tuple[list[str], Import]] = {}
    for module, cause in sorted(prediction.failing().items()):
        name = cause.missing
        if cause.site is None or name.partition(".")[0] in standard or name in _NO_MODULES:
            continue
        if everything.provided(name).certainty is not Certainty.NO or is_for_tests(cause.site.path):
            continue
        others = alternatives(subject.text(cause.site.path), cause.site.line)
        if any(everything.provided(other).certainty is not Certainty.NO for other in others):
            continue  # an extra has what is tried first
        if module in subject.entries or not _has_reasons(subject, module, name):
            found.setdefault(name, ([], cause.site))[0].append(module)
    return found


def _has_reasons(subject: Subject, module: str, name: str) -> bool:
    """Whether a module that nobody imports first may do without a requirement of its own."""
    path = subject.project.graph[module].path
    if is_for_tests(path) or is_vendored(path):
        return True
    return is_hosted(subject, name) or is_adapter(module, name)


def _fails(subject: Subject, name: str, modules: list[str], site: Import) -> Diagnostic:
    first = [subject.entries[module] for module in modules if module in subject.entries]
    notes = [Note(f"{listed(modules)} cannot be imported without it")]
    if first:
        notes.insert(
            0, Note(f"{listed(first, quoted=False)} ends in `ModuleNotFoundError` after a plain install")
        )
    return Diagnostic(
        "undeclared-import",
        Severity.ERROR if first else Severity.WARNING,
        f"`{site.importer}` imports `{name}`, which no requirement provides",
        subject.place(site.place),
        _advice(name),
        tuple(notes),
    )


def _advice(name: str) -> str:
    known = providers(name)
    if len(known) == 1:
        return f"{known[0]} provides it: add it to the dependencies, or to an extra and catch `ImportError`"
    return "add what provides it to the dependencies, or catch `ImportError`"


def _brought_along(subject: Subject, failing: dict[str, tuple[list[str], Import]]) -> Iterator[Diagnostic]:
    """Yield a finding for each name that is there only because another requirement requires it."""
    prediction = subject.prediction
    standard = standard_names()
    declared = prediction.anywhere()
    installed = prediction.provision()
    broken: dict[str, Cause] = prediction.failing()
    own = subject.own_paths
    seen: set[str] = set(failing)
    for site in subject.project.graph.imports(external=True, runs=True):
        name = site.imported
        top = name.partition(".")[0]
        if not site.external or top in standard or site.path not in own or prediction.is_own(name):
            continue
        if not is_unconditional(site) or is_hosted(subject, name):
            continue
        if is_for_tests(site.path) or is_vendored(site.path) or is_adapter(site.importer, top):
            continue
        if site.importer in broken or name in _NO_MODULES or declared.has_directly(name):
            continue
        answer = installed.provided(name)
        if answer.certainty is not Certainty.YES or answer.is_direct or answer.by[-1] in seen:
            continue
        if site.taken is not True and is_under_condition(subject.text(site.path), site.line):
            continue
        seen.add(answer.by[-1])
        way = " requires ".join(answer.by)
        yield Diagnostic(
            "undeclared-import",
            Severity.WARNING,
            f"`{site.importer}` imports `{name}` of {answer.by[-1]}, which is installed only because {way}",
            subject.place(site.place),
            f"add {answer.by[-1]} to the dependencies: {answer.by[-2]} may stop requiring it",
        )
