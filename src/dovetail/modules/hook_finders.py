"""What the finders of editable installs find: each in the manner of the code that its backend writes.

They stand around Python's own finders in ``sys.meta_path``: some in front, where the last one that was put
there is asked first, the others at the end.
"""

from __future__ import annotations

import os

from dovetail.environment.editable.finder import Manner, dotted
from dovetail.environment.entry import PathEntry, Provenance
from dovetail.modules.resolution import Candidate, Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dovetail.environment.editable.finder import HookFinder
    from dovetail.environment.environment import Environment
    from dovetail.modules.path_search import PathSearch
    from dovetail.modules.wheel_tree import WheelTree

FINDER = "start-up code"


class HookFinders:
    """The finders that start-up code is known to have installed, in the order in which they are asked."""

    def __init__(self, environment: Environment, search: PathSearch) -> None:
        finders = [code.finder for code in environment.start_up_code if code.finder is not None]
        self._first = [_Asked(f, environment, search) for f in reversed(finders) if f.first]
        at_end = [finder for finder in finders if not finder.first]
        # All of editables share one finder: what was mapped last counts, at the place of what came first.
        files = [finder for finder in at_end if finder.manner is Manner.FILES]
        if files:
            place = at_end.index(files[0])
            others = [finder for finder in at_end if finder.manner is not Manner.FILES]
            at_end = [*others[:place], *reversed(files), *others[place:]]
        self._last = [_Asked(finder, environment, search) for finder in at_end]

    def asked_first(self, name: str, entries: Sequence[PathEntry]) -> list[Candidate]:
        """Return what the finders in front have for a name; the last candidate may end the search."""
        return _asked(self._first, name, entries)

    def asked_last(self, name: str, entries: Sequence[PathEntry]) -> list[Candidate]:
        """Return what the finders at the end have for a name; the last candidate may end the search."""
        return _asked(self._last, name, entries)

    def offered(self, start: str) -> set[str]:
        """Return the names directly below ``start`` (``""``, or a package and a dot) that mappings have."""
        whole = (name for finder in (*self._first, *self._last) for name in finder.names())
        return {name[len(start) :].partition(".")[0] for name in whole if name.startswith(start)}


def _asked(finders: list[_Asked], name: str, entries: Sequence[PathEntry]) -> list[Candidate]:
    candidates: list[Candidate] = []
    for finder in finders:
        candidates += finder.ask(name, entries)
        if candidates[-1].outcome in (Outcome.FOUND, Outcome.RAISES):
            break
    return candidates


class _Asked:
    """One finder, with its tables as dictionaries."""

    def __init__(self, finder: HookFinder, environment: Environment, search: PathSearch) -> None:
        self._finder = finder
        self._mapping = {} if finder.manner is Manner.TREE else dict(finder.mapping)
        self._locations = dict(finder.locations)
        self._search = search
        self._environment = environment
        self._entry = entry_of(finder)
        self._tree: WheelTree | None = None
        manners: dict[Manner, Callable[[str, Sequence[PathEntry]], Iterator[Candidate]]] = {
            Manner.FOLDERS: self._folders,
            Manner.TAILS: self._tails,
            Manner.NESTED: self._nested,
            Manner.PREFIXES_ONCE: self._nested,
            Manner.PREFIXES: self._nested,
            Manner.FILES: self._files,
            Manner.TABLE: self._table,
            Manner.IN_PLACE: self._in_place,
            Manner.TREE: self._of_tree,
        }
        self._find = manners[finder.manner]

    def ask(self, name: str, entries: Sequence[PathEntry]) -> Iterator[Candidate]:
        """Yield what the finder has for an absolute name; the last one may be found.

        ``entries`` is the search path, or the ``__path__`` of the package around.
        """
        nothing = True
        for candidate in self._find(name, entries):
            nothing = False
            yield candidate
        if nothing:
            yield Candidate(FINDER, self._entry, None, Outcome.PASSED_OVER, "has nothing of that name")

    def names(self) -> Iterator[str]:
        """Yield the absolute names that stand in the finder's mapping, though none may lead to a module."""
        yield from self._finder.top_level
        yield from self._locations
        if self._finder.manner is not Manner.TREE:
            yield from self._mapping
            return
        for file, _ in self._finder.mapping:
            yield dotted(file).removesuffix(".__init__")

    def _folders(self, name: str, _: Sequence[PathEntry]) -> Iterator[Candidate]:
        mapped = self._mapping.get(name)
        parent = name.rpartition(".")[0]
        if mapped is not None:
            yield from self._stem(name, mapped, mapped)
        elif parent in self._mapping:
            # The finder asks PathFinder about this one folder.
            folder = self._mapping[parent]
            found = self._search.search(name, (self._entry._replace(path=folder),), traced=False)
            says = f"maps `{parent}` to {folder}"
            if found.winner is not None:
                yield found.winner._replace(finder=FINDER, reason=says)
            elif found.portions:
                yield self._namespace(found.portions, says)

    def _tails(self, name: str, _: Sequence[PathEntry]) -> Iterator[Candidate]:
        if name in self._mapping:
            yield from self._stem(name, self._mapping[name], self._mapping[name])
            return
        for mapped, folder in reversed(self._mapping.items()):
            if name.startswith(f"{mapped}."):
                # PathFinder is asked for a name with dots, of which it seeks the last part.
                found = self._search.search(name, (self._entry._replace(path=folder),), traced=False).winner
                if found is not None:
                    yield found._replace(finder=FINDER, reason=f"maps `{mapped}` to {folder}")
                return

    def _nested(self, name: str, _: Sequence[PathEntry]) -> Iterator[Candidate]:
        by_letters = self._finder.manner is not Manner.NESTED
        count = -1 if self._finder.manner is Manner.PREFIXES else 1
        for mapped, folder in reversed(self._mapping.items()):
            if name == mapped or name.startswith(mapped if by_letters else f"{mapped}."):
                rest = name.replace(mapped, "", count).strip(".")
                yield from self._stem(name, os.path.join(folder, *rest.split(".")).rstrip(os.sep), folder)
                return

    def _stem(self, name: str, stem: str, mapped: str) -> Iterator[Candidate]:
        """Look for a package or module of that path, in the order of `importlib.machinery.all_suffixes`."""
        environment = self._environment
        suffixes = (
            environment.source_suffixes + environment.bytecode_suffixes + environment.extension_suffixes
        )
        # pathlib's with_suffix takes what follows a dot for the suffix that is to be replaced.
        folder, last = os.path.split(stem)
        dot = last.rfind(".")
        bare = os.path.join(folder, last[:dot] if 0 < dot < len(last) - 1 else last)
        for path in (os.path.join(stem, "__init__.py"), *(bare + suffix for suffix in suffixes)):
            if os.path.exists(path):
                yield self._file(name, path, None, f"maps `{name}` to {stem}")
                return
        lost = f"maps `{name}` to {stem}, where there is no module"
        yield Candidate(FINDER, self._entry, mapped, Outcome.PASSED_OVER, lost)

    def _files(self, name: str, _: Sequence[PathEntry]) -> Iterator[Candidate]:
        if "." not in name and name in self._mapping:
            yield self._file(name, self._mapping[name], None, f"maps `{name}` to {self._mapping[name]}")

    def _table(self, name: str, entries: Sequence[PathEntry]) -> Iterator[Candidate]:
        locations = self._locations.get(name)
        if name in self._mapping:
            yield self._file(name, self._mapping[name], locations, f"maps `{name}` to {self._mapping[name]}")
        elif locations is not None:
            # A namespace package: with what PathFinder has of it.
            joins = self._finder.joins_portions
            native = self._search.search(name, entries, traced=False).portions if joins else ()
            paths = (*locations, *(path for path in dict.fromkeys(native) if path not in locations))
            yield self._namespace(paths, f"maps `{name}` to {', '.join(locations)}")

    def _in_place(self, name: str, entries: Sequence[PathEntry]) -> Iterator[Candidate]:
        folders = self._locations.get(name.partition(".")[0])
        if folders is not None:
            own = tuple(self._entry._replace(path=folder) for folder in folders)
            found = self._search.search(name, entries if "." in name else own, traced=False).winner
            if found is not None:
                yield found._replace(
                    finder=FINDER, reason=f"seeks `{name}` in {os.path.dirname(found.path or '')}"
                )

    def _of_tree(self, name: str, _: Sequence[PathEntry]) -> Iterator[Candidate]:
        if name.partition(".")[0] not in self._finder.top_level:
            return
        if self._finder.fails:
            yield Candidate(FINDER, self._entry, None, Outcome.RAISES, self._finder.fails)
            return
        if self._tree is None:
            from dovetail.modules.wheel_tree import WheelTree

            self._tree = WheelTree(self._finder, self._environment)
        found = self._tree.find(name)
        if found is not None:
            yield found

    def _namespace(self, paths: tuple[str, ...], says: str) -> Candidate:
        return Candidate(FINDER, self._entry, None, Outcome.FOUND, says, Found.NAMESPACE_PACKAGE, paths)

    def _file(self, name: str, path: str, locations: tuple[str, ...] | None, says: str) -> Candidate:
        """Return what `importlib.util.spec_from_file_location` makes of a file, which need not be there."""
        kind = kind_of(path, self._environment)
        if kind is None:
            return Candidate(
                FINDER, self._entry, path, Outcome.PASSED_OVER, f"{says}, which has no suffix of a module"
            )
        if not os.path.exists(path):
            says += ", which does not exist"
        stem = os.path.basename(path).partition(".")[0]
        if locations is None and stem == "__init__" and name.rpartition(".")[2] != "__init__":
            locations = (os.path.dirname(path),)
        kind = kind if locations is None else Found.REGULAR_PACKAGE
        return Candidate(FINDER, self._entry, path, Outcome.FOUND, says, kind, locations)


def entry_of(finder: HookFinder) -> PathEntry:
    """Return what stands for a finder where others have an entry of the search path."""
    return PathEntry("", Provenance.EDITABLE, finder.file, None, finder.distribution)


def kind_of(path: str, environment: Environment) -> Found | None:
    """Return the kind of module that a file is by its suffix, in the order of the loaders."""
    for suffixes, kind in (
        (environment.extension_suffixes, Found.EXTENSION),
        (environment.source_suffixes, Found.SOURCE),
        (environment.bytecode_suffixes, Found.BYTECODE),
    ):
        if path.endswith(suffixes):
            return kind
    return None
