"""The directory of a zip archive, read as `zipimport` of the given version reads it.

`zipfile` reads other archives: it looks for the directory in another way and forgives other faults.
"""

from __future__ import annotations

import os
import struct

from dovetail.environment.reading import LARGEST
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_END = struct.Struct("<4s4xH2xIIH")  # end of central directory: signature, entries, size, offset, comment
_END_64 = struct.Struct("<4s20xQ8xQQ")
_HEADER = struct.Struct("<4s4xHHHHIIIHHH8xI")
_LOCATOR_64_SIZE = 20
_LOCAL_SIZE = 30
_LARGEST_COMMENT = 0xFFFF
_IN_EXTRA = 0xFFFFFFFF
_UTF_8 = 0x800
_ZIP_64_TAG = 1
_ZIP_64_VALUES = 3
_ZIP_64 = (3, 13)
"""Since then Zip64 archives are read, and the number of members must be right."""
_LEAST = 4


class ArchiveError(Exception):
    """A file is no archive that `zipimport` reads.

    ``raises`` is the exception with which the import ends there, because no finder catches it; None if the
    search goes on.
    """

    raises: str | None

    def __init__(self, message: str, *, raises: str | None = None) -> None:
        super().__init__(message)
        self.raises = raises


class Member(NamedTuple):
    """One file or folder in an archive."""

    compression: int
    size_in_archive: int
    size: int
    offset: int
    time: int
    date: int


def is_archive(path: str, version: tuple[int, int]) -> bool:
    """Return whether `zipimport` takes the file ``path`` for an archive."""
    try:
        return os.path.isfile(path) and bool(read_archive(path, version))
    except ArchiveError:
        return False


def read_archive(path: str, version: tuple[int, int]) -> dict[str, Member]:
    """Return the members of an archive by name, with the separator of the platform (`_read_directory`).

    Raises `ArchiveError` where zipimport raises an exception.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise ArchiveError("is no ordinary file")  # a pipe would keep us waiting, a device has no end
    try:
        with open(path, "rb") as file:
            return _members(file, version)
    except OSError as error:
        raise ArchiveError(error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise ArchiveError("a name that is not UTF-8", raises="UnicodeDecodeError") from error


def _members(file: BinaryIO, version: tuple[int, int]) -> dict[str, Member]:
    modern = version >= _ZIP_64
    begin, size, offset, entries = _directory(file, modern=modern)
    if begin < size or begin < offset:
        raise ArchiveError("its central directory has a wrong size or offset")
    shift = begin - size - offset
    if shift < 0:
        raise ArchiveError("its central directory has a wrong size or offset")
    file.seek(begin - size)
    members: dict[str, Member] = {}
    count = 0
    while True:
        header = file.read(_HEADER.size)
        if len(header) < _LEAST or (header[:4] == b"PK\x01\x02" and len(header) != _HEADER.size):
            raise ArchiveError("it ends within its central directory", raises="EOFError")
        if header[:4] != b"PK\x01\x02":
            break
        fields = _HEADER.unpack(header)
        flags, compression, time, date, _, packed, unpacked, name_size, extra_size, comment, place = fields[
            1:
        ]
        raw, extra = file.read(name_size), file.read(extra_size + comment)
        if len(raw) != name_size or len(extra) != extra_size + comment:
            raise ArchiveError("it ends within its central directory")
        if modern and _IN_EXTRA in (unpacked, packed, place):
            unpacked, packed, place = _large(extra, unpacked, packed, place)
        if place > offset:
            raise ArchiveError("a member lies behind the directory")
        name = raw.decode("utf-8" if flags & _UTF_8 else "cp437").replace("/", os.sep)
        members[name] = Member(compression, packed, unpacked, place + shift, time, date)
        count += 1
    if modern and count != entries:
        raise ArchiveError(f"it has {count} members and says {entries}")
    return members


def _directory(file: BinaryIO, *, modern: bool) -> tuple[int, int, int, int]:
    """Return where the end of the directory begins, and the size, the offset and the entries it says."""
    total = file.seek(0, os.SEEK_END)
    if total < _END.size and not modern:
        raise ArchiveError("it is no zip archive")
    if not modern:
        file.seek(-_END.size, os.SEEK_END)
        last = file.read(_END.size)
        if last[:4] == b"PK\x05\x06":
            fields = _END.unpack(last)
            return total - _END.size, fields[2], fields[3], fields[1]
    reach = _LARGEST_COMMENT + _END.size
    reach += _END_64.size + _LOCATOR_64_SIZE if modern else 0
    file.seek(max(total - reach, 0))
    data = file.read()
    begin = total - len(data)
    end, end_64 = data.rfind(b"PK\x05\x06"), data.rfind(b"PK\x06\x06")
    if modern and 0 <= end_64 == end - _END_64.size - _LOCATOR_64_SIZE:
        fields = _END_64.unpack_from(data, end_64)
        return begin + end_64, fields[2], fields[3], fields[1]
    if end < 0:
        raise ArchiveError("it is no zip archive")
    if len(data) - end < _END.size:
        raise ArchiveError("it ends within its central directory")
    fields = _END.unpack_from(data, end)
    return begin + end, fields[2], fields[3], fields[1]


def _large(extra: bytes, unpacked: int, packed: int, place: int) -> tuple[int, int, int]:
    """Return the sizes and the offset as the Zip64 extra field of a member has them."""
    while extra:
        if len(extra) < _LEAST:
            raise ArchiveError("a member has a broken extra field")
        tag, size = struct.unpack_from("<HH", extra)
        values, rest = divmod(len(extra) - _LEAST, 8)
        if len(extra) < _LEAST + size or (tag == _ZIP_64_TAG and (rest or values > _ZIP_64_VALUES)):
            raise ArchiveError("a member has a broken extra field")
        if tag == _ZIP_64_TAG:
            given = list(struct.unpack_from(f"<{values}Q", extra, _LEAST))
            if len(given) < (unpacked, packed, place).count(_IN_EXTRA):
                raise ArchiveError("a member has a broken extra field", raises="IndexError")
            unpacked = given.pop(0) if unpacked == _IN_EXTRA else unpacked
            packed = given.pop(0) if packed == _IN_EXTRA else packed
            place = given.pop(0) if place == _IN_EXTRA else place
            break
        extra = extra[_LEAST + size :]
    return unpacked, packed, place


def read_within(path: str, version: tuple[int, int] = _ZIP_64) -> bytes | None:
    """Return the bytes of a file in an archive by the path of both, None if there is none."""
    archive, inner = path, ""
    while not os.path.lexists(archive):
        folder, _, name = archive.rpartition(os.sep)
        if not folder or folder == archive:
            return None
        archive, inner = folder, f"{name}{os.sep}{inner}" if inner else name
    try:
        member = read_archive(archive, version).get(inner)
        return read_member(archive, member) if member else None
    except ArchiveError:
        return None


def read_member(path: str, member: Member) -> bytes | None:
    """Return the bytes of a member, None where its header is not there (`zipimport._get_data`).

    Raises `ArchiveError` where the import ends, and for a member larger than anything real.
    """
    try:
        with open(path, "rb") as file:
            file.seek(member.offset)
            header = file.read(_LOCAL_SIZE)
            if len(header) != _LOCAL_SIZE:
                raise ArchiveError("it ends within a member", raises="EOFError")
            if header[:4] != b"PK\x03\x04":
                return None
            name_size, extra_size = struct.unpack_from("<HH", header, 26)
            file.seek(name_size + extra_size, os.SEEK_CUR)
            data = file.read(min(member.size_in_archive, LARGEST))
    except (OSError, OverflowError) as error:
        raise ArchiveError("a member cannot be read", raises="OSError") from error
    if len(data) != member.size_in_archive:
        raise ArchiveError("a member cannot be read", raises="OSError")
    return _decompressed(data) if member.compression else data


def _decompressed(data: bytes) -> bytes:
    import zlib

    stream = zlib.decompressobj(-15)
    try:
        # A small archive may hold more than there is memory.
        unpacked = stream.decompress(data, LARGEST)
    except zlib.error as error:
        raise ArchiveError(f"a member is not deflated: {error}", raises="error") from error
    if not stream.eof:
        raise ArchiveError("a member does not end", raises="error")
    return unpacked
