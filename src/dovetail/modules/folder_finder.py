"""What a folder offers under a name: `importlib.machinery.FileFinder`, without its cache of the folder."""

from __future__ import annotations

import os
import stat

from dovetail.modules.resolution import Candidate, Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.environment.entry import PathEntry
    from dovetail.environment.environment import Environment

_EXTENSIONS = (".so", ".pyd")
_SEPARATORS = os.sep if os.altsep is None else os.sep + os.altsep
_ANY_BUILD = "/"
"""Stands behind the name of a module for extension modules with whatever tag; no name of a file has it."""


def join(folder: str, name: str) -> str:
    """Return the path of ``name`` in ``folder`` as `importlib` spells it: only ends of parts are trimmed."""
    return os.sep.join([part.rstrip(_SEPARATORS) for part in (folder, name) if part])


class Folders:
    """Folders by what is in them, each listed once."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._names: dict[str, frozenset[str]] = {}
        self._stems: dict[str, frozenset[str]] = {}
        self._spellings: dict[str, dict[str, list[str]]] = {}
        self._loaders = (
            *((suffix, Found.EXTENSION) for suffix in environment.extension_suffixes),
            *((suffix, Found.SOURCE) for suffix in environment.source_suffixes),
            *((suffix, Found.BYTECODE) for suffix in environment.bytecode_suffixes),
        )

    def search(self, folder: str, tail: str, entry: PathEntry) -> Iterator[Candidate]:
        """Yield what ``folder`` has for the last part of a name, in the order of `FileFinder.find_spec`.

        The first `Outcome.FOUND` is what the folder offers; those after it would have been next. The last
        may be a portion, which counts only if nothing in the folder was found. The outcome of what could
        not be imported says why.
        """
        names = self._listed(folder)
        base = ""
        is_folder = False
        if tail in names:
            base = join(folder, tail)
            for suffix, kind in self._loaders:
                path = f"{base}{os.sep}__init__{suffix}"
                mode = _mode(path)
                if stat.S_ISREG(mode):
                    yield Candidate("path", entry, path, Outcome.FOUND, kind, Found.REGULAR_PACKAGE, (base,))
                elif stat.S_ISDIR(mode):
                    yield Candidate("path", entry, path, Outcome.PASSED_OVER, "is a folder, no file")
            is_folder = stat.S_ISDIR(_mode(base))
        for suffix, kind in self._loaders:
            if tail + suffix in names:
                path = join(folder, tail + suffix)
                if stat.S_ISREG(_mode(path)):
                    yield Candidate("path", entry, path, Outcome.FOUND, kind, kind)
                else:
                    yield Candidate("path", entry, path, Outcome.PASSED_OVER, _why_no_file(path))
        if is_folder:
            yield Candidate(
                "path", entry, base, Outcome.PORTION, "has no __init__", Found.NAMESPACE_PACKAGE, (base,)
            )
        elif tail in names:
            yield Candidate("path", entry, base, Outcome.PASSED_OVER, "is no folder and has no suffix")
        yield from self._near(folder, tail, names, entry)

    def may_have(self, folder: str, tail: str) -> bool:
        """Return whether ``folder`` has anything, be it a stub, that begins as files of that module do.

        Where it has nothing, `search` finds nothing, and this says so many times faster.
        """
        stems = self._stems.get(folder)
        if stems is None:
            names = self._listed(folder)
            stems = frozenset([name.partition(".")[0].removesuffix("-stubs") for name in names])
            self._stems[folder] = stems
        return tail in stems

    def offered(self, folder: str) -> set[str]:
        """Return the names that ``folder`` may have something for: of its folders, and of files by suffix."""
        found = set()
        for name in self._listed(folder):
            suffix = next((suffix for suffix, _ in self._loaders if name.endswith(suffix)), None)
            if suffix is not None:
                found.add(name[: -len(suffix)])
            elif "." not in name:
                found.add(name)
        return found

    def _near(self, folder: str, tail: str, names: frozenset[str], entry: PathEntry) -> Iterator[Candidate]:
        """Yield what people take for the module and Python does not."""
        for name, what in ((f"{tail}.pyi", "a stub"), (f"{tail}-stubs", "a package of stubs")):
            if tail and name in names:
                reason = f"is {what}, which only type checkers read"
                path = join(folder, name)
                yield Candidate("path", entry, path, Outcome.PASSED_OVER, reason, Found.STUB_ONLY)
        if not tail or tail in names or any(tail + suffix in names for suffix, _ in self._loaders):
            return
        spellings = self._spellings.get(folder)
        if spellings is None:
            spellings = self._spellings[folder] = {}
            for name in names:
                spellings.setdefault(name.lower(), []).append(name)
                if name.endswith(_EXTENSIONS):
                    stem = name.partition(".")[0]
                    spellings.setdefault(f"{stem}{_ANY_BUILD}", []).append(name)
        low = tail.lower()
        wanted = (low, *(low + suffix for suffix, _ in self._loaders))
        for name in sorted(spellings.get(f"{tail}{_ANY_BUILD}", ())):
            path, reason = join(folder, name), "is an extension module for another Python"
            yield Candidate("path", entry, path, Outcome.PASSED_OVER, reason, Found.EXTENSION)
        for name in sorted(name for low in wanted for name in spellings.get(low, ())):
            yield Candidate(
                "path", entry, join(folder, name), Outcome.PASSED_OVER, "is spelled in another case"
            )

    def _listed(self, folder: str) -> frozenset[str]:
        names = self._names.get(folder)
        if names is None:
            try:
                names = frozenset(os.listdir(folder))
            except (OSError, ValueError):
                names = frozenset()
            if self._environment.platform.startswith("win"):
                # The suffix of a file may be in any case there (`FileFinder._fill_cache`).
                parts = (name.partition(".") for name in names)
                names = frozenset(f"{stem}{dot}{suffix.lower()}" for stem, dot, suffix in parts)
            self._names[folder] = names
        return names


def _mode(path: str) -> int:
    """Return the mode of what a path leads to, for the tests of `stat`: 0, which is no kind, for nothing."""
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):
        return 0


def _why_no_file(path: str) -> str:
    if os.path.islink(path):
        return "is a link that leads nowhere" if not os.path.exists(path) else "is a link to no file"
    return "is a folder, no file" if os.path.isdir(path) else "is no ordinary file"
