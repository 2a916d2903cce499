"""One search over a path: `importlib.machinery.PathFinder` with the path hooks of CPython."""

from __future__ import annotations

import os

from dovetail.environment.reading import read_ordinary
from dovetail.modules.archive_place import locate
from dovetail.modules.folder_finder import Folders, join
from dovetail.modules.resolution import Candidate, Outcome
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.environment.entry import PathEntry
    from dovetail.environment.environment import Environment
    from dovetail.modules.path_hooks import PathHooks
    from dovetail.modules.zip_finder import Archives

_TIDY = (3, 12)
"""Since then a relative entry loses the ``./`` before it (`_path_abspath`)."""
_DOT = (3, 11)
"""Since then a dot as an entry is the current folder, without a dot at the end."""


class Search(NamedTuple):
    """How a search over a path went."""

    winner: Candidate | None
    """The module or regular package that was found."""
    portions: tuple[str, ...]
    """If nothing was found: the folders that make up a namespace package, in order, with repetitions."""
    trace: tuple[Candidate, ...]
    """What was looked at, in order, up to the winner."""
    next: Candidate | None
    """What would have been found if this were not there."""


class PathSearch:
    """Searches paths; what it reads of folders and archives it reads once."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._folders = Folders(environment)
        self._opened: Archives | None = None
        self._located: dict[str, tuple[str, str] | None] = {}
        self._is_folder: dict[str, bool] = {}
        self._plain: dict[str, str | None] = {}
        self._hooks: PathHooks | None = None
        if any(code.finder is not None and code.finder.path_entry for code in environment.start_up_code):
            from dovetail.modules.path_hooks import PathHooks

            self._hooks = PathHooks(environment)

    @property
    def _archives(self) -> Archives:
        """The archives; few environments have one on their path."""
        if self._opened is None:
            from dovetail.modules.zip_finder import Archives

            self._opened = Archives(self._environment)
        return self._opened

    def search(self, name: str, entries: Sequence[PathEntry], *, traced: bool = True) -> Search:
        """Search the last part of a name in the entries, in order, as `PathFinder._get_spec` does.

        Without ``traced`` the entries that have nothing of that name are not in the trace, and nothing is
        next: this is several times faster.
        """
        trace: list[Candidate] = []
        candidates = self._candidates(name, entries, traced=traced)
        for candidate in candidates:
            trace.append(candidate)
            if candidate.outcome is Outcome.RAISES:
                return Search(None, (), tuple(trace), None)
            if candidate.outcome is Outcome.FOUND:
                break
        portions = [candidate for candidate in trace if candidate.outcome is Outcome.PORTION]
        if not trace or trace[-1].outcome is not Outcome.FOUND:
            paths = tuple(path for candidate in portions for path in candidate.locations or ())
            return Search(None, paths, tuple(trace), None)
        lost = "has no __init__, and a module or regular package is found"
        for place, item in enumerate(trace) if portions else ():
            if item.outcome is Outcome.PORTION:
                trace[place] = item._replace(outcome=Outcome.PASSED_OVER, reason=lost)
        runner_up = _runner_up(candidates, portions) if traced else None
        return Search(trace[-1], (), tuple(trace), runner_up)

    def offered(self, path: str) -> set[str]:
        """Return the names that an entry of a path may have something for; to search tells which it has."""
        place = self._place(path)
        if place is None:
            return set()
        located = locate(place) if "\0" not in place else None
        return self._archives.offered(*located) if located else self._folders.offered(place)

    def text(self, path: str) -> bytes | None:
        """Return what is in a file, which may lie in an archive; None if it cannot be read."""
        try:
            return read_ordinary(path)
        except NotADirectoryError:
            return self._archives.read(path)
        except OSError:
            return None

    def _candidates(self, name: str, entries: Sequence[PathEntry], *, traced: bool) -> Iterator[Candidate]:
        tail = name.rpartition(".")[2]
        for entry in entries:
            folder = None if traced else self._plain_folder(entry.path)
            if folder is None:
                candidates = self._within(name, entry)
            elif self._folders.may_have(folder, tail):
                candidates = self._folders.search(folder, tail, entry)
            else:
                continue
            nothing = True
            packages: set[str] = set()
            for candidate in candidates:
                nothing = False
                # The folder of a package that was found is no portion beside it.
                if candidate.outcome is Outcome.PORTION and packages.issuperset(candidate.locations or ()):
                    continue
                if candidate.outcome is Outcome.FOUND:
                    packages.update(candidate.locations or ())
                yield candidate
            if nothing:
                yield _passed(entry, "has nothing of that name")

    def _plain_folder(self, path: str) -> str | None:
        """Return the folder that an entry means, be it there or not; None where `_within` has more to ask."""
        if path not in self._plain:
            place = self._place(path) if self._hooks is None else None
            located = place is None or "\0" in place or self._locate(path, self._environment.folder or "")
            self._plain[path] = None if located else place
        return self._plain[path]

    def _within(self, name: str, entry: PathEntry) -> Iterator[Candidate]:
        """Ask the first path hook that takes the entry: that of archives, then that of folders.

        Those of editable installs stand before or behind these two.
        """
        tail = name.rpartition(".")[2]
        if entry.path in self._environment.finders:
            finder = self._environment.finders[entry.path]
            says = f"its finder is {finder}: code" if finder else "has no finder in sys.path_importer_cache"
            yield _passed(entry, says)
            return
        offered = self._hooks.offered(name, entry, first=True) if self._hooks else None
        if offered is not None:
            yield from offered
            return
        place = self._place(entry.path)
        offered = self._hooks.offered(name, entry, first=False) if self._hooks else None
        if offered is not None and (place is None or not os.path.exists(place)):
            yield from offered
            return
        if place is None:
            yield _passed(entry, "means the current folder, which is unknown")
            return
        if "\0" in place:
            # Only `zipimporter` is prepared for it.
            yield _passed(entry, "ValueError: it holds NUL", Outcome.RAISES)
            return
        folder = self._environment.folder or ""
        located = self._locate(entry.path, folder)
        if located is not None:
            yield from self._within_archive(located, name, entry, folder)
        elif not self._folder_at(place):
            yield _passed(entry, "does not exist")
        else:
            yield from self._folders.search(place, tail, entry)

    def _within_archive(
        self, located: tuple[str, str], name: str, entry: PathEntry, folder: str
    ) -> Iterator[Candidate]:
        from dovetail.environment.archive import ArchiveError

        tail = name.rpartition(".")[2]
        try:
            yield from self._archives.search(*located, tail, entry, folder=folder, top_level=tail == name)
        except ArchiveError as error:
            if error.raises:
                yield _passed(entry, f"{error.raises}: {error}", Outcome.RAISES)
            else:
                yield _passed(entry, f"is a file and no archive: {error}")

    def _locate(self, path: str, folder: str) -> tuple[str, str] | None:
        """Return the archive that an entry lies in, and the prefix in it; asked of the system once."""
        if path not in self._located:
            self._located[path] = locate(path, folder) if path else None
        return self._located[path]

    def _folder_at(self, place: str) -> bool:
        """Whether an entry is a folder; asked of the system once."""
        if place not in self._is_folder:
            self._is_folder[place] = os.path.isdir(place)
        return self._is_folder[place]

    def _place(self, path: str) -> str | None:
        """Return the folder or file that an entry means; None if that is not known."""
        if os.path.isabs(path):
            return path
        folder, version = self._environment.folder, self._environment.version[:2]
        if folder is None or path == "" or (path == "." and version >= _DOT):
            return folder
        if version >= _TIDY:
            path = path.removeprefix(f".{os.sep}")
        return join(folder, path)


def _passed(entry: PathEntry, reason: str, outcome: Outcome = Outcome.PASSED_OVER) -> Candidate:
    return Candidate("path", entry, None, outcome, reason)


def _runner_up(rest: Iterator[Candidate], portions: list[Candidate]) -> Candidate | None:
    """Return what would be found without the winner: the next one, else the first portion of all."""
    for candidate in rest:
        if candidate.outcome is Outcome.FOUND:
            return candidate
        if candidate.outcome is Outcome.PORTION:
            portions.append(candidate)
    return portions[0] if portions else None
