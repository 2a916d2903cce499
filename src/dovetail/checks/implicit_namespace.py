"""``implicit-namespace``: a folder of modules inside a regular package, without an ``__init__.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module
    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for the outermost of such folders, if anything in the project imports from it.

    A folder that nothing imports from holds data, templates or scripts.
    """
    folders = [path for path in project.tree.bare_folders() if path.rpartition("/")[2].isidentifier()]
    if not folders:
        return
    within = _modules_within(project, folders)
    for path in folders:
        package, _, name = path.rpartition("/")
        if any(project.graph.importers_of(module.name) for module in within[path]):
            yield Diagnostic(
                "implicit-namespace",
                Severity.WARNING,
                f"`{name}` has no `__init__.py`, but `{package.rpartition('/')[2]}` around it has one",
                Place.of_file(path),
                "add an empty `__init__.py`: build backends and test runners leave such folders out",
            )


def _modules_within(project: Project, folders: list[str]) -> dict[str, list[Module]]:
    """Return the modules in each folder and below it, the folder itself among them."""
    within: dict[str, list[Module]] = {path: [] for path in folders}
    for module in project.graph.modules:
        path = module.path
        while path:
            if path in within:
                within[path].append(module)
            path = path.rpartition("/")[0]
    return within
