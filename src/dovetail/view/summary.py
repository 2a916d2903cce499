"""The graph in a screenful: how large, what is imported most, what is entangled."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dovetail.graph.kind import Kind
from dovetail.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.graph.records import Import
    from dovetail.project import Project
    from dovetail.view.selection import Selection

_MOST = 8


def render(project: Project, selection: Selection) -> Iterator[str]:
    """Yield the summary of the graph, or of the neighbourhood of one module."""
    if selection.focus is not None:
        yield from _neighbourhood(selection, selection.focus)
        return
    graph = project.graph
    kinds = Counter(str(module.kind) for module in selection.modules)
    files, statements, size = project.tree.totals()
    parts = ", ".join(f"{count:,} {_plural(kind, count)}" for kind, count in kinds.most_common())
    yield f"{printable(project.folder)}: {parts}\n"
    yield f"read for {project.target}: {files:,} files, {size / 1e6:.1f} MB, "
    yield f"{statements:,} import {_plural('statement', statements)}\n"
    edges = [edge for edge in selection.imports if not edge.external]
    yield from _counted("imports within the project", Counter(edge.kind for edge in edges), len(edges))
    computed = len(graph.table.computed())
    if computed:
        yield f"  {computed:7,}  of names that only running the program tells\n"
    pairs = {(edge.importer, edge.imported) for edge in edges if not edge.parent}
    most = Counter(imported for _, imported in pairs).most_common()
    yield from _ranking("imported by most modules", most)
    yield from _ranking("importing most modules", Counter(importer for importer, _ in pairs).most_common())
    for title, runs in (("at import time", True), ("counting every import", False)):
        components = graph.components(runs=runs)
        entangled = sum(map(len, components))
        yield f"\nin cycles {title}: {entangled:,} modules"
        if components:
            largest = max(map(len, components))
            yield f" in {len(components)} {_plural('component', len(components))}, the largest of {largest:,}"
    yield "\n"
    if any(edge.external for edge in selection.imports):
        outside = {(e.importer, e.imported.partition(".")[0]) for e in selection.imports if e.external}
        yield from _ranking("from outside the project", Counter(name for _, name in outside).most_common())
    unread, skipped = project.tree.unread(), project.tree.skipped()
    if unread or skipped:
        yield f"\n{len(unread):,} {_plural('file', len(unread))} with faults, "
        yield f"{len(skipped):,} {_plural('path', len(skipped))} passed over (-v names them)\n"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _counted(title: str, counts: Counter[Kind], total: int) -> Iterator[str]:
    yield f"\n{total:,} {title}\n"
    for kind in Kind:
        if counts[kind]:
            yield f"  {counts[kind]:7,}  {kind}\n"


def _ranking(title: str, ranking: Sequence[tuple[str, int]]) -> Iterator[str]:
    ranking = sorted(ranking, key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    if ranking:
        yield f"\n{title}\n"
        for name, count in ranking:
            yield f"  {count:7,}  {printable(name)}\n"


def _neighbourhood(selection: Selection, focus: str) -> Iterator[str]:
    yield f"{printable(focus)}\n"
    yield from _list("imports", [edge for edge in selection.imports if edge.importer == focus], imported=True)
    yield from _list(
        "is imported by", [edge for edge in selection.imports if edge.imported == focus], imported=False
    )
    others = len(selection.modules) - 1
    yield f"\n{others:,} other modules within reach, {len(selection.imports):,} imports among all\n"


def _list(title: str, edges: list[Import], *, imported: bool) -> Iterator[str]:
    yield f"\n{title} ({len({e.imported if imported else e.importer for e in edges}):,})\n"
    for edge in edges:
        name = edge.imported if imported else edge.importer
        yield printable(f"  {name}  {edge.path}:{edge.line}:{edge.column + 1}  {edge.kind}") + "\n"
