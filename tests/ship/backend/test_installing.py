"""pip, uv and build install what the backend makes, as it is and editable, on each CPython there is."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from making import built, project

import dovetail

SOURCE = os.fspath(Path(dovetail.__file__).parent.parent)
RUNNING = ["3.11", "3.12", "3.13"]
OLDER = ["3.8", "3.9", "3.10"]
CODE = "import shop.orders as o, importlib.metadata as m; print(m.version('shop'), o.__file__)"


@cache
def _python(version: str) -> str:
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    found = sorted(glob.glob(f"{root}/versions/{version}.*/bin/python"))
    candidate = found[-1] if found else shutil.which(f"python{version}")
    if candidate is None:
        pytest.skip(f"there is no Python {version} here")
    return candidate


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "src/shop/__init__.py": "",
        "src/shop/orders.py": "def main(): print('sold')\n",
        "src/shop/data/x.txt": "",
    }
    table = 'name = "shop"\nversion = "1.0"\nrequires-python = ">=3.8"\n'
    table += '[project.scripts]\nsell = "shop.orders:main"'
    return project(tmp_path / "tree", files, table)


def _venv(version: str, folder: Path, *options: str) -> Path:
    subprocess.run([_python(version), "-m", "venv", *options, folder], check=True)
    return folder / "bin" / "python"


def _run(*command: object, cwd: Path | None = None) -> str:
    # Without an isolated environment the backend is found where it is: dovetail is on no index.
    variables = {**os.environ, "PYTHONPATH": SOURCE, "UV_OFFLINE": "1", "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        list(map(str, command)), env=variables, cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _proved(python: Path, folder: Path) -> None:
    """Hold that the modules are found, in that folder, and that the script runs."""
    version, file = _said(python, "-c", CODE).split()
    assert version == "1.0"
    assert Path(file).is_relative_to(folder)
    assert _said(python.with_name("sell")) == "sold\n"


def _said(*command: object) -> str:
    words = list(map(str, command))
    return subprocess.run(words, capture_output=True, text=True, check=True, cwd="/", env={}).stdout


@pytest.mark.parametrize("version", RUNNING)
def test_pip(version: str, tree: Path, tmp_path: Path) -> None:
    python = _venv(version, tmp_path / "venv", "--without-pip")
    # The pip that this Python brings along, from its wheel: to install it would take longest of all.
    pip = _said(python, "-c", "import ensurepip; print(*ensurepip.__path__)").strip()
    (wheel,) = Path(pip).glob("_bundled/pip-*.whl")
    options = ("-q", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    install = (python, wheel / "pip", "install", *options)
    _run(*install, tree)
    _proved(python, tmp_path / "venv")
    _run(*install, "--force-reinstall", "-e", tree)
    _proved(python, tree)


@pytest.mark.parametrize("version", RUNNING)
def test_uv(version: str, tree: Path, tmp_path: Path) -> None:
    python = _venv(version, tmp_path / "venv", "--without-pip")
    install = ("-m", "uv", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--python", python)
    _run(sys.executable, *install, tree)
    _proved(python, tmp_path / "venv")
    _run(sys.executable, *install, "--reinstall", "-e", tree)
    _proved(python, tree)


def test_build(tree: Path) -> None:
    _run(sys.executable, "-m", "build", "-q", "--no-isolation", "--skip-dependency-check", tree)
    assert sorted(path.name for path in (tree / "dist").iterdir()) == [
        "shop-1.0-py3-none-any.whl",
        "shop-1.0.tar.gz",
    ]


@pytest.mark.parametrize("version", OLDER)
def test_the_wheel_installs_where_dovetail_does_not_run(version: str, tree: Path, tmp_path: Path) -> None:
    python = _venv(version, tmp_path / "venv", "--without-pip")
    for kind, place in (("wheel", tmp_path / "venv"), ("editable", tree)):
        wheel = built(tree, kind)
        _run(sys.executable, "-m", "uv", "pip", "install", "-q", "--reinstall", "--python", python, wheel)
        _proved(python, place)
