"""What a folder offers under a name: `importlib.machinery.FileFinder`, without its cache of the folder."""

from __future__ import annotations

import os
import sys

from dovetail.modules.resolution import Candidate, Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dovetail.environment.entry import PathEntry
    from dovetail.environment.environment import Environment

_EXTENSIONS = (".so", ".pyd")
_FOLDS_CASE = sys.platform.startswith(("win", "cygwin", "darwin"))
"""Whether files may be found under names in another case than their folder lists."""
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
        self._entries: dict[str, Mapping[str, os.DirEntry[str]]] = {}
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
        base = join(folder, tail) if tail in names else ""
        is_folder = tail in names and _is(names[tail].is_dir)
        if is_folder:
            yield from self._packages(base, entry)
        for suffix, kind in self._loaders:
            file = names.get(tail + suffix)
            if file is not None:
                path = join(folder, tail + suffix)
                if _is(file.is_file):
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

    def _packages(self, base: str, entry: PathEntry) -> Iterator[Candidate]:
        """Yield the regular packages that the folder ``base`` may be."""
        names = self._listed(base)
        # What cannot be listed may have files all the same.
        unlisted = _FOLDS_CASE or not names
        for suffix, kind in self._loaders:
            name = f"__init__{suffix}"
            if name not in names and not unlisted:
                continue
            path = base + os.sep + name
            if os.path.isfile(path) if unlisted else _is(names[name].is_file):
                yield Candidate("path", entry, path, Outcome.FOUND, kind, Found.REGULAR_PACKAGE, (base,))
            elif os.path.isdir(path):
                yield Candidate("path", entry, path, Outcome.PASSED_OVER, "is a folder, no file")

    def may_have(self, folder: str, tail: str) -> bool:
        """Return whether ``folder`` has anything, be it a stub, that begins as files of that module do.

        Where it has nothing, `search` finds nothing, and this says so many times faster.
        """
        stems = self._stems.get(folder)
        if stems is None:
            begun = frozenset([name.partition(".")[0] for name in self._listed(folder)])
            stems = begun.union([name.removesuffix("-stubs") for name in begun if name.endswith("-stubs")])
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

    def _near(
        self, folder: str, tail: str, names: Mapping[str, object], entry: PathEntry
    ) -> Iterator[Candidate]:
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

    def _listed(self, folder: str) -> Mapping[str, os.DirEntry[str]]:
        """Return what is in a folder by name, nothing if it cannot be listed."""
        names = self._entries.get(folder)
        if names is None:
            try:
                with os.scandir(folder) as entries:
                    names = {entry.name: entry for entry in entries}
            except (OSError, ValueError):
                names = {}
            if self._environment.platform.startswith("win"):
                # The suffix of a file may be in any case there (`FileFinder._fill_cache`).
                parts = ((name.partition("."), entry) for name, entry in names.items())
                names = {f"{stem}{dot}{suffix.lower()}": entry for (stem, dot, suffix), entry in parts}
            self._entries[folder] = names
        return names


def _is(test: Callable[[], bool]) -> bool:
    """Return what a test of a `DirEntry` says; for a link that cannot be followed it raises."""
    try:
        return test()
    except OSError:
        return False


def _why_no_file(path: str) -> str:
    if os.path.islink(path):
        return "is a link that leads nowhere" if not os.path.exists(path) else "is a link to no file"
    return "is a folder, no file" if os.path.isdir(path) else "is no ordinary file"
