"""What a package needs of what lies beside it: told by its imports and its entry points."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dovetail.configuration import Configuration
    from dovetail.graph.graph import Graph
    from dovetail.ship.backend.candidates import Candidate

# What an import of these kinds asks for may be absent, or is never sought when the module is used.
_MAY_FAIL = frozenset(("optional", "typing", "main"))


def with_neighbours(
    base: str,
    chosen: list[Candidate],
    offered: Mapping[str, Candidate],
    entry_points: Mapping[str, Mapping[str, str]],
    configuration: Configuration | None,
) -> list[Candidate]:
    """Return the packages chosen, and those of the offered ones that they cannot do without.

    That is what their entry points name, and what is imported from them, and from what that leads to,
    unless the import may fail. What has the name of tests, docs or tools is never taken along.
    """
    from dovetail.ship.metadata.entry_points import modules

    tops = {one.name.partition(".")[0] for one in chosen}
    others = {one.name: one for one in offered.values() if one.name not in tops and not one.lies_beside}
    if not others:
        return chosen
    result = list(chosen)
    for module in sorted(modules(entry_points)):
        top = module.partition(".")[0]
        if top in others:
            result.append(others.pop(top))
    if others:
        graph = graph_of(base, configuration)
        reached = _reached([one.path for one in result], graph)
        result += [one for one in others.values() if any(_lies_in(path, one) for path in reached)]
    return result


def graph_of(base: str, configuration: Configuration | None) -> Graph:
    """Return the import graph of the project, ignored modules included."""
    from dovetail.configuration import Configuration as Empty
    from dovetail.project import Project

    given = configuration or Empty()
    every = Empty(source=given.source, roots=given.roots, respect_gitignore=False)
    return Project.open(base, configuration=every).graph


def _lies_in(path: str, one: Candidate) -> bool:
    return path == one.path or path.startswith(f"{one.path}/")


def _reached(start: Iterable[str], graph: Graph) -> set[str]:
    """Return the files that the modules in some files and folders import, over any number of steps."""
    paths = tuple(start)
    modules = {module.name: module for module in graph.modules}
    waiting = [
        name
        for name, module in modules.items()
        if any(module.path == path or module.path.startswith(f"{path}/") for path in paths)
    ]
    successors: dict[str, set[str]] = {}
    for site in graph.imports():
        if site.kind not in _MAY_FAIL and not site.guarded:
            successors.setdefault(site.importer, set()).add(site.imported)
    seen = set(waiting)
    while waiting:
        fresh = successors.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return {modules[name].path for name in seen if name in modules}


def needed(paths: Iterable[str], shipped: Iterable[str], graph: Graph) -> set[str]:
    """Return those of some files that the modules in the shipped files import, unless that may fail."""
    reached = _reached(shipped, graph)
    return {path for path in paths if path in reached}
