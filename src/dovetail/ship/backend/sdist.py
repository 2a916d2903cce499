"""An sdist (PyPA, "Source distribution format"), byte for byte the same for the same files."""

from __future__ import annotations

import os
import struct
import tarfile
import zlib

from dovetail.ship.backend.dates import source_date
from dovetail.ship.backend.wheel import mode_of
from dovetail.ship.written import written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LEVEL = 6
_BLOCK = 1 << 20


def write_sdist(folder: str, stem: str, files: Iterable[tuple[str, bytes]]) -> str:
    """Write an sdist into ``folder`` and return its name; ``files`` are paths in the project, and contents.

    A file of that name is replaced, and only when the sdist is complete.
    """
    name = f"{stem}.tar.gz"
    date = source_date()
    with written(os.path.join(folder, name)) as partial, open(partial, "wb") as stream:
        packed = _Gzip(stream.write, date)
        for path, data in files:
            packed.add(_header(f"{stem}/{path}", data, date))
            packed.add(data)
            packed.add(bytes(-len(data) % tarfile.BLOCKSIZE))
        packed.end()
    return name


def _header(path: str, data: bytes, date: int) -> bytes:
    info = tarfile.TarInfo(path)
    info.size = len(data)
    info.mode = mode_of(data)
    info.mtime = date
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")


class _Gzip:
    """A gzip stream (RFC 1952): `gzip` writes a header that differs between versions of Python."""

    def __init__(self, write: Callable[[bytes], object], date: int) -> None:
        self._write = write
        self._deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._sum = 0
        self._size = 0
        self._waiting: list[bytes] = []
        self._count = 0
        # No name, no flags; what made it and on which system is not said.
        write(struct.pack("<4sLBB", b"\x1f\x8b\x08\x00", date & 0xFFFF_FFFF, 0, 255))

    def add(self, data: bytes) -> None:
        self._waiting.append(data)
        self._count += len(data)
        if self._count >= _BLOCK:
            self._flush()

    def _flush(self) -> None:
        data = b"".join(self._waiting)
        self._waiting, self._count = [], 0
        self._sum = zlib.crc32(data, self._sum)
        self._size += len(data)
        self._write(self._deflate.compress(data))

    def end(self) -> None:
        # Two blocks of zeros end an archive, and records are of twenty blocks.
        self.add(bytes(2 * tarfile.BLOCKSIZE))
        whole = self._size + self._count
        self.add(bytes(-whole % tarfile.RECORDSIZE))
        self._flush()
        self._write(self._deflate.flush())
        self._write(struct.pack("<LL", self._sum, self._size & 0xFFFF_FFFF))
