from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from dovetail.cli import main


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], Path]:
    """Make a project and go there."""

    def made(files: Mapping[str, str]) -> Path:
        folder = tmp_path / "project"
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        monkeypatch.chdir(folder)
        return folder

    return made


@pytest.fixture
def convert(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Answer]:
    """Run `dovetail convert`, without building unless that is asked for."""

    def convert(*words: str) -> Answer:
        capfdbinary.readouterr()
        code = main(["convert", *(words or ("--no-verify",))])
        printed = capfdbinary.readouterr()
        return Answer(code, printed.out.decode(), printed.err.decode())

    return convert
