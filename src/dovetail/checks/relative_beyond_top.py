"""``relative-beyond-top``: a relative import with no package to be relative to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.graph.records import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Unresolved
    from dovetail.project import Project


_BEYOND = (Missing.BEYOND_TOP, Missing.NO_PACKAGE)


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every relative import that has more dots than there are packages around it.

    A root with an ``__init__.py`` may be imported as a package itself, as a repository that is a plug-in
    is: it counts as one.
    """
    for unresolved in project.graph.unresolved():
        site = unresolved.site
        if unresolved.missing not in _BEYOND or site.guarded or site.taken is False:
            continue
        dots = len(unresolved.name) - len(unresolved.name.lstrip("."))
        packages = unresolved.packages if unresolved.missing is Missing.BEYOND_TOP else 0
        if dots <= packages + _packages_around_root(project, site.path):
            continue
        message, advice = _said(unresolved, dots, packages)
        yield Diagnostic("relative-beyond-top", Severity.ERROR, message, site.place, advice)


def _said(unresolved: Unresolved, dots: int, packages: int) -> tuple[str, str]:
    """Return the message, in the words of the exception, and the advice."""
    importer = unresolved.site.importer
    if not packages:
        advice = f"`{importer}` is a top-level module: import by the absolute name"
        return "attempted relative import with no known parent package", advice
    there_are = "there is 1 package" if packages == 1 else f"there are {packages} packages"
    at_most = "1 dot" if packages == 1 else f"{packages} dots"
    advice = f"{there_are} around `{importer}`, so at most {at_most}, not {dots}"
    return "attempted relative import beyond top-level package", advice


def _packages_around_root(project: Project, path: str) -> int:
    """How many packages the root of a file would lie in, if they were imported as such."""
    module, count = project.graph.at(path), 0
    root = project.graph.roots[module.root].path if module else ""
    folder = os.path.normpath(os.path.join(project.folder, root))
    while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
        count += 1
    return count
