"""The search path as data: each entry with who put it there, and what is wrong with it."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import NamedTuple


class Provenance(StrEnum):
    """Who puts an entry on ``sys.path``.

    See "The initialization of the sys.path module search path" in the library reference, and ``site``.
    """

    SCRIPT = "folder of the script"
    WORKING_DIRECTORY = "current folder"
    PYTHONPATH = "PYTHONPATH"
    STANDARD_LIBRARY_ZIP = "zip of the standard library"
    STANDARD_LIBRARY = "standard library"
    LIB_DYNLOAD = "extension modules of the standard library"
    USER_SITE = "user site"
    SITE_PACKAGES = "site-packages"
    PTH = ".pth file"
    CODE = "code that ran at start-up"


STANDARD_LIBRARY = frozenset(
    (Provenance.STANDARD_LIBRARY_ZIP, Provenance.STANDARD_LIBRARY, Provenance.LIB_DYNLOAD)
)
"""The entries that belong to the interpreter itself."""


class PathEntry(NamedTuple):
    """One entry of ``sys.path``."""

    path: str
    """As it stands in ``sys.path``; empty for the current folder of ``-c`` and of the prompt."""
    provenance: Provenance
    file: str | None = None
    """For `Provenance.PTH`, the file."""
    line: int | None = None
    """For `Provenance.PTH`, the 1-based line in it."""

    def __str__(self) -> str:
        """Return who put it there, as messages name it."""
        return self.provenance if self.file is None else f"{self.file}:{self.line}"


class ProblemKind(StrEnum):
    """What can be wrong with an environment."""

    MISSING = "missing folder"
    DUPLICATE = "duplicate"
    PTH_RUNS_CODE = ".pth line that runs code"
    PTH_UNDECODABLE = ".pth file that cannot be decoded"
    PTH_UNREADABLE = ".pth file that cannot be read"
    PTH_NO_EFFECT = ".pth line without effect"
    CONFIGURATION = "pyvenv.cfg"
    NOT_TEXT = "entry that is no text"
    FOREIGN_HOOK = "foreign hook"
    METADATA = "metadata of a distribution"
    DISTRIBUTION_TWICE = "distribution installed twice"


class Problem(NamedTuple):
    """Something about an environment that its owner may not expect."""

    kind: ProblemKind
    path: str
    line: int | None
    message: str


class StartUpCode(NamedTuple):
    """A line of a ``.pth`` file that is executed when Python starts, and what it is known to install.

    What cannot be known from its text makes answers that it might change uncertain.
    """

    file: str
    line: int
    text: str
    mapping: tuple[tuple[str, str], ...] | None = None
    """Modules and packages with the files or folders that a finder leads to; None if that is not known."""
    names: tuple[str, ...] | None = None
    """The top-level names whose import it may change; None if that is not known."""


class LoadedModule(NamedTuple):
    """A module that is in ``sys.modules`` before the first line of a program runs."""

    name: str
    spec_name: str
    """The name in its spec: another one than ``name`` for an alias, as ``os.path`` is."""
    origin: str | None = None
    """Where it came from, if the interpreter was asked; otherwise it is searched in the standard library."""
    locations: tuple[str, ...] | None = None
    """Its ``__path__``, if the interpreter was asked and it is a package."""


def within(path: str, folder: str) -> str | None:
    """Return a path relative to a folder that it lies in, None if it lies elsewhere.

    Both are absolute. In the empty folder lie all paths, as they are.
    """
    if not folder:
        return path
    start = folder if folder.endswith(os.sep) else folder + os.sep
    return path[len(start) :] if path.startswith(start) else None
