"""Small trees of files for a case, and what an interpreter is asked about them."""

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Link(NamedTuple):
    """A symbolic link."""

    target: str


class Zip(NamedTuple):
    """An archive; a member whose name ends with a slash is a folder."""

    members: Mapping[str, str | bytes]


class Folder(NamedTuple):
    """An empty folder."""


Content = str | bytes | Link | Zip | Folder


def zipped(
    members: Mapping[str, str | bytes], *, before: bytes = b"", comment: bytes = b"", deflated: bool = False
) -> bytes:
    """Return the bytes of an archive that has something before it, at its end, or in another form."""
    data = io.BytesIO()
    data.write(before)
    method = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    with zipfile.ZipFile(data, "a" if before else "w", method) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
        archive.comment = comment
    return data.getvalue()


class Case(NamedTuple):
    """A tree, the folders of it that are put in front of the search path, and names to ask for.

    In paths, ``EXT`` stands for the first suffix of extension modules and ``TAG`` for the tag of bytecode.
    """

    files: Mapping[str, Content]
    names: str
    path: str = "one two three"

    def plant(self, root: Path, extension: str, tag: str) -> None:
        """Make the tree."""
        for name, content in self.files.items():
            file = root / name.replace("EXT", extension).replace("TAG", tag)
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Folder):
                file.mkdir()
            elif isinstance(content, Link):
                file.symlink_to(content.target)
            elif isinstance(content, Zip):
                with zipfile.ZipFile(file, "w") as archive:
                    for member, data in content.members.items():
                        archive.writestr(member.replace("EXT", extension), data)
            else:
                file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def entries(self, root: Path) -> list[str]:
        """Return what is put in front of the search path: relative ones after a ``=`` stay so."""
        return [part[1:] if part.startswith("=") else os.path.join(root, part) for part in self.path.split()]
