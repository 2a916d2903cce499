"""``unresolved-import``: an import of a module that its own package does not have."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.environment.standard_library import standard_names
from dovetail.graph.kind import Kind
from dovetail.graph.records import Missing, ModuleKind
from dovetail.graph.stand_in import will_be_there
from dovetail.modules.resolution import Confidence, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module, Unresolved
    from dovetail.modules.outside import Outside
    from dovetail.modules.resolution import Resolution
    from dovetail.modules.suggestion import Suggestion
    from dovetail.project import Project

_MEANT = tuple(kind for kind in Kind if kind not in (Kind.TYPING, Kind.OPTIONAL, Kind.DYNAMIC))
"""The kinds of imports that are no attempt, and not for type checkers alone."""


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every import whose first missing part should be in the project or its environment.

    Left out are imports whose failure is caught, those that do not run on the target, and those of a module
    that nothing can import. A file that lies in the right place but is no module, and one that is yet to be
    generated, count as the module; and where the module around it makes submodules by itself, or is compiled,
    only running it would tell.
    """
    yield from _within(project)
    outside = project.outside
    if outside is not None:
        yield from _beyond(project, outside)


def _within(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for each import of what the project itself would have to hold."""
    graph = project.graph
    for unresolved in graph.unresolved():
        site = unresolved.site
        if unresolved.missing is not Missing.NOT_FOUND or site.guarded or site.taken is False:
            continue
        importer, within = graph.at(site.path), graph[unresolved.within]
        missing = unresolved.name[len(within.name) + 1 :].partition(".")[0]
        if importer and importer.is_reachable and not will_be_there(project.folder, within, missing):
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
        site.place,
        advice,
    )


def _beyond(project: Project, outside: Outside) -> Iterator[Diagnostic]:
    """Yield a finding for each import that leaves the project for what its environment does not have."""
    missing: dict[str, Resolution] = {}
    # Whoever imports a file of the project by its bare name puts its folder on the path.
    # A name that some other version or platform has stands under a test of it.
    known = standard_names() | {module.name.rpartition(".")[2] for module in project.graph.modules}
    for name in project.graph.externals:
        if name.partition(".")[0] not in known:
            answer = outside.resolve(name)
            if not answer.found and answer.confidence is Confidence.EXACT:
                missing[name] = answer
    if not missing:
        return
    advice: dict[str, str] = {}
    for site in project.graph.imports(kinds=_MEANT, external=True):
        answer_ = missing.get(site.imported) if site.external else None
        if answer_ is None or site.guarded or site.taken is False:
            continue
        around = answer_.around
        if site.kind is Kind.DEFERRED and around is None:
            continue  # a function that imports what is not there at all does without it, until it is called
        first = ".".join(site.imported.split(".")[: around.name.count(".") + 2 if around else 1])
        if first not in advice:
            advice[first] = _advice(outside.suggestion(answer_))
        yield Diagnostic(
            "unresolved-import",
            Severity.ERROR,
            f"no module named `{site.imported}` in {outside.place}{_why(answer_)}",
            site.place,
            advice[first],
        )


def _why(missing: Resolution) -> str:
    """Return what was found of a name whose last parts are missing."""
    around = missing.around
    if missing.kind is Found.STUB_ONLY:
        return ": only a stub is there, which type checkers read"
    if around is None:
        return ""
    if around.submodule_search_locations is None:
        return f": `{around.name}` is not a package"
    return f": `{around.name}` has no such submodule"


def _advice(suggestion: Suggestion) -> str:
    if suggestion.provider is not None and suggestion.installed is None:
        return f"{suggestion.provider} provides it: add it to the dependencies and install it"
    if suggestion.provides:
        names = " and ".join(f"`{name}`" for name in suggestion.provides)
        return f"{suggestion.same_name} is installed, and provides {names}"
    if suggestion.similar:
        return f"did you mean `{suggestion.similar[0][0]}`?"
    return "install the distribution that provides it, or catch `ImportError` if it is optional"


def _children(project: Project, package: Module) -> list[str]:
    start = f"{package.name}."
    names = (module.name for module in project.graph.modules)
    return [name for name in names if name.startswith(start) and "." not in name[len(start) :]]
