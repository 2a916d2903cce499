"""A bare interpreter that is asked what an import executes, and how it ends."""

from __future__ import annotations

import ast
import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path
from signal import SIGALRM, SIGPROF
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMIT = 10
"""Seconds of CPU."""
VENV = "{}"
"""Stands for the folder of a virtual environment in what is kept."""
CHANGED = "{changed}"
"""And for the folder that is put first on the search path."""
MEMORY = 2 << 30
WRITTEN = 64 << 20
PROGRAM = Path(__file__).with_name("bare.py")
COMMAND = "import sys; exec(sys.argv[1], space := {'__name__': 'bare'}); arguments = sys.argv[2:];"
COMMAND += " sys.argv[1:] = []; space.pop('serve')(int(arguments[0]), arguments[1])"
VARIABLES = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
"""The environment variables under which everything is imported."""


def hide(text: str, hidden: Mapping[str, str]) -> str:
    """Return a text without the folders of this machine."""
    for folder, mark in hidden.items():
        text = text.replace(folder, mark)
    return text


class Failure(NamedTuple):
    """What an import raised."""

    type: str
    """Qualified, but for built-in exceptions."""
    message: str
    frames: list[tuple[str, int, str]]
    """File, line and function outside importlib, outermost first."""
    syntax: tuple[str | None, int | None] | None
    """File and line that a `SyntaxError` names."""


class Truth(NamedTuple):
    """What an import executed."""

    entry: str
    outcome: str
    """``imports``, ``fails``, ``timeout``, ``killed`` by a signal, or ``exits`` without a word."""
    modules: list[str]
    """The modules whose bodies were begun, in order, those from a file."""
    by: list[tuple[str | int, int]]
    """For each of them the module that imported it, by its index or else its name, and the line."""
    failure: Failure | None
    cpu: float
    """Seconds."""

    def to_json(self, hidden: Mapping[str, str]) -> dict[str, Any]:
        """Return it as JSON has it; ``hidden`` says what stands for a folder in files and messages."""
        if not self.failure:
            return self._asdict()
        kind, message, frames, syntax = self.failure
        failure = {
            "type": kind,
            "message": hide(message, hidden),
            "frames": [(hide(file, hidden), *rest) for file, *rest in frames],
            "syntax": syntax and (hide(syntax[0] or "", hidden), syntax[1]),
        }
        return {**self._asdict(), "failure": failure}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Truth:
        """Return what `to_json` made."""
        failure = data["failure"] and Failure(**data["failure"])
        return cls(**{**data, "failure": failure})


class Server:
    """One interpreter that has imported nothing, and forks for each question."""

    def __init__(self, python: Path, limit: int = LIMIT) -> None:
        self.python, self.limit = python, limit
        self.scratch = Path(tempfile.mkdtemp(prefix="truth-"))
        self.empty = self.scratch / "empty"
        self.empty.mkdir()
        command = [str(python), "-I", "-B", "-c", COMMAND, PROGRAM.read_text()]
        self._process = subprocess.Popen(
            [*command, str(limit), str(self.scratch / "said")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.empty,
            env=VARIABLES,
            preexec_fn=_limit,  # noqa: PLW1509 - there are no threads here
        )
        self._in, self._out = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        self.loaded: list[str] = ast.literal_eval(self._out.readline().decode())
        """What a bare interpreter has in ``sys.modules``."""

    def ask(self, entry: str, folder: str = "") -> Truth:
        """Return what importing ``entry`` does, with ``folder`` first on the search path if there is one."""
        self._in.write(f"{entry}\t{folder}\n".encode())
        self._in.flush()
        _, status, cpu, text = ast.literal_eval(self._out.readline().decode())
        for left in self.empty.iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        *lines, _ = text.split("\n")
        bodies = [line[2:].rsplit("\t", 2) for line in lines if line[:2] in ("s ", "e ")]
        modules = [body[0] for body in bodies]
        first = {module: at for at, module in reversed(list(enumerate(modules)))}
        by = [(first.get(name, name), int(line)) for _, name, line in bodies]
        raised = ast.literal_eval(lines[-1][2:]) if lines and lines[-1].startswith("= ") else ()
        signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if raised is None:
            outcome = "imports"
        elif raised:
            outcome = "fails"
        elif signal in (SIGALRM, SIGPROF):
            outcome = "timeout"
        else:
            outcome = "killed" if signal else "exits"
        return Truth(entry, outcome, modules, by, Failure(*raised) if raised else None, cpu)

    def close(self) -> None:
        """End it."""
        self._in.close()
        self._process.wait()
        shutil.rmtree(self.scratch, ignore_errors=True)


def _limit() -> None:
    """Set the limits that every fork inherits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
