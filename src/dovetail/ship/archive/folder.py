"""A folder read as an archive: an unpacked wheel or sdist, or the sources of a project."""

from __future__ import annotations

import os
import stat

from dovetail.ship.archive.archive import Archive
from dovetail.ship.archive.member import ArchiveError, BombError, Form, Limits, Member, MemberKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class FolderArchive(Archive):
    """A folder; links in it are not followed. Version control and virtual environments are no part of it."""

    def __init__(self, path: str, form: Form, limits: Limits) -> None:
        super().__init__(path, form, limits)
        if not os.path.isdir(path):
            raise ArchiveError(f"{self.name} is no folder")

    def _list(self) -> list[Member]:
        return list(self._below(""))

    def _below(self, folder: str) -> Iterator[Member]:
        try:
            entries = sorted(os.scandir(os.path.join(self.path, folder)), key=lambda entry: entry.name)
        except OSError as error:
            raise ArchiveError(f"{self.name}: `{folder}` cannot be read: {error.strerror}") from error
        for entry in entries:
            path = f"{folder}{entry.name}"
            found = entry.stat(follow_symlinks=False)
            mode = stat.S_IMODE(found.st_mode)
            if entry.is_symlink():
                yield Member(path, 0, mode, MemberKind.LINK, os.readlink(entry.path))
            elif entry.is_dir():
                if entry.name in _APART or os.path.isfile(os.path.join(entry.path, "pyvenv.cfg")):
                    continue
                yield Member(path, 0, mode, MemberKind.FOLDER)
                yield from self._below(f"{path}/")
            elif entry.is_file():
                yield Member(path, found.st_size, mode, MemberKind.FILE)
            else:
                yield Member(path, 0, mode, MemberKind.OTHER)

    def _read(self, member: Member) -> bytes:
        path = os.path.join(self.path, member.path)
        try:
            with open(path, "rb") as file:
                data = file.read(self.limits.member + 1)
        except OSError as error:
            raise ArchiveError(f"{self.name}: `{member.path}` cannot be read: {error.strerror}") from error
        if len(data) > self.limits.member:
            raise BombError(f"{self.name}: `{member.path}` is larger than anything real")
        return data


_APART = frozenset((".git", ".hg", ".svn", "node_modules"))
