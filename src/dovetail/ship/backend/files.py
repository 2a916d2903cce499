"""The files of a project: what lies in a folder, and what is never shipped."""

from __future__ import annotations

import os
import stat

from dovetail.errors import DovetailError
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.backend.ignored import Ignored

_NEVER_FOLDERS = frozenset(("__pycache__", ".git", ".hg", ".svn", ".bzr"))
_NEVER_FILES = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
_NEVER_SUFFIXES = (".pyc", ".pyo")
"""What programs leave behind: compiled again anywhere, or of one machine."""


class File(NamedTuple):
    """One file of a project."""

    path: str
    """Relative to the project, POSIX."""
    is_ignored: bool
    """Whether a ``.gitignore`` names it or a folder that it is in."""


def files_below(base: str, folder: str, ignored: Ignored, *, into_ignored: bool = True) -> Iterator[File]:
    """Yield the files below ``folder``, which is relative to ``base``, in the order of their names.

    Left out is what is never shipped: compiled files, the folders of version control, virtual environments,
    and what desktops leave behind. With ``into_ignored`` false, so is what lies in ignored folders. Links are
    followed where they lead to what is in the project.

    Raises `DovetailError` for what cannot be read or shipped: a link that leads out of the project or in a
    circle, a device, a name that is not Unicode.
    """
    start = "" if folder in ("", ".") else f"{folder}/"
    inner = ignored
    around = ""
    for part in ["", *start.rstrip("/").split("/")][: -1 if start else 1]:
        around = f"{around}{part}/" if part else around
        inner = inner.within(base, around)
    yield from _Walk(base, into_ignored=into_ignored).below(start, inner, frozenset())


class _Walk:
    """The walk through one project."""

    def __init__(self, base: str, *, into_ignored: bool) -> None:
        self.base = base
        self.real = os.path.realpath(base)
        self.into_ignored = into_ignored

    def below(self, folder: str, outer: Ignored | None, around: frozenset[str]) -> Iterator[File]:
        """Yield what is below one folder.

        ``outer`` is None where all of it is ignored; ``around`` are the folders that links have led to.
        """
        place = os.path.join(self.base, folder)
        try:
            with os.scandir(place) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise _unreadable(folder, error) from error
        ignored = outer
        if outer is not None and any(entry.name == ".gitignore" for entry in listed):
            ignored = outer.within(self.base, folder)
        for entry in listed:
            path = folder + entry.name
            if not entry.name.isascii():
                check_name(path)
            if entry.is_symlink():
                self._check_link(path)
            if entry.is_dir():
                yield from self._folder(entry, path, ignored, around)
            elif entry.name not in _NEVER_FILES and not entry.name.endswith(_NEVER_SUFFIXES):
                if not entry.is_file():
                    raise DovetailError(f"`{path}` is {_what(entry)}, which cannot be shipped", hint=_EXCLUDE)
                yield File(path, ignored is None or ignored.names(path, is_folder=False))

    def _folder(
        self, entry: os.DirEntry[str], path: str, ignored: Ignored | None, around: frozenset[str]
    ) -> Iterator[File]:
        if entry.name in _NEVER_FOLDERS or os.path.lexists(os.path.join(entry.path, "pyvenv.cfg")):
            return
        named = ignored is None or ignored.names(path, is_folder=True)
        if named and not self.into_ignored:
            return
        if entry.is_symlink():
            real = os.path.realpath(entry.path)
            if real in around or f"{os.path.realpath(os.path.dirname(entry.path))}{os.sep}".startswith(
                f"{real}{os.sep}"
            ):
                raise DovetailError(f"`{path}` is a link that leads round in a circle", hint=_EXCLUDE)
            around |= {real}
        yield from self.below(f"{path}/", None if named else ignored, around)

    def _check_link(self, path: str) -> None:
        real = os.path.realpath(os.path.join(self.base, path))
        if not os.path.exists(real):
            raise DovetailError(f"`{path}` is a link to what does not exist", hint=_EXCLUDE)
        if not real.startswith(os.path.join(self.real, "")):
            hint = "copy what it leads to into the project: a link would ship files of this machine"
            raise DovetailError(f"`{path}` is a link that leads out of the project", hint=hint)


_EXCLUDE = "take it out of the package"


def check_name(path: str) -> None:
    """Raise `DovetailError` for a path that archives cannot hold on every system."""
    try:
        path.encode()
    except UnicodeEncodeError:
        raise DovetailError(f"the name of `{path}` is not Unicode", hint="rename the file") from None


def _what(entry: os.DirEntry[str]) -> str:
    mode = entry.stat().st_mode
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"))
    return next((name for test, name in kinds if test(mode)), "no ordinary file")


def _unreadable(path: str, error: OSError) -> DovetailError:
    reason = (error.strerror or str(error)).lower()
    return DovetailError(f"cannot read `{path or '.'}`: {reason}", hint="a build leaves nothing out silently")


def read(base: str, path: str) -> bytes:
    """Return the content of a file of the project. Raises `DovetailError`."""
    try:
        with open(os.path.join(base, path), "rb") as stream:
            return stream.read()
    except OSError as error:
        raise _unreadable(path, error) from error
