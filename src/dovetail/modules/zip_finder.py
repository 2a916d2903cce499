"""What an archive offers under a name: `zipimport.zipimporter`."""

from __future__ import annotations

import os
import struct
import time

from dovetail.environment.archive import ArchiveError, Member, read_archive, read_member
from dovetail.modules.archive_place import locate
from dovetail.modules.folder_finder import join
from dovetail.modules.resolution import Candidate, Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dovetail.environment.entry import PathEntry
    from dovetail.environment.environment import Environment

# `_zip_searchorder`: bytecode goes before source, and a package before a module.
_ORDER = (
    (os.sep + "__init__.pyc", Found.BYTECODE, True),
    (os.sep + "__init__.py", Found.SOURCE, True),
    (".pyc", Found.BYTECODE, False),
    (".py", Found.SOURCE, False),
)
_IMPLICIT_FOLDERS = (3, 14)
"""gh-59110: a folder counts also if the archive has no entry of its own for it."""
_HEADER_SIZE = 16
_HASH_BASED, _CHECKED = 0b01, 0b10
"""PEP 552: the flags of bytecode."""
_ZLIB = "zlib"
_UNKNOWN = "<unknown>"
"""The origin in a spec of which no file can be used."""


class Archives:
    """Archives by their paths, each read once."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._members: dict[str, Mapping[str, Member] | ArchiveError] = {}

    def members(self, archive: str) -> Mapping[str, Member]:
        """Return what is in an archive. Raises `ArchiveError` if it is none."""
        members = self._members.get(archive)
        if members is None:
            try:
                members = read_archive(archive, self._environment.version[:2])
            except ArchiveError as error:
                members = error
            self._members[archive] = members
        if isinstance(members, ArchiveError):
            raise members
        return members

    def offered(self, archive: str, prefix: str) -> set[str]:
        """Return the names that an archive may have something for, in the folder ``prefix``."""
        found: set[str] = set()
        try:
            members = self.members(archive)
        except ArchiveError:
            return found
        for member in members:
            if member.startswith(prefix):
                first, inner, _ = member[len(prefix) :].partition(os.sep)
                stem, _, suffix = first.partition(".")
                if inner or suffix in ("py", "pyc"):
                    found.add(first if inner else stem)
        return found

    def read(self, path: str) -> bytes | None:
        """Return what is in a file in an archive, None if it cannot be read."""
        located = locate(path)
        try:
            member = self.members(located[0]).get(located[1].rstrip(os.sep)) if located else None
            return read_member(located[0], member) if located and member else None
        except ArchiveError:
            return None

    def search(  # noqa: PLR0913 - where it lies, what is sought, and for whom
        self,
        archive: str,
        prefix: str,
        tail: str,
        entry: PathEntry,
        *,
        folder: str = "",
        top_level: bool = False,
    ) -> Iterator[Candidate]:
        """Yield what an archive has for the last part of a name, in the order of `zipimporter.find_spec`.

        ``archive`` and ``prefix`` are what `locate` gives for ``folder``; ``top_level`` says whether the last
        part is the whole name. Raises `ArchiveError` for a member that cannot be read, and for what is no
        archive.
        """
        real = os.path.join(folder, archive)
        members = self.members(real)
        base = prefix + tail
        present = False
        found = False
        makes_package = False
        for suffix, kind, is_package in _ORDER:
            name = base + suffix
            if name not in members:
                continue
            if not present:
                # `_get_module_info`: whether it is a package, the first file says, also if it is not used.
                present, makes_package = True, is_package
            path = join(archive, name)
            # To decompress anything, `zipimport` imports `zlib`, and there finds itself doing so.
            locked = top_level and tail == _ZLIB and members[name].compression
            data = None if locked else read_member(real, members[name])
            if data is None:
                yield _found(entry, _UNKNOWN, kind, makes_package=is_package if found else makes_package)
                found = True
                continue
            stale = self._stale(data, real, members, name) if kind is Found.BYTECODE else None
            if stale:
                yield Candidate("path", entry, path, Outcome.PASSED_OVER, stale)
                continue
            # Those after the first would be there without it, and then it would not say what they are.
            yield _found(entry, path, kind, makes_package=is_package if found else makes_package)
            found = True
        if present and not found:
            yield _found(entry, _UNKNOWN, Found.BYTECODE, makes_package=makes_package)
        if not present and tail:
            yield from self._others(archive, members, base, entry)

    def _others(
        self, archive: str, members: Mapping[str, Member], base: str, entry: PathEntry
    ) -> Iterator[Candidate]:
        """Yield what is no module: extension modules, which `zipimport` does not see, and folders."""
        for suffix in self._environment.extension_suffixes:
            if base + suffix in members:
                path = join(archive, base + suffix)
                yield Candidate(
                    "path", entry, path, Outcome.PASSED_OVER, "is an extension module in an archive"
                )
        folder = base + os.sep
        path = archive + os.sep + base
        if folder in members or (
            self._environment.version[:2] >= _IMPLICIT_FOLDERS and any(n.startswith(folder) for n in members)
        ):
            yield Candidate(
                "path", entry, path, Outcome.PORTION, "has no __init__", Found.NAMESPACE_PACKAGE, (path,)
            )
        elif any(name.startswith(folder) for name in members):
            reason = "is a folder for which the archive has no entry (until Python 3.14)"
            yield Candidate("path", entry, path, Outcome.PASSED_OVER, reason)

    def _stale(self, data: bytes, archive: str, members: Mapping[str, Member], name: str) -> str | None:
        """Return why bytecode in an archive is not used, None if it is (`zipimport._unmarshal_code`)."""
        if len(data) < _HEADER_SIZE:
            return "is no bytecode that can be read"
        if self._environment.magic and data[:4] != self._environment.magic:
            return "has the magic number of another Python"
        flags, when, size = struct.unpack_from("<III", data, 4)
        if flags & ~(_HASH_BASED | _CHECKED):
            return "has unknown flags"
        source = members.get(name[:-1])
        check = self._environment.flags.check_hash_based_pycs
        if flags & _HASH_BASED:
            unchecked = check == "never" or (check != "always" and not flags & _CHECKED)
            return None if unchecked else self._hash_fault(data, archive, source)
        if source is None or (_same_time(when, source) and size == source.size):
            return None
        return "is older than its source"

    def _hash_fault(self, data: bytes, archive: str, member: Member | None) -> str | None:
        source = read_member(archive, member) if member else None
        if source is None or not self._environment.magic:
            return None
        from dovetail.modules.source_hash import source_hash

        right = source_hash(self._environment.magic, source, self._environment.version[:2])
        return None if data[8:_HEADER_SIZE] == right else "was not made from its source"


def _found(entry: PathEntry, path: str, kind: Found, *, makes_package: bool) -> Candidate:
    what = Found.REGULAR_PACKAGE if makes_package else kind
    locations = (path.rpartition(os.sep)[0],) if makes_package else None
    reason = "it cannot be read: the import fails" if path == _UNKNOWN else kind
    return Candidate("path", entry, path, Outcome.FOUND, reason, what, locations)


def _same_time(when: int, source: Member) -> bool:
    """Return whether a time is that of a member, to the two seconds that an archive can tell."""
    date, clock = source.date, source.time
    parts = ((date >> 9) + 1980, (date >> 5) & 0xF, date & 0x1F, clock >> 11, (clock >> 5) & 0x3F)
    try:
        modified = time.mktime((*parts, (clock & 0x1F) * 2, -1, -1, -1))
    except (OverflowError, ValueError):
        return False
    return abs(when - modified) <= 1
