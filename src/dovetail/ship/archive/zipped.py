"""Archives that are zip files: wheels, and the sdists of older tools."""

from __future__ import annotations

import stat
import zipfile
import zlib

from dovetail.ship.archive.archive import Archive
from dovetail.ship.archive.member import ArchiveError, BombError, Form, Limits, Member, MemberKind

_UNIX = 3
"""The system, in the directory of a zip file, whose modes are those of `stat`."""
_CHUNK = 1 << 20


class ZipArchive(Archive):
    """A zip file, whose directory at the end says what is in it ("Binary distribution format")."""

    def __init__(self, path: str, form: Form, limits: Limits) -> None:
        super().__init__(path, form, limits)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise ArchiveError(f"{self.name} is no zip archive: {error}", hint="build it again") from error

    def _list(self) -> list[Member]:
        self._infos: dict[str, zipfile.ZipInfo] = {}
        members: list[Member] = []
        for info in self._zip.infolist():
            # `orig_filename` is what is stored; zipfile cuts the other at a NUL and turns separators.
            path, kind = info.orig_filename, MemberKind.FILE
            mode = info.external_attr >> 16 if info.create_system == _UNIX else 0
            target = ""
            if path.endswith("/"):
                path, kind = path.rstrip("/") or "/", MemberKind.FOLDER
            elif stat.S_ISLNK(mode):
                kind = MemberKind.LINK
                target = self._bytes(info, 4096).decode("utf-8", "replace")
            elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                kind = MemberKind.OTHER
            self._infos[path] = info
            members.append(Member(path, info.file_size, stat.S_IMODE(mode), kind, target))
        return members

    def _read(self, member: Member) -> bytes:
        return self._bytes(self._infos[member.path], member.size)

    def _bytes(self, info: zipfile.ZipInfo, most: int) -> bytes:
        if info.flag_bits & 1:
            raise ArchiveError(f"{self.name}: `{info.filename}` is encrypted")
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as file:
                # What the directory says of the size need not be true.
                while piece := file.read(_CHUNK):
                    pieces.append(piece)
                    size += len(piece)
                    if size > most:
                        raise BombError(f"{self.name}: `{info.filename}` is larger than it says")
        except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, ValueError) as error:
            raise ArchiveError(f"{self.name}: `{info.filename}` is broken: {error}") from error
        return b"".join(pieces)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
