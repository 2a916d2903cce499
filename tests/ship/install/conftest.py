"""Wheels, a server of them, and an environment to install into."""

import base64
import hashlib
import os
import venv
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from wheel_server import WheelServer

Make = Callable[..., Path]


def make_wheel(
    folder: Path, name: str, version: str, files: Mapping[str, bytes | str], metadata: str = ""
) -> Path:
    """Make a wheel of files; ``name`` is spelled as in file names."""
    info = f"{name}-{version}.dist-info"
    all_files: dict[str, bytes] = {
        path: body if isinstance(body, bytes) else body.encode() for path, body in files.items()
    }
    all_files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.5\nName: {name}\nVersion: {version}\n{metadata}".encode()
    )
    all_files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    rows = []
    for path, body in all_files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(body)}\n")
    all_files[f"{info}/RECORD"] = ("".join(rows) + f"{info}/RECORD,,\n").encode()
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for member, body in all_files.items():
            wheel.writestr(zipfile.ZipInfo(member, (2020, 1, 1, 0, 0, 0)), body)
    return path


def lock_of(*wheels: Path, address: str = "") -> str:
    """Return a lock file (PEP 751) of wheels, as files or as addresses."""
    text = 'lock-version = "1.0"\ncreated-by = "test"\n'
    for wheel in wheels:
        name, version, *_ = wheel.name.split("-")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        where = f'url = "{address}/{wheel.name}"' if address else f'path = "{wheel.name}"'
        text += f'\n[[packages]]\nname = "{name.replace("_", "-")}"\nversion = "{version}"\n'
        text += f'wheels = [{{name = "{wheel.name}", {where}, hashes = {{sha256 = "{digest}"}}}}]\n'
    return text


@pytest.fixture
def wheel() -> Make:
    return make_wheel


@pytest.fixture
def lock() -> Callable[..., str]:
    return lock_of


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WheelServer]:
    folder = tmp_path / "served"
    folder.mkdir()
    opened = WheelServer(folder)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _own_caches(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let no cache of this machine answer."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setenv("UV_CACHE_DIR", str(folder / "uv"))
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    monkeypatch.setenv("NO_PROXY", "*")
    for name in (
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        *[name for name in os.environ if name.startswith("UV_INDEX")],
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    folder = tmp_path / "env"
    venv.create(folder, symlinks=True)
    return folder
