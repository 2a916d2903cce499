"""What an interpreter itself finds: run by ``installed.py`` with the Python of the environment.

It reads ``[[name, ...], ...]`` from stdin, one list for each top-level name, the name first, and prints one
line of JSON for each: ``{"specs": {name: [origin, locations, how]}, "offered": [...], "failed": {...}}``.
Parents are imported, as `importlib.util.find_spec` does it. Where one fails, its submodules are sought on the
path of its spec, and ``how`` is ``static``. ``offered`` is what `pkgutil.iter_modules` lists.
With ``owners`` it prints which distributions record each file, as `importlib.metadata` reads it.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import json
import os
import pkgutil
import sys
import types
from importlib.machinery import PathFinder
from typing import Any


def owners() -> dict[str, list[str]]:
    """Return the names and versions of the distributions that record each file."""
    from importlib.metadata import distributions

    recorded: dict[str, list[str]] = {}
    for distribution in distributions():
        name = f"{distribution.metadata['Name']} {distribution.version}"  # parsed each time it is asked for
        for file in distribution.files or ():
            recorded.setdefault(os.path.normpath(str(file.locate())), []).append(name)
    return recorded


class Asked:
    """One top-level name and what is below it."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.specs: dict[str, Any] = {}
        self.failed: dict[str, str] = {}
        self.offered: list[str] = []
        self._tried: dict[str, Any] = {}

    def answer(self) -> dict[str, Any]:
        """Ask for each name, and for what `pkgutil` lists in each package."""
        pending = list(self.names)
        while pending:
            name = pending.pop(0)
            if name in self.specs:
                continue
            found = self.specs[name] = self._find(name)
            if found is not None and found[1] is not None:
                path = self._path(name) or found[1]
                below = [module.name for module in pkgutil.iter_modules(path)]
                self.offered += [f"{name}.{tail}" for tail in below if tail.isidentifier()]
                pending += [f"{name}.{tail}" for tail in below if tail.isidentifier()]
        return {"specs": self.specs, "offered": self.offered, "failed": self.failed}

    def _find(self, name: str) -> list[Any] | None:
        parent = name.rpartition(".")[0]
        if not parent or self._import(parent) is not None:
            try:
                return _said(importlib.util.find_spec(name), "find_spec")
            except Exception as error:  # noqa: BLE001 - it imports the parent
                self.failed[name] = f"{type(error).__name__}: {error}"
                if parent and not hasattr(sys.modules.get(parent), "__path__"):
                    return None
        before = self.specs.get(parent)
        if not before or before[1] is None:
            return None
        # A namespace package asks its parent for the path, which stands in for the one that fails.
        stand_in = types.ModuleType(parent)
        stand_in.__path__ = before[1]
        there = sys.modules.get(parent)
        sys.modules[parent] = there or stand_in
        try:
            return _said(PathFinder.find_spec(name, before[1]), "static")
        finally:
            if there is None:
                del sys.modules[parent]

    def _path(self, name: str) -> list[str] | None:
        module = self._import(name)
        path = getattr(module, "__path__", None)
        return None if path is None else list(path)

    def _import(self, name: str) -> Any:
        if name not in self._tried:
            try:
                parent = name.rpartition(".")[0]
                failed = parent and self._import(parent) is None
                self._tried[name] = None if failed else importlib.import_module(name)
                if failed:
                    self.failed[name] = f"its parent {parent} fails"
            except BaseException as error:  # noqa: BLE001 - foreign code may raise anything
                self._tried[name] = None
                self.failed[name] = f"{type(error).__name__}: {error}"[:200]
        return self._tried[name]


def _said(spec: Any, how: str) -> list[Any] | None:
    """Return what is compared of a spec."""
    if spec is None:
        return None
    locations = spec.submodule_search_locations
    return [spec.origin, None if locations is None else list(locations), how]


def main() -> None:
    """Answer."""
    out = sys.stdout
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for names in json.load(sys.stdin):
            out.write(json.dumps(owners() if names == ["owners"] else Asked(names).answer()) + "\n")
    out.flush()
    os._exit(0)  # threads and exit handlers of what was imported are of no interest


if __name__ == "__main__":
    main()
