"""``implicit-namespace``: a folder of modules inside a regular package, without an ``__init__.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for the outermost of such folders, if its name could be imported at all."""
    for path in project.tree.bare_folders():
        package, _, name = path.rpartition("/")
        if name.isidentifier():
            yield Diagnostic(
                "implicit-namespace",
                Severity.WARNING,
                f"`{name}` has no `__init__.py`, but `{package.rpartition('/')[2]}` around it has one",
                Place.of_file(path),
                "add an empty `__init__.py`: build backends and test runners leave such folders out",
            )
