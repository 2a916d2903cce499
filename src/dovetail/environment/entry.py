"""The search path as data: each entry with who put it there, and what is wrong with it."""

from __future__ import annotations

import os

from dovetail.named_tuple import NamedTuple
from dovetail.str_enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.environment.editable.finder import HookFinder


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
    EDITABLE = "editable install"
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
    """For `Provenance.PTH` and `Provenance.EDITABLE`, the .pth file or the hook."""
    line: int | None = None
    """For a .pth file, the 1-based line in it."""
    distribution: str | None = None
    """For `Provenance.EDITABLE`, the distribution that is installed so, if a record says it."""

    def __str__(self) -> str:
        """Return who put it there, as messages name it."""
        if self.file is None:
            return self.provenance
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        if self.provenance is not Provenance.EDITABLE:
            return place
        return f"{place} (editable install of {self.distribution or 'an unknown distribution'})"


class ProblemKind(StrEnum):
    """What can be wrong with an environment."""

    MISSING = "missing folder"
    DUPLICATE = "duplicate"
    PTH_RUNS_CODE = ".pth line that runs code"
    PTH_RUNS_KNOWN_CODE = ".pth line that runs known code"
    BROKEN_EDITABLE = "broken editable install"
    PTH_FAILS = ".pth line that fails"
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
    finder: HookFinder | None = None
    """The finder that it installs, if it is known to install one."""
    names: tuple[str, ...] | None = None
    """The top-level names whose import it may change in another way; None if that is not known."""


class LoadedModule(NamedTuple):
    """A module that is in ``sys.modules`` before the first line of a program runs."""

    name: str
    spec_name: str
    """The name in its spec: another one than ``name`` for an alias, as ``os.path`` is."""
    origin: str | None = None
    """Where it came from, if the interpreter was asked; otherwise it is searched in the standard library."""
    locations: tuple[str, ...] | None = None
    """Its ``__path__``, if it is a package and the interpreter was asked or a line of a .pth file made it."""
    follows_path: bool = False
    """Whether it is a namespace package whose ``__path__`` changes with the search path (PEP 420)."""


def within(path: str, folder: str) -> str | None:
    """Return a path relative to a folder that it lies in, None if it lies elsewhere.

    Both are absolute. In the empty folder lie all paths, as they are.
    """
    if not folder:
        return path
    start = folder if folder.endswith(os.sep) else folder + os.sep
    return path[len(start) :] if path.startswith(start) else None
