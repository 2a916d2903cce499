"""``import-cycle``: modules that import each other while they are being imported, so far without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.graph.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Import
    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield one finding for each strongly connected component over the imports that run at import time.

    It shows the shortest elementary cycle in the component. Imports whose failure is caught close no cycle:
    whoever wrote them has thought of it. Components in which an import fails are left to `crashing-cycle` and
    `fragile-cycle`.
    """
    failing = {module for cycle in project.verdicts.cycles for module in cycle.modules}
    kinds = [kind for kind in Kind if kind is not Kind.OPTIONAL]
    for component, cycle in project.graph.shortest_cycles(kinds=kinds, runs=True):
        if not failing.isdisjoint(component):
            continue
        first = cycle[0]
        names = " -> ".join(f"`{step.importer}`" for step in cycle)
        size = f"; {len(component)} modules are entangled" if len(component) > len(cycle) else ""
        yield Diagnostic(
            "import-cycle",
            Severity.WARNING,
            f"import cycle: {names} -> `{first.importer}`{size}",
            first.place,
            "move what both need into a module of its own, or defer one of the imports into a function",
            tuple(Note(_step(step), step.place) for step in cycle[1:]),
        )


def _step(step: Import) -> str:
    if step.parent:
        return f"`{step.importer}` imports something in `{step.imported}`, which runs first"
    return f"`{step.importer}` imports `{step.imported}`"
