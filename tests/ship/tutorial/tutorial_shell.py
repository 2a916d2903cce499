"""A shell that goes on from one command to the next, as the reader's does."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import dovetail

_MARK = "end of the command:"
_PORT = re.compile(r"--port (\d+)")
_SECONDS = 20


class Shell:
    """Bash in a folder, with `dovetail` and `python` on its path."""

    def __init__(self, folder: Path) -> None:
        commands = folder / ".commands"
        commands.mkdir()
        source = Path(dovetail.__file__).parents[1]
        run = f'exec "{sys.executable}"'
        for name, line in {
            "dovetail": f'PYTHONPATH="{source}" {run} -m dovetail "$@"',
            "python": f'{run} "$@"',
        }.items():
            (commands / name).write_text(f"#!/bin/sh\n{line}\n")
            (commands / name).chmod(0o755)
        identity = commands / "gitconfig"
        identity.write_text("[user]\nname = Ada Lovelace\nemail = ada@example.org\n")
        variables = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        variables |= {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
        variables |= {"GIT_CONFIG_GLOBAL": str(identity), "UV_CACHE_DIR": str(commands / "cache")}
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._ports: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.run("kill $(jobs -p) 2>/dev/null; wait")
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(_SECONDS)

    @property
    def folder(self) -> Path:
        """Where the shell is."""
        return Path(self.run("pwd")[1][0])

    def follow(self, line: str) -> tuple[int, list[str]]:
        """Type a line of the README; return the exit code and the lines that a terminal would show.

        A port is replaced by one that is free here. Of a server only its start is awaited. Times differ.
        """
        for port in _PORT.findall(line):
            self._ports.setdefault(port, _free_port())
        served = _PORT.search(line)
        for port, free in self._ports.items():
            line = re.sub(rf"(--port |:){port}\b", rf"\g<1>{free}", line)
        if line.endswith("&"):
            answer = self.run(f"{line[:-1]} >/dev/null 2>&1 &")
            assert served, "a server without a port"
            _await(int(self._ports[served[1]]))
            return answer
        code, lines = self.run(line)
        text = "\n".join(lines)
        for port, free in self._ports.items():
            text = text.replace(f":{free}/", f":{port}/")
        return code, [each for each in text.splitlines() if not each.startswith("Took ")]

    def run(self, line: str) -> tuple[int, list[str]]:
        """Run a line; return its exit code and what it printed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\nprintf '\\n{_MARK} %s\\n' $?\n")
        self._process.stdin.flush()
        printed = []
        for said in self._process.stdout:
            if said.startswith(_MARK):
                return int(said.removeprefix(_MARK)), [each for each in printed if each]
            printed.append(said.rstrip("\n"))
        raise AssertionError(f"the shell has ended: {printed}")


_FOREIGN = ("PYTHONPATH", "VIRTUAL_ENV", "CONDA_", "GIT_", "DOVETAIL_", "FORCE_COLOR", "COLUMNS", "UV_INDEX")


def _free_port() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return str(listening.getsockname()[1])


def _await(port: int) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens at port {port}")
