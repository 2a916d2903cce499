"""``relative-beyond-top``: a relative import with no package to be relative to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.graph.records import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every relative import that has more dots than there are packages around it."""
    graph = project.graph
    for unresolved in graph.unresolved():
        site = unresolved.site
        if unresolved.missing is Missing.NOT_FOUND or site.guarded or site.taken is False:
            continue
        dots = len(unresolved.name) - len(unresolved.name.lstrip("."))
        if unresolved.missing is Missing.NO_PACKAGE:
            message = "attempted relative import with no known parent package"
            advice = f"`{site.importer}` is a top-level module: import by the absolute name"
        else:
            message = "attempted relative import beyond top-level package"
            around = f"{unresolved.packages} package" + ("s" if unresolved.packages > 1 else "")
            advice = (
                f"there {'are' if unresolved.packages > 1 else 'is'} {around} around `{site.importer}`, "
                f"so at most {unresolved.packages} dot{'s' if unresolved.packages > 1 else ''}, not {dots}"
            )
        yield Diagnostic(
            "relative-beyond-top",
            Severity.ERROR,
            message,
            Place(site.path, site.line, site.column, site.line, site.column + site.width),
            advice,
        )
