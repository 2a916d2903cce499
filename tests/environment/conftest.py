from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "modules"))

from interpreters import RUNNING, VERSIONS, required
from planted_hooks import FILES, plant


@pytest.fixture(scope="session", params=[RUNNING, *VERSIONS])
def python(request: pytest.FixtureRequest) -> str:
    """An interpreter, by its path."""
    return required(request.param)


@pytest.fixture(scope="session")
def made(python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "venv"
    subprocess.run([python, "-I", "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder


@pytest.fixture
def venv(made: Path, tmp_path: Path) -> Path:
    """A virtual environment with nothing in it."""
    return Path(shutil.copytree(made, tmp_path / "venv", symlinks=True))


@pytest.fixture
def site(venv: Path) -> Path:
    """Its site-packages."""
    (found,) = venv.glob("lib/python3.*/site-packages")
    return found


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "venv"
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder


@pytest.fixture
def one_venv(template: Path, tmp_path: Path) -> Path:
    """A virtual environment of the Python that runs the tests: for what is read and never asked."""
    return Path(shutil.copytree(template, tmp_path / "one", symlinks=True))


@pytest.fixture
def one_site(one_venv: Path) -> Path:
    (found,) = one_venv.glob("lib/python3.*/site-packages")
    return found


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder with packages and modules that no search path has."""
    plant(tmp_path / "code", dict.fromkeys(FILES, ""))
    return tmp_path / "code"
