"""``unreachable-module``: a file in a package that no import statement can lead to."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.graph.records import ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module
    from dovetail.project import Project

# Folders whose numbered files a tool imports by their names: Django, Alembic.
_NUMBERED = frozenset({"migrations", "versions"})

# What only a file says that can be run as a program.
_MAIN = re.compile(rb"""__name__\s*==\s*["']__main__["']""")


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every module that another one hides, or whose name is no identifier.

    Not for scripts and for numbered migrations: those are run or loaded by their file names. Nor for names
    that are no identifiers beside code that imports names it computes. Of a folder that nothing leads into
    the folder is named, once.
    """
    graph, modules = project.graph, project.graph.modules
    seen: set[str] = set()
    computing: set[str] | None = None
    for module in modules:
        if module.is_reachable:
            continue
        if module.hidden_by is None:
            if computing is None:
                computing = {
                    os.path.dirname(modules[importer].path) for importer, _, _ in graph.table.computed()
                }
            finding = None if os.path.dirname(module.path) in computing else _unnameable(project, module)
        else:
            finding = _hidden(module, modules[module.hidden_by])
        if finding is not None and finding.place.path not in seen:
            seen.add(finding.place.path)
            yield finding


def _hidden(module: Module, hider: Module) -> Diagnostic | None:
    if hider.path.endswith((".so", ".pyd")) and hider.path.partition(".")[0] == module.path.partition(".")[0]:
        # The text that the extension module was compiled from (Cython, mypyc), and what runs without it.
        return None
    path = _hidden_part(module, hider)
    if path == module.path:
        message = f"this file is never imported: `import {hider.name}` finds `{hider.path}`"
    else:
        message = f"nothing in this folder can be imported: `import {hider.name}` finds `{hider.path}`"
    advice = "rename one of the two, or delete the one that is not used"
    return Diagnostic("unreachable-module", Severity.WARNING, message, Place.of_file(path), advice)


def _hidden_part(module: Module, hider: Module) -> str:
    """Return the path of the folder that the hider hides, or that of the module itself."""
    depth = module.name.count(".") - hider.name.count(".")
    path = module.path
    if os.path.basename(path).startswith("__init__."):
        depth += 1
    for _ in range(max(depth, 0)):
        path = os.path.dirname(path)
    return path or module.path


def _unnameable(project: Project, module: Module) -> Diagnostic | None:
    # A dot in the name of a file is part of it; in the name of a module it cannot be told from the others.
    stem = os.path.basename(module.path).rpartition(".")[0]
    package = module.name.removesuffix(stem).rstrip(".") if "." in stem else module.name.rpartition(".")[0]
    parts = [*(package.split(".") if package else ()), module.name[len(package) :].lstrip(".")]
    if len(parts) == 1 or _is_program(project, module):
        return None
    if parts[-1][:1].isdigit() and not _NUMBERED.isdisjoint(parts[:-1]):
        return None
    path = module.path
    # Where every part is an identifier, the file itself has a dot in its name: no name leads to `a.b.py`.
    dotted = (len(parts) - 1, os.path.basename(path).rpartition(".")[0])
    number, part = next((pair for pair in enumerate(parts) if not pair[1].isidentifier()), dotted)
    if module.kind is ModuleKind.REGULAR_PACKAGE:
        path = os.path.dirname(path)
    for _ in parts[number + 1 :]:
        path = os.path.dirname(path)
    if path == module.path:
        message = f"no import statement can name this module: `{part}` is no identifier"
        advice = "rename it; or begin it with `#!` if it is a script"
    elif os.path.isfile(os.path.join(project.folder, path := f"{path}/__init__.py")):
        message = f"no import statement can name this package: `{part}` is no identifier"
        advice = "rename the folder; or delete its `__init__.py` if it is no package"
    else:
        # A folder of data, examples or scripts, which does not claim to be a package.
        return None
    return Diagnostic("unreachable-module", Severity.WARNING, message, Place.of_file(path), advice)


def _is_program(project: Project, module: Module) -> bool:
    if module.is_script or not module.has_text:
        return module.is_script
    try:
        with open(os.path.join(project.folder, module.path), "rb") as file:
            return _MAIN.search(file.read()) is not None
    except OSError:
        return False
