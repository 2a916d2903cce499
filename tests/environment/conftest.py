from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "modules"))

from interpreters import RUNNING, VERSIONS, executable


@pytest.fixture(scope="session", params=[RUNNING, *VERSIONS])
def python(request: pytest.FixtureRequest) -> str:
    """An interpreter, by its path."""
    found = executable(request.param)
    if found is None:
        pytest.skip(f"there is no Python {request.param} here")
    return found


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
