"""The part of a graph that is to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.graph.graph import Graph
    from dovetail.graph.kind import Kind
    from dovetail.graph.records import Import, Module


class Selection(NamedTuple):
    """Modules and imports to show; ``focus`` is the module that the reader asked about."""

    modules: list[Module]
    imports: list[Import]
    focus: str | None
    external: bool
    """Whether the imports hold those that leave the project."""


def select(
    graph: Graph,
    *,
    kinds: Sequence[Kind] | None = None,
    focus: str | None = None,
    depth: int = 1,
    external: bool = False,
) -> Selection:
    """Return the whole graph, or what lies within ``depth`` imports of ``focus`` in either direction."""
    imports = graph.imports(kinds=kinds, external=external)
    if focus is None:
        return Selection(list(graph.modules), imports, None, external)
    near = {focus}
    neighbours: dict[str, set[str]] = {}
    for edge in imports:
        neighbours.setdefault(edge.importer, set()).add(edge.imported)
        if not edge.external:
            neighbours.setdefault(edge.imported, set()).add(edge.importer)
    rim = {focus}
    for _ in range(depth):
        rim = {other for name in rim for other in neighbours.get(name, ())} - near
        near |= rim
    modules = [module for module in graph.modules if module.name in near]
    imports = [edge for edge in imports if edge.importer in near and edge.imported in near]
    return Selection(modules, imports, focus, external)
