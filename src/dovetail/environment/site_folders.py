"""The part of the search path that ``site`` makes: its folders and their ``.pth`` files, in its order."""

from __future__ import annotations

import os

from dovetail.environment.entry import (
    LoadedModule,
    PathEntry,
    Problem,
    ProblemKind,
    Provenance,
    StartUpCode,
)
from dovetail.environment.pth import hidden, is_switched_off, read_pth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dovetail.environment.editable.finder import NamespaceLine

_START_FILES = (3, 15)
"""PEP 829: lines of a .pth file that begin with ``import`` are ignored where a .start file of its name is."""


class SearchPath:
    """A search path while ``site`` makes it: `site.addsitedir`, without running code.

    ``entries`` is the path so far, ``code`` what would have been executed, ``loaded`` the packages that it
    creates, ``problems`` what is wrong. ``variables`` are the environment variables that the code would see;
    None if they are not known.
    """

    def __init__(self, version: tuple[int, int], variables: Mapping[str, str] | None = None) -> None:
        self.version = version
        self._variables = variables
        self.entries: list[PathEntry] = []
        self.code: list[StartUpCode] = []
        self.loaded: dict[str, LoadedModule] = {}
        self.problems: list[Problem] = []
        self._known: set[str] = set()
        self._read: set[str] = set()
        self._owners: dict[str, Mapping[str, str]] = {}

    def begin(self, entries: Iterable[PathEntry]) -> None:
        """Take the entries that are there before ``site``: made absolute, each once (`removeduppaths`)."""
        for entry in entries:
            path = _absolute(entry.path)
            if os.path.normcase(path) in self._known:
                self._problem(ProblemKind.DUPLICATE, path, "is on the search path already")
                continue
            self._append(entry._replace(path=path))
            if entry.provenance is not Provenance.STANDARD_LIBRARY_ZIP and not os.path.exists(path):
                self._problem(ProblemKind.MISSING, path, "does not exist")

    def add(self, folder: str, provenance: Provenance) -> None:
        """Append a folder, if it exists, and what its ``.pth`` files name (`addsitedir`)."""
        folder = _absolute(folder)
        if not os.path.isdir(folder):
            return
        if folder in self._read:
            self._add_again(folder)
            return
        self._read.add(folder)
        if os.path.normcase(folder) not in self._known:
            self._append(PathEntry(folder, provenance))
        try:
            names = os.listdir(folder)
        except (OSError, ValueError) as error:
            self._problem(ProblemKind.MISSING, folder, str(error))
            return
        files = sorted(name for name in names if name.endswith(".pth"))
        for name in files:
            file = os.path.join(folder, name)
            if not hidden(file, self.version):
                started = self.version >= _START_FILES and f"{name[:-4]}.start" in names
                self._process(folder, file, names, started=started)
        if self.version >= _START_FILES:
            for name in sorted(name for name in names if name.endswith(".start")):
                self._start(folder, os.path.join(folder, name), names)

    def _add_again(self, folder: str) -> None:
        """Read a folder a second time, as `site` reads that of a virtual environment: its code runs again.

        A module is imported once, and most hooks see that they are there. That of meson-python puts its
        finder in front once more.
        """
        again = [
            code
            for code in self.code
            if os.path.dirname(code.file) == folder and code.finder is not None and code.finder.repeats
        ]
        self.code = [*(code for code in self.code if code not in again), *again]

    def _process(self, folder: str, file: str, names: list[str], *, started: bool) -> None:
        for item in read_pth(file, self.version):
            if isinstance(item, Problem):
                self.problems.append(item)
            elif isinstance(item, StartUpCode):
                if started:
                    self._problem(
                        ProblemKind.PTH_NO_EFFECT, file, "PEP 829: its .start file counts", item.line
                    )
                elif (
                    item.names is not None
                    and self._variables is not None
                    and is_switched_off(item, self._variables)
                ):
                    message = "a variable of the environment, or the lack of it, switches it off"
                    self._problem(ProblemKind.PTH_NO_EFFECT, file, message, item.line)
                elif item.names is not None:
                    self.code.append(item)
                    message = f"changes the import of {', '.join(item.names)} alone"
                    self._problem(ProblemKind.PTH_RUNS_KNOWN_CODE, file, message, item.line)
                elif not self._run(folder, item, names):
                    return  # `site.addpackage` ignores the rest of a file in which a line fails
            else:
                self._name(folder, file, self._owner(folder, file, names), *item)

    def _start(self, folder: str, file: str, names: list[str]) -> None:
        """Note the entry points of a ``.start`` file, which are called after all ``.pth`` files are read."""
        from dovetail.environment.editable.literal import text_of

        text = text_of(file)
        if text is None:
            self._problem(ProblemKind.PTH_UNREADABLE, file, "cannot be read")
            return
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                item = StartUpCode(file, number, line.strip())
                self._run(folder, item, names)

    def _owner(self, folder: str, file: str, names: list[str]) -> str | None:
        """Return the distribution whose editable install has written a file into a folder, if one has."""
        if folder not in self._owners:
            from dovetail.environment.editable.owners import owners

            self._owners[folder] = owners(folder, names)
        return self._owners[folder].get(os.path.basename(file))

    def _run(self, folder: str, item: StartUpCode, names: list[str]) -> bool:
        """Note what a line does that is executed; return whether it succeeds."""
        from dovetail.environment.editable.decode import decode

        known = decode(item.text, folder, [entry.path for entry in self.entries])
        if known is None:
            self.code.append(item)
            self._problem(ProblemKind.PTH_RUNS_CODE, item.file, item.text, item.line)
            return True
        # Whose it is, all distributions have to be asked.
        owned = known.fails or known.finder is not None
        owner = self._owner(folder, item.file, names) if owned else None
        if known.fails:
            kind = ProblemKind.PTH_FAILS if owner is None else ProblemKind.BROKEN_EDITABLE
            rest = "; Python ignores the rest of the file" if item.file.endswith(".pth") else ""
            self._problem(kind, item.file, known.fails + rest, item.line)
            return False
        self._problem(ProblemKind.PTH_RUNS_KNOWN_CODE, item.file, known.about, item.line)
        if known.namespace is not None:
            self._create(known.namespace)
        finder = known.finder
        if finder is not None:
            from dovetail.environment.editable.health import faults

            finder = finder._replace(distribution=owner)
            for fault in faults(finder):
                self._problem(ProblemKind.BROKEN_EDITABLE, item.file, fault, item.line)
            offers_entry = finder.path_entry is not None and not os.path.isabs(finder.path_entry)
            if finder.path_entry is not None and offers_entry and finder.path_entry not in self._known:
                place = PathEntry(finder.path_entry, Provenance.EDITABLE, finder.file, None, owner)
                self._append(place)
        self.code.append(item._replace(finder=finder, names=known.names))
        return True

    def _create(self, made: NamespaceLine) -> None:
        """Note a namespace package that a line puts into ``sys.modules`` or adds a folder to."""
        init = os.path.join(made.folder, "__init__.py")
        origin = init if os.path.isfile(init) else None
        if not made.spec and origin is not None:
            return
        known = self.loaded.get(made.name)
        if known is None:
            follows = made.spec and origin is None
            known = LoadedModule(made.name, made.name, origin, (), follows_path=follows)
        folders = known.locations or ()
        if made.folder not in folders:
            self.loaded[made.name] = known._replace(locations=(*folders, made.folder))

    def _name(self, folder: str, file: str, owner: str | None, line: int, text: str) -> None:
        path = _absolute(os.path.join(folder, text))
        if os.path.normcase(path) in self._known:
            self._problem(ProblemKind.PTH_NO_EFFECT, file, f"{path} is on the search path already", line)
        elif not os.path.exists(path):
            kind = ProblemKind.PTH_NO_EFFECT if owner is None else ProblemKind.BROKEN_EDITABLE
            self._problem(kind, file, f"{path} does not exist", line)
        else:
            provenance = Provenance.PTH if owner is None else Provenance.EDITABLE
            self._append(PathEntry(path, provenance, file, line, owner))

    def _append(self, entry: PathEntry) -> None:
        self._known.add(os.path.normcase(entry.path))
        self.entries.append(entry)

    def _problem(self, kind: ProblemKind, path: str, message: str, line: int | None = None) -> None:
        self.problems.append(Problem(kind, path, line, message))


def _absolute(path: str) -> str:
    try:
        return os.path.abspath(path)
    except (OSError, ValueError):  # there is no current folder, or the path holds NUL
        return path
