"""A new module or subpackage in a project: what ``dovetail new module`` and ``new subpackage`` make."""

from __future__ import annotations

import os

from dovetail.errors import UsageError
from dovetail.ship.changes import Change
from dovetail.ship.new import names, texts
from dovetail.ship.new.keeps_tests import test_of
from dovetail.ship.new.plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.project import Project

_INIT = "__init__.py"


def new_module(project: Project, name: str, *, package: bool = False, description: str = "") -> Plan:
    """Return what makes the module ``name`` (with ``package`` the subpackage) in ``project``.

    Parents that lack their ``__init__.py`` get one, and a test is made where the project keeps tests. Nothing
    is written. Raises `UsageError` for a name that would make trouble.
    """
    names.check_import_name(name)
    *parents, last = name.split(".")
    notes: list[str] = []
    root = _root(project, name, notes)
    files: dict[str, str] = {}
    folder = root
    for depth, parent in enumerate(parents, 1):
        dotted = ".".join(parents[:depth])
        folder = _enter(folder, parent, dotted, files, notes, last_parent=depth == len(parents))
    _check_bound(folder, last, ".".join(parents))
    what = description or f"The {'package' if package else 'module'} `{name}`."
    if package:
        below = os.path.join(folder, last)
        # A folder without `__init__` becomes what it was perhaps taken for.
        if not os.path.isdir(below) or os.path.exists(os.path.join(below, _INIT)):
            names.check_siblings(folder, last)
        files[os.path.join(below, _INIT)] = texts.module(what)
    else:
        names.check_siblings(folder, last)
        files[os.path.join(folder, f"{last}.py")] = texts.module(what)
    files |= test_of(project, name, notes)
    changes = [Change(path, None, text.encode()) for path, text in sorted(files.items())]
    return Plan(project.folder, None, name, tuple(changes), tuple(notes))


def _root(project: Project, name: str, notes: list[str]) -> str:
    """Return the folder that the name is counted from."""
    graph = project.graph
    parts = name.split(".")
    for depth in range(len(parts), 0, -1):
        around = ".".join(parts[:depth])
        if around in graph:
            found = graph[around]
            return os.path.normpath(os.path.join(project.folder, graph.roots[found.root].path))
    names.check_top_level(parts[0], project.outside)
    roots = [os.path.join(project.folder, root) for root in project.declared]
    source = os.path.join(project.folder, "src")
    if os.path.isdir(source) and not os.path.exists(os.path.join(source, _INIT)):
        roots.append(source)
    notes.append(f"`{parts[0]}` is a new top-level name: see that the build backend ships it")
    return os.path.normpath(next((root for root in roots if os.path.isdir(root)), project.folder))


def _enter(  # noqa: PLR0913 - one step on the way
    folder: str, part: str, dotted: str, files: dict[str, str], notes: list[str], *, last_parent: bool
) -> str:
    """Return the folder of a package on the way, and make its ``__init__.py`` if it lacks one."""
    package = os.path.join(folder, part)
    init = os.path.join(package, _INIT)
    if os.path.exists(init):
        return package
    if os.path.isfile(f"{package}.py"):
        message = f"`{dotted}` is a module, {package}.py: nothing can be imported from below it"
        raise UsageError(message, hint=f"make it a package: move it to {init}")
    exists = os.path.isdir(package)
    if not exists:
        names.check_siblings(folder, part)
    if exists and not _lacks_init(package, folder, last_parent=last_parent):
        notes.append(f"`{dotted}` is a namespace package, and stays one: it gets no {_INIT}")
        return package
    files[init] = texts.module(f"The package `{dotted}`.")
    return package


def _lacks_init(package: str, around: str, *, last_parent: bool) -> bool:
    """Whether a folder without ``__init__.py`` was meant for a regular package.

    It was if it lies in one, or if it holds modules. One that holds nothing but packages is a namespace
    package: an ``__init__.py`` would hide the portions of other distributions.
    """
    if os.path.exists(os.path.join(around, _INIT)):
        return True
    entries = os.listdir(package)
    if any(entry.endswith(".py") for entry in entries):
        return True
    holds_packages = any(os.path.isdir(os.path.join(package, entry)) for entry in entries)
    return last_parent and not holds_packages


def _check_bound(folder: str, last: str, parent: str) -> None:
    """Raise `UsageError` if the package binds the name of its new submodule."""
    from dovetail.source.scan import scan_imports

    init = os.path.join(folder, _INIT)
    try:
        with open(init, "rb") as file:
            bindings = scan_imports(file.read(), names=True).bindings
    except (OSError, UnicodeDecodeError, LookupError):
        return
    if last in bindings:
        message = f"{init} binds `{last}`: importing `{parent}.{last}` would replace it"
        raise UsageError(message, hint="take another name")
