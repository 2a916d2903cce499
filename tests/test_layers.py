"""The way through the house: each part of dovetail imports only from parts above it in the list."""

from __future__ import annotations

from pathlib import Path

import dovetail

# As ARCHITECTURE.md has it. What stands on one line does not import each other.
LAYERS = (
    ("_kernel", "named_tuple", "printable", "str_enum"),
    ("errors",),
    ("diagnostic",),
    ("environment",),
    ("source", "modules"),
    ("configuration",),
    ("graph",),
    ("execution",),
    ("project",),
    ("checks", "view"),
    ("ship",),
    ("report",),
    ("cli", "shadow"),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def layer(module: str) -> str:
    """The part of dovetail that a module belongs to; empty for the package itself."""
    return module.removeprefix("dovetail").removeprefix(".").partition(".")[0]


def test_each_part_imports_only_from_parts_above_it() -> None:
    graph = dovetail.Project.open(Path(dovetail.__file__).parent).graph
    imports = [site for site in graph.imports() if site.importer.startswith("dovetail.") and not site.parent]
    assert len(imports) > 100
    wrong = []
    for site in imports:
        importer, imported = layer(site.importer), layer(site.imported)
        if imported and importer != imported and LEVEL[importer] <= LEVEL[imported]:
            wrong.append(f"{site.path}:{site.line}: {site.importer} imports {site.imported}")
    assert wrong == []
