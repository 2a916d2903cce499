"""``unresolved-import``: an import of a module that its own package does not have."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from dovetail.checks.stand_in import will_be_there
from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.graph.kind import Kind
from dovetail.graph.records import Missing, ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module, Unresolved
    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every import whose first missing part should be in the project.

    Left out are imports whose failure is caught, those that do not run on the target, and those of a module
    that nothing can import. A file that lies in the right place but is no module, and one that is yet to be
    generated, count as the module; and where the module around it makes submodules by itself, or is compiled,
    only running it would tell.
    """
    graph = project.graph
    for unresolved in graph.unresolved():
        site = unresolved.site
        if unresolved.missing is not Missing.NOT_FOUND or site.guarded or site.taken is False:
            continue
        importer, within = graph.at(site.path), graph[unresolved.within]
        missing = unresolved.name[len(within.name) + 1 :].partition(".")[0]
        if importer and importer.is_reachable and not will_be_there(project, within, missing):
            yield _diagnostic(project, within, missing, unresolved)


def _diagnostic(project: Project, within: Module, missing: str, unresolved: Unresolved) -> Diagnostic:
    site = unresolved.site
    if within.kind is ModuleKind.REGULAR_PACKAGE:
        message = f"no module named `{unresolved.name}`: `{within.name}` has no submodule `{missing}`"
    else:
        message = f"no module named `{unresolved.name}`: `{within.name}` is not a package"
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
    names = (module.name for module in project.graph.modules)
    return [name for name in names if name.startswith(start) and "." not in name[len(start) :]]
