import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from dovetail.cli import main


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder where nothing around it counts, and git knows one author."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("GIT_", "VIRTUAL_ENV", "CONDA_", "EMAIL"))]:
        monkeypatch.delenv(name)
    identity = tmp_path.parent / f"{tmp_path.name}-git"
    identity.write_text('[user]\n\tname = "Ada Lovelace" ; of the engine\n\temail = ada@example.org\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(identity))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return tmp_path


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Said]:
    """Run a command in this process."""

    def said(*words: str) -> Said:
        capfdbinary.readouterr()
        code = main(words)
        printed = capfdbinary.readouterr()
        return Said(code, printed.out.decode(), printed.err.decode())

    return said


@pytest.fixture
def files() -> Callable[[Path], dict[str, str]]:
    """Return the files below a folder with their texts."""

    def found(folder: Path) -> dict[str, str]:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}

    return found


@pytest.fixture
def fill() -> Callable[[Path, Mapping[str, str]], None]:
    """Make files."""

    def fill(folder: Path, texts: Mapping[str, str]) -> None:
        for path, text in texts.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    return fill
