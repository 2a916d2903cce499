"""Projects to build, written from a table of files."""

from __future__ import annotations

import os
import tarfile
import zipfile
from contextlib import chdir
from typing import TYPE_CHECKING

from dovetail.ship import backend

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SYSTEM = '[build-system]\nrequires = ["dovetail"]\nbuild-backend = "dovetail.ship.backend"\n'


def project(
    folder: Path, files: Mapping[str, str | bytes], table: str = 'name = "shop"\nversion = "1.0"'
) -> Path:
    """Write a project whose ``[project]`` is ``table``, followed by whatever tables it goes on with."""
    for path, content in {"pyproject.toml": f"{SYSTEM}\n[project]\n{table}\n", **files}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def built(folder: Path, kind: str = "wheel", out: Path | None = None) -> Path:
    """Call a hook as a frontend does, in the folder of the project; return what it wrote."""
    out = out or folder / "dist"
    out.mkdir(exist_ok=True, parents=True)
    with chdir(folder):
        return out / getattr(backend, f"build_{kind}")(os.fspath(out))


def names(path: Path) -> list[str]:
    """Return the files in an archive, of a wheel without those of its ``.dist-info``."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return [name for name in archive.namelist() if ".dist-info/" not in name]
    with tarfile.open(path) as tar:
        return [name.partition("/")[2] for name in tar.getnames()]


def read(path: Path, ending: str) -> str:
    """Return the one file of a wheel whose path ends so."""
    with zipfile.ZipFile(path) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(ending)]
        return archive.read(name).decode()


def unpacked(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist, and return the folder that is in it."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (inner,) = folder.iterdir()
    return inner
