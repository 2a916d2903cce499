"""``unresolved-import``: an import of a module that its own package does not have."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.graph.kind import Kind
from dovetail.graph.records import Missing, ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module, Unresolved
    from dovetail.project import Project

# What a module is made from before it is built, and what type checkers read in its place.
_SOURCES = (".py", ".pyx", ".pyi", ".c", ".cc", ".cpp", ".pyd", ".so")


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every import whose first missing part should be in the project.

    Left out are imports whose failure is caught, those that do not run on the target, and those of a module
    that nothing can import. A file that lies in the right place but was not read, or that the module would
    be built from, counts as the module.
    """
    graph = project.graph
    for unresolved in graph.unresolved():
        site = unresolved.site
        if unresolved.missing is not Missing.NOT_FOUND or site.guarded or site.taken is False:
            continue
        within = graph[unresolved.within]
        if not graph[site.importer].is_reachable or _lies_there(project, within, unresolved):
            continue
        yield _diagnostic(project, within, unresolved)


def _diagnostic(project: Project, within: Module, unresolved: Unresolved) -> Diagnostic:
    site, name = unresolved.site, unresolved.name
    missing = name[len(within.name) + 1 :].partition(".")[0]
    if within.kind is ModuleKind.REGULAR_PACKAGE:
        message = f"no module named `{name}`: `{within.name}` has no submodule `{missing}`"
    else:
        message = f"no module named `{name}`: `{within.name}` is not a package"
    near = get_close_matches(f"{within.name}.{missing}", _children(project, within), 1)
    if near:
        advice = f"did you mean `{near[0]}`?"
    elif site.kind is Kind.TYPING:
        advice = "type checkers will not find it either; a stub `.pyi` beside it would be enough for them"
    else:
        advice = "correct the name, or catch `ImportError` if the module is optional"
    return Diagnostic(
        "unresolved-import",
        Severity.ERROR,
        message,
        Place(site.path, site.line, site.column, site.line, site.column + site.width),
        advice,
    )


def _children(project: Project, package: Module) -> list[str]:
    start = f"{package.name}."
    return [m.name for m in project.graph.modules if m.name.startswith(start) and "." not in m.name[len(start) :]]


def _lies_there(project: Project, within: Module, unresolved: Unresolved) -> bool:
    """Whether something on disk stands for the missing module, although it is no module (yet)."""
    if within.kind is not ModuleKind.REGULAR_PACKAGE:
        return False
    folder = os.path.join(project.folder, os.path.dirname(within.path))
    path = os.path.join(folder, *unresolved.name[len(within.name) + 1 :].split("."))
    return os.path.isdir(path) or any(os.path.exists(path + suffix) for suffix in _SOURCES)
