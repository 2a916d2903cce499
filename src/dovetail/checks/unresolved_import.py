"""``unresolved-import``: an import of a module that its own package does not have."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from dovetail.configuration.pattern import matches
from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.graph.kind import Kind
from dovetail.graph.records import Missing, ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module, Unresolved
    from dovetail.project import Project

# What a module says that gives itself submodules for which there is no file, as `six` does.
_OWN_SUBMODULES = re.compile(rb"\b(?:__path__|meta_path|sys\.modules(?!\[__name__\]))\b|sys\.modules\.")

# Files that tell a build what to generate or compile.
_BUILD_FILES = ("pyproject.toml", "setup.py", "setup.cfg", "meson.build", "CMakeLists.txt")


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every import whose first missing part should be in the project.

    Left out are imports whose failure is caught, those that do not run on the target, and those of a module
    that nothing can import. A file that lies in the right place but is no module, and one that is yet to be
    generated, count as the module; and where the module around it makes submodules by itself, or is compiled,
    only running it would tell.
    """
    graph = project.graph
    for unresolved in graph.unresolved():
        site = unresolved.site
        if unresolved.missing is not Missing.NOT_FOUND or site.guarded or site.taken is False:
            continue
        importer, within = graph.at(site.path), graph[unresolved.within]
        missing = unresolved.name[len(within.name) + 1 :].partition(".")[0]
        if importer and importer.is_reachable and not _will_be_there(project, within, missing):
            yield _diagnostic(project, within, missing, unresolved)


def _diagnostic(project: Project, within: Module, missing: str, unresolved: Unresolved) -> Diagnostic:
    site = unresolved.site
    if within.kind is ModuleKind.REGULAR_PACKAGE:
        message = f"no module named `{unresolved.name}`: `{within.name}` has no submodule `{missing}`"
    else:
        message = f"no module named `{unresolved.name}`: `{within.name}` is not a package"
    near = get_close_matches(f"{within.name}.{missing}", _children(project, within), 1)
    if near:
        advice = f"did you mean `{near[0]}`?"
    elif site.kind is Kind.TYPING:
        advice = "type checkers will not find it either; a stub `.pyi` beside it would be enough for them"
    else:
        advice = "correct the name, or catch `ImportError` if the module is optional"
    return Diagnostic(
        "unresolved-import",
        Severity.ERROR,
        message,
        Place(site.path, site.line, site.column, site.line, site.column + site.width),
        advice,
    )


def _children(project: Project, package: Module) -> list[str]:
    start = f"{package.name}."
    names = (module.name for module in project.graph.modules)
    return [name for name in names if name.startswith(start) and "." not in name[len(start) :]]


def _will_be_there(project: Project, package: Module, missing: str) -> bool:
    """Whether something on disk stands for the missing module, although it is no module (yet).

    That is a folder or a file of its name with any suffix (what it is compiled from, its stub), a line of
    a ``.gitignore`` that is about it, a file of a build that mentions it, or code that could make it.
    """
    if not package.has_text or _OWN_SUBMODULES.search(_content(project.folder, package.path)):
        return True
    if package.kind is not ModuleKind.REGULAR_PACKAGE:
        return False
    folder = os.path.join(project.folder, os.path.dirname(package.path))
    try:
        entries = os.listdir(folder)
    except OSError:
        entries = []
    return any(entry.partition(".")[0] == missing for entry in entries) or _is_generated(folder, missing)


def _is_generated(folder: str, missing: str) -> bool:
    """Whether a ``.gitignore`` or a file of a build, in ``folder`` or around it, knows the missing module."""
    mention = re.compile(rf"(?<!\w){re.escape(missing)}(?:\.py\b|['\"])".encode())
    file = os.path.join(folder, f"{missing}.py")
    ignored = None
    while True:
        if ignored is None:
            ignored = _is_ignored(_content(folder, ".gitignore"), os.path.relpath(file, folder))
        if ignored or any(mention.search(_content(folder, name)) for name in _BUILD_FILES):
            return True
        if os.path.exists(os.path.join(folder, ".git")) or os.path.dirname(folder) == folder:
            return False
        folder = os.path.dirname(folder)


def _is_ignored(gitignore: bytes, path: str) -> bool | None:
    """Return what the last line that is about ``path`` says; None if none is."""
    ignored = None
    for line in gitignore.decode(errors="replace").splitlines():
        pattern = line.strip()
        negated = pattern.startswith("!")
        if pattern and not pattern.startswith("#") and matches(pattern[negated:], path.replace(os.sep, "/")):
            ignored = not negated
    return ignored


def _content(folder: str, name: str) -> bytes:
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except OSError:
        return b""
