"""``duplicate-module``: one file that becomes two modules, or one module that two distributions provide."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.graph.kind import Kind
from dovetail.graph.stand_in import content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.graph import Graph
    from dovetail.graph.records import Import, Module, OtherName
    from dovetail.modules.outside import Outside
    from dovetail.project import Project

_MAIN = re.compile(
    rb"""^if\s*\(?\s*(?:__name__\s*==\s*["']__main__["']|["']__main__["']\s*==\s*__name__)""", re.MULTILINE
)


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every file imported under two names, and for every script imported by what it runs.

    Two names count where import statements of modules in the project use both of them. Where the project
    has an environment, also for every top-level name that it imports and several distributions have.
    """
    yield from _under_two_names(project.graph)
    yield from _run_twice(project)
    if project.outside is not None:
        yield from _provided_twice(project, project.outside)


def _under_two_names(graph: Graph) -> Iterator[Diagnostic]:
    """Yield a finding for each module that import statements reach by its own name and by another."""
    others: dict[str, list[OtherName]] = {}
    for other in graph.other_names():
        if _counts(other.site):
            others.setdefault(other.site.imported, []).append(other)
    for name, found in sorted(others.items()):
        elsewhere = {(other.site.path, other.site.line, other.site.column) for other in found}
        own = [
            site
            for site in _imports_of(graph, name)
            if _counts(site) and not site.parent
            if (site.path, site.line, site.column) not in elsewhere
        ]
        names = {other.name: other.site for other in reversed(found)} | ({name: own[0]} if own else {})
        if len(names) > 1:
            yield _named_twice(graph[name], names, found[0])


def _imports_of(graph: Graph, name: str, *, runs: bool = False) -> Iterator[Import]:
    """Yield the imports of a module, in order of their modules and of their text."""
    for importer in graph.importers_of(name, runs=runs):
        yield from (site for site in graph.imports(importer, runs=runs) if site.imported == name)


def _counts(site: Import) -> bool:
    """Whether an import is meant to load what it names: no attempt, nothing for type checkers."""
    never = (Kind.TYPING, Kind.DYNAMIC, Kind.OPTIONAL)
    return site.kind not in never and site.taken is not False and not site.guarded


def _named_twice(module: Module, names: dict[str, Import], other: OtherName) -> Diagnostic:
    listed = " and ".join(f"`{name}`" for name in sorted(names))
    notes = (
        Note(f"imported as `{name}`", site.place)
        for name, site in sorted(names.items())
        if site is not other.site
    )
    return Diagnostic(
        "duplicate-module",
        Severity.WARNING,
        f"{module.path} is imported under two names, {listed}: its body runs once for each",
        other.site.place,
        "classes and state of the one are not those of the other: import it by one name everywhere",
        tuple(notes),
    )


def _run_twice(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for each script that is imported by name by what it imports itself."""
    graph = project.graph
    for component in graph.components(runs=True):
        for name in component:
            module = graph[name]
            if not module.has_text or not _MAIN.search(content(project.folder, module.path)):
                continue
            around = set(component)
            back = next(site for site in _imports_of(graph, name, runs=True) if site.importer in around)
            if not back.parent:
                yield Diagnostic(
                    "duplicate-module",
                    Severity.WARNING,
                    f"`{name}` runs twice when it is started: as the script `__main__`, and here by its name",
                    back.place,
                    f"move what `{back.importer}` needs of it into a module that is not started",
                )


def _provided_twice(project: Project, outside: Outside) -> Iterator[Diagnostic]:
    """Yield a finding for each top-level name of which several distributions install the same files."""
    imported = {name.partition(".")[0] for name in project.graph.externals}
    files: dict[tuple[str, str], list[str]] = {}
    for path, owners in outside.owners.installed.overlaps():
        file = path[len(owners[0].folder) + 1 :].replace(os.sep, "/")
        top = file.partition("/")[0].partition(".")[0]
        if top in imported and not file.endswith(".pyc"):
            files.setdefault((top, " and ".join(map(str, owners))), []).append(file)
    if not files:
        return
    first: dict[str, Import] = {}
    for site in project.graph.imports(external=True):
        if site.external:
            first.setdefault(site.imported.partition(".")[0], site)
    for (top, owners_), shared in sorted(files.items()):
        more = f" and {len(shared) - 1} more" if len(shared) > 1 else ""
        yield Diagnostic(
            "duplicate-module",
            Severity.WARNING,
            f"`{top}` is of {owners_}: all of them install {shared[0]}{more}",
            first[top].place,
            "uninstall all but one, and install that one again: what came last has overwritten the others",
        )
