"""What an archive is made of, and how much of it is read at most."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from dovetail.errors import DovetailError


class ArchiveError(DovetailError):
    """A file is no distribution archive, or cannot be read as one."""


class BombError(ArchiveError):
    """An archive holds more than the limits allow: unpacking it might fill the disk or the memory."""


class Form(StrEnum):
    """The forms in which a distribution lies there."""

    SDIST = "sdist"
    """A source distribution (PEP 625): ``{name}-{version}.tar.gz``, or a ``.zip`` as older tools made it."""
    WHEEL = "wheel"
    """A built distribution ("Binary distribution format")."""
    TREE = "tree"
    """A folder: one of the others, unpacked, or the sources of a project."""


class MemberKind(StrEnum):
    """What a member is to the file system."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    """A symbolic or a hard link."""
    OTHER = "other"
    """A device, a pipe: what no distribution needs."""


class Member(NamedTuple):
    """One entry of an archive, as its directory or its headers have it."""

    path: str
    """As it is stored, whatever it says; a folder's without the ``/`` at its end."""
    size: int
    """In bytes, unpacked, as the archive says it."""
    mode: int
    """The permission bits; 0 where the archive holds none."""
    kind: MemberKind
    target: str = ""
    """Of a link, where it leads, as stored."""


class Limits(NamedTuple):
    """How much of an archive is read at most: what is larger than anything real is a bomb."""

    members: int = 500_000
    """Entries."""
    member: int = 4 << 30
    """Bytes of one member, unpacked."""
    total: int = 16 << 30
    """Bytes of all members together, unpacked."""
    ratio: int = 200
    """How many times as large all members may be as the archive, if they are larger than ``free``."""
    free: int = 256 << 20
    """Bytes of all members together that are allowed at any ratio."""
