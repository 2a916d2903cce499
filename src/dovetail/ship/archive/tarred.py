"""Archives that are gzipped tar files: sdists (PEP 625)."""

from __future__ import annotations

import gzip
import os
import tarfile
import zlib
from tempfile import SpooledTemporaryFile

from dovetail.ship.archive.archive import Archive
from dovetail.ship.archive.member import ArchiveError, BombError, Form, Limits, Member, MemberKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

_CHUNK = 1 << 20
_IN_MEMORY = 32 << 20


class TarArchive(Archive):
    """A gzipped tar file: unpacked once, bounded, so that its members can be read in any order."""

    def __init__(self, path: str, form: Form, limits: Limits) -> None:
        super().__init__(path, form, limits)
        self._plain: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - `close` does
        try:
            self._unpack()
            self._plain.seek(0)
            self._tar = tarfile.open(fileobj=self._plain, mode="r:")  # noqa: SIM115 - likewise
        except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
            self._plain.close()
            raise ArchiveError(
                f"{self.name} is no gzipped tar file: {error}", hint="build it again"
            ) from error
        except BombError:
            self._plain.close()
            raise

    def _unpack(self) -> None:
        packed = max(os.path.getsize(self.path), 1)
        size = 0
        with gzip.open(self.path) as file:
            while piece := file.read(_CHUNK):
                size += len(piece)
                if size > self.limits.total or size > max(self.limits.free, packed * self.limits.ratio):
                    raise BombError(f"{self.name} ({packed:,} bytes) unpacks to more than {size:,} bytes")
                self._plain.write(piece)

    def _list(self) -> list[Member]:
        self._infos: dict[str, tarfile.TarInfo] = {}
        members: list[Member] = []
        try:
            for info in self._tar:
                if len(members) >= self.limits.members:
                    raise BombError(f"{self.name} has more than {self.limits.members:,} members")
                kind = MemberKind.OTHER
                if info.isreg():
                    kind = MemberKind.FILE
                elif info.isdir():
                    kind = MemberKind.FOLDER
                elif info.issym() or info.islnk():
                    kind = MemberKind.LINK
                path = info.name
                self._infos[path] = info
                members.append(Member(path, info.size, info.mode & 0o7777, kind, info.linkname))
        except (tarfile.TarError, OSError, EOFError, ValueError) as error:
            raise ArchiveError(f"{self.name} ends within its members: {error}") from error
        return members

    def _read(self, member: Member) -> bytes:
        try:
            file = self._tar.extractfile(self._infos[member.path])
            data = file.read(member.size + 1) if file else b""
        except (tarfile.TarError, OSError, KeyError, ValueError) as error:
            raise ArchiveError(f"{self.name}: `{member.path}` is broken: {error}") from error
        if len(data) != member.size:
            raise ArchiveError(f"{self.name} ends within `{member.path}`")
        return data

    def close(self) -> None:
        """Close the file."""
        self._tar.close()
        self._plain.close()
