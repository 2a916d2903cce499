"""The tree of files that meson-python's finder looks names up in: a wheel that is not there."""

from __future__ import annotations

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.modules.resolution import Candidate, Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.environment.editable.finder import HookFinder
    from dovetail.environment.environment import Environment


class WheelTree:
    """The files that a wheel would have, by their paths in it."""

    def __init__(self, finder: HookFinder, environment: Environment) -> None:
        self._finder = finder
        self._entry = PathEntry("", Provenance.EDITABLE, finder.file, None, finder.distribution)
        self._files = dict(finder.mapping)
        self._folders: set[str] = set()
        for path in self._files:
            while path := path.rpartition("/")[0]:
                if path in self._folders:
                    break
                self._folders.add(path)
        self._loaders = (
            *((suffix, Found.EXTENSION) for suffix in environment.extension_suffixes),
            *((suffix, Found.SOURCE) for suffix in environment.source_suffixes),
            *((suffix, Found.BYTECODE) for suffix in environment.bytecode_suffixes),
        )

    def find(self, name: str, key: str = "") -> Candidate | None:
        """Return the package or module ``name`` below the folder ``key``, both with dots; else None."""
        place = "/".join((*(key.split(".") if key else ()), *name.split(".")))
        locations = () if self._finder.path_entry is None else (self._finder.path_entry + name,)
        if place in self._folders:
            for suffix, _ in self._loaders:
                source = self._files.get(f"{place}/__init__{suffix}")
                if source is not None:
                    return self._found(name, source, Found.REGULAR_PACKAGE, locations)
        for suffix, kind in self._loaders:
            source = self._files.get(place + suffix)
            if source is not None:
                return self._found(name, source, kind, None)
        if place in self._folders:
            return self._found(name, None, Found.NAMESPACE_PACKAGE, locations)
        return None

    def _found(
        self, name: str, path: str | None, kind: Found, locations: tuple[str, ...] | None
    ) -> Candidate:
        says = f"maps `{name}` to {path or 'a folder of the wheel'}"
        return Candidate("start-up code", self._entry, path, Outcome.FOUND, says, kind, locations)
