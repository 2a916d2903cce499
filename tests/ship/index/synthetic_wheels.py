"""Small wheels and sdists, made in no time."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def wheel(  # noqa: PLR0913 - of each what a test is about
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    files: Mapping[str, str] | None = None,
    metadata: str | None = None,
    requires: Sequence[str] = (),
    filename: str | None = None,
) -> Path:
    """Make a wheel with one package, or with these files; ``metadata`` in place of what would be right."""
    spelled = name.replace("-", "_")
    content = dict(files) if files is not None else {f"{spelled}/__init__.py": f'"""{name} {version}."""\n'}
    info = f"{spelled}-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Requires-Python: >=3.8"]
    lines += [f"Requires-Dist: {requirement}" for requirement in requires]
    content[f"{info}/METADATA"] = metadata if metadata is not None else "\n".join(lines) + "\n"
    content[f"{info}/WHEEL"] = (
        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    rows = [f"{path},sha256={_digest(text)},{len(text.encode())}" for path, text in content.items()]
    content[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (filename or f"{spelled}-{version}-py3-none-any.whl")
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in content.items():
            archive.writestr(zipfile.ZipInfo(member), text)
    return path


def sdist(folder: Path, name: str, version: str = "1.0") -> Path:
    """Make an sdist with one package."""
    spelled = name.replace("-", "_")
    top = f"{spelled}-{version}"
    project = f'[project]\nname = "{name}"\nversion = "{version}"\n'
    content = {
        f"{top}/PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{top}/pyproject.toml": project,
        f"{top}/{spelled}/__init__.py": f'"""{name} {version}."""\n',
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{top}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for member, text in content.items():
            data = text.encode()
            entry = tarfile.TarInfo(member)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
