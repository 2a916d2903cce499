"""A finder that start-up code puts on ``sys.meta_path``, as plain data."""

from __future__ import annotations

from dovetail.named_tuple import NamedTuple
from dovetail.str_enum import StrEnum


class Manner(StrEnum):
    """How a finder gets from the name of a module to its file."""

    FOLDERS = "folders"
    """setuptools since 68.1.2: a mapped name to a package or module; a submodule of one within its folder."""
    TAILS = "tails"
    """setuptools 68.1.0: the same, but a name below a mapped one is sought in its folder by its last part."""
    NESTED = "nested"
    """setuptools since 65.3: what is below a mapped name, below its folder."""
    PREFIXES_ONCE = "prefixes once"
    """setuptools since 65.1.1: the same for names that merely begin alike."""
    PREFIXES = "prefixes"
    """setuptools since 64: so too, and the mapped name is taken out of the other wherever it stands."""
    FILES = "files"
    """editables: a mapped top-level name to one file."""
    TABLE = "table"
    """scikit-build-core: each module to one file."""
    IN_PLACE = "in place"
    """scikit-build-core: some top-level names are sought in their own folders before all others."""
    TREE = "tree"
    """meson-python: the files of the wheel that would be built, each with the file that it is made of."""


def dotted(file: str) -> str:
    """Return the dotted name of a file of a wheel, with ``__init__`` as the last part of a package's."""
    return file.replace("\\", "/").partition(".")[0].replace("/", ".")


class HookFinder(NamedTuple):
    """What the code of an editable install has put on ``sys.meta_path`` when a program begins."""

    backend: str
    """Whose code it is: ``setuptools``, ``editables``, ``scikit-build-core`` or ``meson-python``."""
    manner: Manner
    file: str
    """The module that holds the finder, or the mapping of it."""
    first: bool
    """Whether it stands in front of ``sys.meta_path``; otherwise it is asked after `PathFinder`."""
    mapping: tuple[tuple[str, str], ...]
    """Modules, each with its file or folder; for `Manner.TREE`, files of the wheel, each with its source."""
    locations: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Packages with their ``__path__``; of setuptools, the namespace packages that its path hook offers; for
    `Manner.IN_PLACE`, the folders in which a top-level name is sought."""
    path_entry: str | None = None
    """What its path hook takes: an entry of a path that is no folder, or the beginning of such entries."""
    repeats: bool = False
    """Whether it is put there once more when the line is executed again."""
    joins_portions: bool = False
    """Whether a namespace package of its own is joined with what `PathFinder` has of it."""
    top_level: tuple[str, ...] = ()
    """The top-level names that it may answer for, sorted."""
    distribution: str | None = None
    """The distribution that is installed so; None if no record says it."""
    fails: str = ""
    """Why an import that it answers for raises an exception, if it does."""
    doubt: str = ""
    """Why its answers are less than exact, if they are."""


class NamespaceLine(NamedTuple):
    """A namespace package that a line of a ``-nspkg.pth`` file creates."""

    name: str
    folder: str
    spec: bool
    """Whether the module gets a spec, and so the ``__path__`` that PEP 420 gives it."""


class Decoded(NamedTuple):
    """What is known of a line of a ``.pth`` file that is executed."""

    about: str
    """What it does, for people."""
    finder: HookFinder | None = None
    namespace: NamespaceLine | None = None
    """The namespace package that it creates."""
    names: tuple[str, ...] | None = ()
    """The top-level names whose import it changes in another way; None if that is not known."""
    fails: str = ""
    """Why the line raises an exception, if it does: `site` then ignores the rest of the file."""
