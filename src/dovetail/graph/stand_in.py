"""What stands on disk for a module that is not there (yet): what it is made from, or who makes it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from dovetail.configuration.pattern import matches
from dovetail.graph.records import ModuleKind

if TYPE_CHECKING:
    from dovetail.graph.records import Module

# What a module says that gives itself submodules for which there is no file, as `six` does.
_OWN_SUBMODULES = re.compile(rb"\b(?:__path__|meta_path|sys\.modules(?!\[__name__\]))\b|sys\.modules\.")

# Files that tell a build what to generate or compile.
_BUILD_FILES = ("pyproject.toml", "setup.py", "setup.cfg", "meson.build", "CMakeLists.txt")


def will_be_there(folder: str, package: Module, missing: str) -> bool:
    """Whether something on disk stands for the missing module, although it is no module (yet).

    That is a folder or a file of its name with any suffix (what it is compiled from, its stub), a line of
    a ``.gitignore`` that is about it, a file of a build that mentions it, or code that could make it.
    """
    if not package.has_text or _OWN_SUBMODULES.search(content(folder, package.path)):
        return True
    if package.kind is not ModuleKind.REGULAR_PACKAGE:
        return False
    folder = os.path.join(folder, os.path.dirname(package.path))
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
            ignored = _is_ignored(content(folder, ".gitignore"), os.path.relpath(file, folder))
        if ignored or any(mention.search(content(folder, name)) for name in _BUILD_FILES):
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


def content(folder: str, name: str) -> bytes:
    """Return the bytes of a file; none if it cannot be read."""
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except OSError:
        return b""
