"""The modules that stand for a distribution: the packages and modules at the top of what it installs."""

from __future__ import annotations

import os
from keyword import iskeyword
from typing import TYPE_CHECKING, NamedTuple

from dovetail.environment.distribution import normalized, read_text
from dovetail.environment.entry import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dovetail.environment.environment import Environment
    from dovetail.ship.proof.recorded import Recorded

_NO_MODULES = frozenset(
    ("test", "tests", "testing", "doc", "docs", "example", "examples", "benchmark", "benchmarks", "bin")
)
"""Names of folders that wheels ship by mistake or for tests: nobody imports them as the distribution's."""

_SCRIPTS = frozenset(("setup", "conftest", "noxfile", "tasks", "fabfile"))
"""Modules beside the packages of a project that are no part of it, where an editable install shows them."""


class Root(NamedTuple):
    """A regular package or module that is not in another regular package."""

    name: str
    """Dotted: within namespace packages it has several parts."""
    owner: Recorded
    file: str
    """Its absolute path, empty where it is not recorded."""


def roots(one: Recorded, environment: Environment) -> Iterator[Root]:
    """Yield the roots of a distribution, sorted by name, each once.

    They are those of the files that its metadata lists; for an editable install, those that its hook or its
    folder on the search path offers.
    """
    folder = one.distribution.folder
    found = top_modules(one.files, environment)
    for name, file in sorted(found.items()):
        yield Root(name, one, os.path.join(folder, file))
    for name in sorted(set(_editable(one, environment)) - found.keys()):
        yield Root(name, one, "")


def top_modules(files: Iterable[str], environment: Environment) -> dict[str, str]:
    """Return the modules among some files that no regular package holds, each with its file.

    ``files`` are relative to an entry of the search path. Files of which no module can be made are left out,
    and so are folders of tests, documentation and examples.
    """
    suffixes = (*environment.source_suffixes, *environment.extension_suffixes)
    modules = [(parts, file) for file in files if (parts := _module(file, suffixes))]
    packages = {parts[:-1] for parts, _ in modules if parts[-1] == "__init__" and len(parts) > 1}
    found: dict[str, str] = {}
    for parts, file in modules:
        top = next((parts[:end] for end in range(1, len(parts)) if parts[:end] in packages), None)
        if top is None:
            if parts[-1] != "__init__":
                found[".".join(parts)] = file
        elif parts == (*top, "__init__"):
            found[".".join(top)] = file
    return found


def _module(file: str, suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of the name that a file has as a module; none if it cannot be imported."""
    for suffix in suffixes:
        if file.endswith(suffix):
            parts = tuple(file.removesuffix(suffix).split(os.sep))
            if not all(part.isidentifier() and not iskeyword(part) for part in parts):
                return ()
            return () if parts[0] in _NO_MODULES or not _NO_MODULES.isdisjoint(parts[:2]) else parts
    return ()


def _editable(one: Recorded, environment: Environment) -> Iterator[str]:
    """Yield the top-level names of an editable install."""
    if not one.distribution.editable:
        return
    stated = (read_text(one.distribution.metadata, "top_level.txt") or "").split()
    yield from (name for name in stated if name.isidentifier())
    for code in environment.start_up_code:
        finder = code.finder
        if finder is not None and normalized(finder.distribution or "") == one.name:
            yield from finder.top_level
    if stated:
        return
    for entry in environment.search_path:
        if entry.provenance is Provenance.EDITABLE and normalized(entry.distribution or "") == one.name:
            yield from _offered(entry.path)


def _offered(folder: str) -> Iterator[str]:
    """Yield the packages and modules in a folder that are those of a project, as far as their names tell."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        stem = name.removesuffix(".py")
        is_module = name.endswith(".py") or os.path.isfile(os.path.join(folder, name, "__init__.py"))
        if is_module and stem.isidentifier() and stem not in _NO_MODULES | _SCRIPTS:
            yield stem
