"""What is compiled in an archive, by the first bytes of its files and by their names."""

from __future__ import annotations

import re
from typing import NamedTuple

from dovetail.ship.archive.unpack import read_safely

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.archive import Archive

_ELF, _PE = b"\x7fELF", b"MZ"
_MACH_O = (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xcf")
_PLAIN = (
    ".py",
    ".pyi",
    ".txt",
    ".md",
    ".rst",
    ".json",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".png",
    ".class",
    ".jar",
)
_VERSIONED = re.compile(r"\.(cp|cpython-)3(\d+)(t?)[.-]")
_LARGEST = 1 << 28


class Binary(NamedTuple):
    """One file of machine code."""

    path: str
    format: str
    """``elf``, ``pe`` or ``mach-o``."""
    is_module: bool
    """Whether it is an extension module: it has the function that CPython calls to import it (PEP 489)."""
    minor: int | None
    """The version 3.x that its name is for (PEP 3149), None if it names none."""
    is_stable: bool
    """Whether its name says that it keeps to the stable ABI."""


def binaries(archive: Archive) -> list[Binary]:
    """Return the files of machine code, sorted by path."""
    found = []
    for path, member in sorted(archive.files.items()):
        if path.endswith(_PLAIN) or not 4 <= member.size <= _LARGEST:  # noqa: PLR2004
            continue
        data = read_safely(archive, path) or b""
        format_ = _format(data)
        if format_ is None:
            continue
        name = path.rpartition("/")[2]
        stem = name.partition(".")[0].encode()
        match = _VERSIONED.search(name)
        is_module = name.endswith((".so", ".pyd")) and b"PyInit_" + stem in data
        found.append(Binary(path, format_, is_module, int(match[2]) if match else None, ".abi3." in name))
    return found


def _format(data: bytes) -> str | None:
    if data.startswith(_ELF):
        return "elf"
    if data.startswith(_PE):
        return "pe"
    return "mach-o" if data.startswith(_MACH_O) else None
