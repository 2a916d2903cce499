"""The graph in the DOT language of Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.graph.kind import Kind
from dovetail.graph.records import ModuleKind
from dovetail.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.project import Project
    from dovetail.view.selection import Selection

_STYLES = {
    Kind.EAGER: "solid",
    Kind.IMPLICIT: "dotted",
    Kind.DEFERRED: "dashed",
    Kind.LAZY: "dashed",
    Kind.TYPING: "dotted",
}


def render(project: Project, selection: Selection) -> Iterator[str]:
    """Yield the graph: packages as folders, one edge for each pair of modules and kind."""
    del project
    yield "digraph imports {\n  rankdir=LR;\n"
    yield '  node [shape=box, fontname="Helvetica", fontsize=10];\n'
    yield '  edge [color="#555555", fontname="Helvetica", fontsize=8];\n'
    for module in selection.modules:
        packages = (ModuleKind.REGULAR_PACKAGE, ModuleKind.NAMESPACE_PACKAGE)
        shape = ", shape=folder" if module.kind in packages else ""
        bold = ', penwidth=2, color="#c0392b"' if module.name == selection.focus else ""
        name = _quoted(module.name)
        yield f"  {name} [label={name}{shape}{bold}];\n"
    externals = {edge.imported for edge in selection.imports if edge.external}
    for name in sorted(externals):
        yield f'  {_quoted(name)} [shape=ellipse, color="#999999", fontcolor="#666666"];\n'
    seen = set()
    for edge in selection.imports:
        key = (edge.importer, edge.imported, edge.kind)
        if key not in seen:
            seen.add(key)
            style = _STYLES.get(edge.kind, "dashed")
            label = "" if edge.kind is Kind.EAGER else f', label="{edge.kind}"'
            yield f"  {_quoted(edge.importer)} -> {_quoted(edge.imported)} [style={style}{label}];\n"
    yield "}\n"


def _quoted(name: str) -> str:
    escaped = printable(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
