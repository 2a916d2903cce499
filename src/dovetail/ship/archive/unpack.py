"""An archive as a folder that can be read like a project: what is safe of it, as it would be installed."""

from __future__ import annotations

import os
from typing import NamedTuple

from dovetail.ship.archive.member import ArchiveError, Form, MemberKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.archive.archive import Archive
    from dovetail.ship.archive.member import Member

_TEXTS = (".py", ".pyi", ".pyw", ".pth", ".toml", ".cfg", ".txt", ".typed", ".so", ".pyd")
"""Files whose content an analysis reads; of the others it matters only that they are there."""
_LARGEST = 32 << 20
"""Bytes: what is larger is no text, and of a compiled module only the name is then known."""
_MOST = 1 << 30
"""Bytes written for one archive."""
_INSTALLED = ("purelib", "platlib")


class Unpacked(NamedTuple):
    """What lies in a folder, and what it is called in the archive."""

    folder: str
    stored: dict[str, str]
    """The path of each member as stored, by its path in the folder (POSIX, relative)."""
    refused: tuple[str, ...]
    """The members that were left out because their path would lead elsewhere or cannot be written."""


def is_safe(path: str) -> bool:
    """Whether a member's path stays in the folder it is unpacked to, on every platform."""
    parts = path.split("/")
    return (
        bool(path)
        and "" not in parts
        and not any(part in {".", ".."} or "\\" in part or ":" in part or "\0" in part for part in parts)
    )


def installed_path(archive: Archive, path: str) -> str | None:
    """Return where a member comes to lie in site-packages, of an sdist where in its folder.

    None for what a wheel installs elsewhere: scripts, headers, data.
    """
    if archive.form is Form.SDIST:
        return path.removeprefix(archive.prefix) if path.startswith(archive.prefix) else None
    top, _, rest = path.partition("/")
    if not top.endswith(".data") or not archive.is_installed_layout:
        return path
    kind, _, below = rest.partition("/")
    return below if kind in _INSTALLED and below else None


def unpack(archive: Archive, folder: str, *, content: bool = True) -> Unpacked:
    """Write what an analysis needs of ``archive`` below ``folder``, and nothing outside of it.

    Links are not made. With ``content`` texts and compiled modules have their bytes; all else is an empty
    file of its name. Raises `ArchiveError` where a member cannot be read.
    """
    stored: dict[str, str] = {}
    refused: list[str] = []
    left = _MOST
    for path, member in _wanted(archive, refused):
        data = b""
        if content and path.endswith(_TEXTS) and member.size <= min(_LARGEST, left):
            data = archive.read(member.path)
            left -= len(data)
        target = os.path.join(folder, *path.split("/"))
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(data)
        except OSError:  # a file where a folder should be, a name that this file system cannot have
            refused.append(member.path)
            continue
        stored[path] = member.path
    return Unpacked(folder, stored, tuple(refused))


def _wanted(archive: Archive, refused: list[str]) -> Iterator[tuple[str, Member]]:
    for member in archive.files.values():
        path = installed_path(archive, member.path)
        if path is None:
            continue
        if is_safe(path):
            yield path, member
        else:
            refused.append(member.path)
    refused += [member.path for member in archive.members if member.kind is MemberKind.LINK]


def read_safely(archive: Archive, path: str) -> bytes | None:
    """Return the bytes of a file, None where there is none or it cannot be read."""
    try:
        return archive.read(path)
    except ArchiveError:
        return None
