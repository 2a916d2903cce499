import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

import dovetail
from dovetail.cli import main

SOURCE = Path(dovetail.__file__).parents[1]


class Said(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Make files in a folder where nothing around it counts, and go there."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def made(files: Mapping[str, str | bytes]) -> Path:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return made


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Said]:
    """Run a command in this process."""
    for name in ("NO_COLOR", "FORCE_COLOR", "DOVETAIL_THREADS"):
        monkeypatch.delenv(name, raising=False)

    def said(*words: str) -> Said:
        capfdbinary.readouterr()
        code = main(words)
        printed = capfdbinary.readouterr()
        return Said(code, printed.out.decode(), printed.err.decode())

    return said


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[str]]:
    """Start a command in a process of its own."""

    def started(*words: str, **keywords: Any) -> subprocess.Popen[str]:
        keywords = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **keywords}
        variables = {**os.environ, "PYTHONPATH": str(SOURCE), **keywords.pop("env", {})}
        command = [sys.executable, "-m", "dovetail", *words]
        return subprocess.Popen(command, env=variables, **keywords)

    return started


@pytest.fixture
def conforms() -> Callable[[object, str], None]:
    """Hold a document against one of the schemas in the package, and the schema against its own."""

    def conforms(document: object, name: str) -> None:
        schema = json.loads((SOURCE / "dovetail" / name).read_bytes())
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(document, schema, jsonschema.Draft202012Validator)

    return conforms
