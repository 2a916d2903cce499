"""``unreachable-module``: a file in a package that no import statement can lead to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module
    from dovetail.project import Project

# Folders whose numbered files a tool imports by their names: Django, Alembic.
_NUMBERED = frozenset({"migrations", "versions"})


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every module that another one hides, or whose name is no identifier.

    Not for scripts (``#!``, or outside any package) and for numbered migrations: those are run or loaded by
    their file names. Of a hidden folder the folder is named, once.
    """
    modules = project.graph.modules
    hidden: set[str] = set()
    for module in modules:
        if module.is_reachable:
            continue
        if module.hidden_by is None:
            if "." in module.name and not module.is_script and not _is_numbered(module):
                yield _unnameable(module)
            continue
        hider = modules[module.hidden_by]
        path = _hidden_part(module, hider)
        if path not in hidden:
            hidden.add(path)
            what = "this file" if path == module.path else "nothing in this folder"
            never = "is never imported" if path == module.path else "can be imported"
            yield Diagnostic(
                "unreachable-module",
                Severity.WARNING,
                f"{what} {never}: `import {hider.name}` finds `{hider.path}`",
                Place.of_file(path),
                "rename one of the two, or delete the one that is not used",
            )


def _hidden_part(module: Module, hider: Module) -> str:
    """The path of the folder that the hider hides, or that of the module itself."""
    depth = module.name.count(".") - hider.name.count(".")
    path = module.path
    if os.path.basename(path).startswith("__init__."):
        depth += 1
    for _ in range(max(depth, 0)):
        path = os.path.dirname(path)
    return path or module.path


def _is_numbered(module: Module) -> bool:
    last = module.name.rpartition(".")[2]
    return last[:1].isdigit() and not _NUMBERED.isdisjoint(module.name.split(".")[:-1])


def _unnameable(module: Module) -> Diagnostic:
    part = next(part for part in module.name.split(".") if not part.isidentifier())
    return Diagnostic(
        "unreachable-module",
        Severity.WARNING,
        f"no import statement can name this module: `{part}` is no identifier",
        Place.of_file(module.path),
        "rename it; or begin it with `#!` if it is a script",
    )
