"""The graph as a Mermaid flowchart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.graph.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.project import Project
    from dovetail.view.selection import Selection


def render(project: Project, selection: Selection) -> Iterator[str]:
    """Yield the graph: an arrow for each pair of modules and kind, dotted for what does not run at import."""
    del project
    names = [module.name for module in selection.modules]
    names += sorted({edge.imported for edge in selection.imports if edge.external})
    numbers: dict[str, str] = {}
    yield "flowchart LR\n"
    for name in names:
        if name not in numbers:
            numbers[name] = f"m{len(numbers)}"
            yield f'  {numbers[name]}["{_escaped(name)}"]\n'
    seen = set()
    for edge in selection.imports:
        key = (edge.importer, edge.imported, edge.kind)
        if key in seen:
            continue
        seen.add(key)
        arrow = "-->" if edge.runs else "-.->"
        label = "" if edge.kind is Kind.EAGER else f"|{edge.kind}|"
        yield f"  {numbers[edge.importer]} {arrow}{label} {numbers[edge.imported]}\n"
    if selection.focus is not None:
        yield f"  style {numbers[selection.focus]} stroke:#c0392b,stroke-width:3px\n"


def _escaped(name: str) -> str:
    """Mermaid's entities: no other escape works in a label."""
    return "".join(c if c.isalnum() or c in "._-" else f"#{ord(c)};" for c in name)
