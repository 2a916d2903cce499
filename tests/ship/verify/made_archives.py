"""Archives made of files in memory, with the metadata that a backend would write where none is given."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

METADATA = "Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: {pure}\n"


def row(path: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    quoted = f'"{path}"' if "," in path else path
    return f"{quoted},sha256={digest},{len(data)}\n"


def make_wheel(path: Path, files: dict[str, str | bytes]) -> Path:
    """Write a wheel that holds ``files``, METADATA, WHEEL and RECORD completed."""
    name, version, *tags = path.name.removesuffix(".whl").split("-")
    info = f"{name}-{version}.dist-info"
    data = {each: text if isinstance(text, bytes) else text.encode() for each, text in files.items()}
    data.setdefault(f"{info}/METADATA", METADATA.format(name=name, version=version).encode())
    pythons, abi, platforms = tags[-3:]
    lines = [f"Tag: {p}-{abi}-{s}\n" for p in pythons.split(".") for s in platforms.split(".")]
    pure = "true" if platforms == "any" else "false"
    data.setdefault(f"{info}/WHEEL", (WHEEL.format(pure=pure) + "".join(lines)).encode())
    record = f"{info}/RECORD"
    data.setdefault(record, ("".join(row(p, d) for p, d in data.items()) + f"{record},,\n").encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in data.items():
            archive.writestr(each, content)
    return path


def make_sdist(path: Path, files: dict[str, str | bytes]) -> Path:
    """Write an sdist that holds ``files``, whose paths begin with its folder; PKG-INFO completed."""
    folder = path.name.removesuffix(".tar.gz")
    name, _, version = folder.rpartition("-")
    data = {each: text if isinstance(text, bytes) else text.encode() for each, text in files.items()}
    data.setdefault(f"{folder}/PKG-INFO", METADATA.format(name=name, version=version).encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for each, content in data.items():
            info = tarfile.TarInfo(each)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def make_all(folder: Path, files: dict[str, str]) -> None:
    """Write the files of an example: what lies below ``NAME.whl`` or ``NAME.tar.gz`` goes into that."""
    archives: dict[str, dict[str, str | bytes]] = {}
    for path, text in files.items():
        top, _, rest = path.partition("/")
        if top.endswith((".whl", ".tar.gz")):
            archives.setdefault(top, {})[rest] = text
        else:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    for top, members in archives.items():
        (make_wheel if top.endswith(".whl") else make_sdist)(folder / top, members)
