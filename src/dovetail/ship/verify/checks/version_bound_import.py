"""``version-bound-import``: a module of the standard library that not every admitted Python has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.environment.standard_library import ADDED, REMOVED, standard_names
from dovetail.ship.requirement.provision import Certainty
from dovetail.ship.verify.hosts import is_unconditional, is_under_condition
from dovetail.ship.verify.places import is_for_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Import
    from dovetail.ship.verify.admitted import Version
    from dovetail.ship.verify.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each such module that is imported unconditionally, at the first place.

    Conditions on the version are evaluated for each admitted version. What a requirement brings along for
    those versions (a backport, `setuptools` with its `distutils`) is there.
    """
    external = {name.partition(".")[0] for name in subject.project.graph.externals}
    if external.isdisjoint(ADDED) and external.isdisjoint(REMOVED):
        return
    lacking: dict[str, tuple[Import, list[Version]]] = {}
    for version in subject.admitted:
        for site in _sites(subject, version):
            top = site.imported.partition(".")[0]
            first = lacking.setdefault(top, (site, []))
            if version not in first[1]:
                first[1].append(version)
    for name, (site, versions) in sorted(lacking.items()):
        yield _diagnostic(subject, name, site, versions)


def _sites(subject: Subject, version: Version) -> Iterator[Import]:
    names = standard_names() - standard_names(version)
    project = subject.project_for(version)
    own = subject.own_paths
    for site in project.graph.imports(external=True, runs=True):
        top = site.imported.partition(".")[0]
        if not site.external or top not in names or site.path not in own or is_for_tests(site.path):
            continue
        if not is_unconditional(site) or _is_provided(subject, version, site.imported):
            continue
        # A condition of which the graph knows which way it goes is no doubt.
        if site.taken is True or not is_under_condition(subject.text(site.path), site.line):
            yield site


def _is_provided(subject: Subject, version: Version, name: str) -> bool:
    from dovetail.ship.requirement.provision import Provision

    metadata = subject.metadata
    if metadata is None or subject.prediction.is_vendored(name):
        return True
    python = ".".join(map(str, version))
    requirements = metadata.required(frozenset(metadata.extras), python=python, platform=subject.platform)
    if name.partition(".")[0] == "distutils" and any(each.name == "setuptools" for each in requirements):
        return True
    return Provision(requirements, more=subject.provided).provided(name).certainty is Certainty.YES


def _diagnostic(subject: Subject, name: str, site: Import, versions: list[Version]) -> Diagnostic:
    first = sorted(set(subject.roots) & set(_loading(subject, site)))
    shown = ", ".join(".".join(map(str, version)) for version in versions)
    requires = subject.metadata.raw.get("requires_python") if subject.metadata else None
    admits = f"`Requires-Python: {requires}` admits" if requires else "the metadata admits"
    note = f"`import {first[0]}` fails there" if first else "what users import first does not import it"
    return Diagnostic(
        "version-bound-import",
        Severity.ERROR if first else Severity.WARNING,
        f"`{site.importer}` imports `{name}`, which Python {shown} does not have, and {admits}",
        subject.place(site.place),
        "import it under a test of `sys.version_info`, require a backport, or correct `requires-python`",
        (Note(note),),
    )


def _loading(subject: Subject, site: Import) -> set[str]:
    """Return the modules whose import runs the importer of a site."""
    graph = subject.project.graph
    return {root for root in subject.roots if site.importer in {root, *graph.loaded_by(root)}}
