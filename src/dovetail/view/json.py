"""The graph as JSON, schema ``dovetail.graph/1``; see ``graph.schema.json`` beside this file.

The whole graph is written by the kernel; this file writes what comes before it, and parts of a graph.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dovetail.graph.records import Import
    from dovetail.project import Project
    from dovetail.view.selection import Selection

SCHEMA = "dovetail.graph/1"

# Modules written at a time: the document of a large project is never held in memory whole.
_CHUNK = 64


def head(project: Project) -> bytes:
    """Return the members of the document that come before the modules, without the brace around them."""
    (major, minor), platform = project.target.version, project.target.platform
    target = f'{{"python": "{major}.{minor}", "platform": "{platform}"}}'
    roots = project.graph.table.roots_json()
    return f'"schema": "{SCHEMA}",\n"target": {target},\n"roots": ['.encode() + roots + b"],\n"


def render_all(project: Project, *, kinds: Iterable[str] | None, external: bool) -> Iterator[bytes]:
    """Yield the whole graph, UTF-8, in pieces, with the imports of these kinds (``None``: all)."""
    from dovetail.graph.kind_set import bits

    table, wanted = project.graph.table, bits(kinds)
    yield b"{\n" + head(project) + b'"modules": ['
    for first in range(0, len(table), _CHUNK):
        yield b"," if first else b""
        yield table.modules_json(first, first + _CHUNK, wanted, external)
    yield b"],\n"
    if external:
        yield _externals(project, project.graph.externals)
    yield _tail(project)


def render(project: Project, selection: Selection) -> Iterator[str]:
    """Yield a part of the graph, in the same form as the whole."""
    import json

    imports: dict[str, list[dict[str, object]]] = {}
    for edge in selection.imports:
        imports.setdefault(edge.importer, []).append(_edge(edge))
    yield "{\n" + head(project).decode() + '"modules": ['
    for number, module in enumerate(selection.modules):
        row = {"name": module.name, "kind": module.kind, "path": module.path}
        yield (",\n" if number else "\n") + json.dumps({**row, "imports": imports.get(module.name, [])})
    yield "],\n"
    if selection.external:
        names = {edge.imported for edge in selection.imports if edge.external}
        yield _externals(project, sorted(names)).decode()
    yield _tail(project).decode()


def _externals(project: Project, names: Iterable[str]) -> bytes:
    """Return what the names lead to that leave the project, each on a line."""
    import json

    from dovetail.printable import encodable
    from dovetail.view.externals import externals

    encode = json.JSONEncoder().encode
    rows = encodable(",\n".join([encode(row) for row in externals(project, names)]))
    return f'"externals": [\n{rows}],\n'.encode()


def _tail(project: Project) -> bytes:
    """Return what comes after the modules: the stubs, and what was not read."""
    table = project.graph.table
    return b'"stubs": [' + table.stubs_json() + b'],\n"skipped": [' + table.skipped_json() + b"]\n}\n"


def _edge(edge: Import) -> dict[str, object]:
    row: dict[str, object] = {"module": edge.imported, "kind": edge.kind, "runs": edge.runs}
    if edge.taken is not None:
        row["taken"] = edge.taken
    if edge.external:
        row["external"] = True
    return {**row, "line": edge.line, "column": edge.column}
