"""The part of the search path that ``site`` makes: its folders and their ``.pth`` files, in its order."""

from __future__ import annotations

import os

from dovetail.environment.entry import PathEntry, Problem, ProblemKind, Provenance, StartUpCode
from dovetail.environment.pth import hidden, read_pth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_START_FILES = (3, 15)
"""PEP 829: lines of a .pth file that begin with ``import`` are ignored where a .start file of its name is."""


class SearchPath:
    """A search path while ``site`` makes it: `site.addsitedir`, without running code.

    ``entries`` is the path so far, ``code`` what would have been executed, ``problems`` what is wrong.
    """

    def __init__(self, version: tuple[int, int]) -> None:
        self.version = version
        self.entries: list[PathEntry] = []
        self.code: list[StartUpCode] = []
        self.problems: list[Problem] = []
        self._known: set[str] = set()

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
        if os.path.normcase(folder) not in self._known:
            self._append(PathEntry(folder, provenance))
        try:
            names = os.listdir(folder)
        except (OSError, ValueError) as error:
            self._problem(ProblemKind.MISSING, folder, str(error))
            return
        for name in sorted(name for name in names if name.endswith(".pth")):
            file = os.path.join(folder, name)
            if not hidden(file, self.version):
                started = self.version >= _START_FILES and f"{name[:-4]}.start" in names
                self._process(folder, file, started=started)

    def _process(self, folder: str, file: str, *, started: bool) -> None:
        for item in read_pth(file, self.version):
            if isinstance(item, Problem):
                self.problems.append(item)
            elif isinstance(item, StartUpCode):
                if started:
                    self._problem(
                        ProblemKind.PTH_NO_EFFECT, file, "PEP 829: its .start file counts", item.line
                    )
                    continue
                self.code.append(item)
                self._problem(ProblemKind.PTH_RUNS_CODE, file, item.text, item.line)
            else:
                self._name(folder, file, *item)

    def _name(self, folder: str, file: str, line: int, text: str) -> None:
        path = _absolute(os.path.join(folder, text))
        if os.path.normcase(path) in self._known:
            self._problem(ProblemKind.PTH_NO_EFFECT, file, f"{path} is on the search path already", line)
        elif not os.path.exists(path):
            self._problem(ProblemKind.PTH_NO_EFFECT, file, f"{path} does not exist", line)
        else:
            self._append(PathEntry(path, Provenance.PTH, file, line))

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
