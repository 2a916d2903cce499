"""``star-import``: ``from module import *``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.graph.records import ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every star import, but for a package that takes over names of its own modules."""
    graph = project.graph
    for site in graph.imports(star=True, external=True):
        package = graph[site.importer].kind is ModuleKind.REGULAR_PACKAGE
        if package and site.imported.startswith(f"{site.importer}."):
            continue
        yield Diagnostic(
            "star-import",
            Severity.WARNING,
            f"`from {site.imported} import *` binds names that this file does not show",
            Place(site.path, site.line, site.column, site.line, site.column + site.width),
            "name what is used",
        )
