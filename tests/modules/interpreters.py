"""The interpreters that can be asked: the one that runs the tests, and those of pyenv and of the path."""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dovetail.environment.entry import LoadedModule
from dovetail.environment.interpreter import from_interpreter

HERE = Path(__file__).parent
VERSIONS = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"]
RUNNING = "running"


@cache
def executable(version: str) -> str | None:
    """Return an interpreter of a version, None if there is none that starts."""
    if version == RUNNING:
        return sys.executable
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    found = sorted(glob.glob(f"{root}/versions/{version}.*/bin/python"))
    for candidate in (*found, shutil.which(f"python{version}")):
        if candidate is None:
            continue
        command = [candidate, "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.stdout.strip() == version:
            return candidate
    return None


def required(version: str) -> str:
    """Return an interpreter, by its path; a test for which there is none is skipped."""
    found = executable(version)
    if found is None:
        pytest.skip(f"there is no Python {version} here")
    return found


class Oracle:
    """One interpreter, started once: asked what it finds, and what it is."""

    def __init__(self, python: str) -> None:
        self.python = python
        command = [python, "-I", "-S", "-B", str(HERE / "find_spec.py")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        # The program that answers has loaded more than a bare interpreter has.
        assert self._process.stdout
        loaded = json.loads(self._process.stdout.readline())
        self.environment = from_interpreter(python, arguments=("-I", "-S"))._replace(
            loaded={
                name: LoadedModule(name, spec, origin, None if locations is None else tuple(locations))
                for name, spec, origin, locations in loaded
            }
        )

    def find(self, path: list[str], names: list[str], folder: str) -> list[Any]:
        request = json.dumps({"path": path, "names": names, "folder": folder})
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(request + "\n")
        self._process.stdin.flush()
        answer: list[Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()
