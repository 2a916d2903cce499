"""Imports modules, each in a process of its own, and writes down how each ends: run by the interpreter asked.

Argument: the seconds that one import may take. Standard input: the names, one on each line. Standard
output: a line of JSON for each, ``[name, type, message, missing]``: the type is null where the import works,
and ``missing`` the module that the exception names. Python 3.8 and later; whatever the modules print goes
nowhere.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST = 500
"""Characters of a message that are kept."""


def attempt(name: str) -> "list[Any]":
    """Import a module; return what is to be said of it."""
    try:
        __import__(name)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the answer
        missing = getattr(error, "name", None)
        return [name, type(error).__name__, str(error)[:_MOST], missing if isinstance(missing, str) else None]
    return [name, None, "", None]


def forked(name: str, seconds: float) -> "list[Any]":
    """Import a module in a child of this process, which has imported nothing."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os.setsid()  # what it starts is to end with it
        os.write(into, json.dumps(attempt(name)).encode())
        os._exit(0)
    os.close(into)
    ready, _, _ = select.select([out], [], [], seconds)
    data = os.read(out, 1 << 16) if ready else b""
    os.close(out)
    for end in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            end(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if data:
        return list(json.loads(data))
    return [name, "Died" if ready else "Timeout", "the process ended" if ready else "it takes too long", None]


def started(name: str, seconds: float) -> "list[Any]":
    """Do the same where there is no fork, by a new interpreter."""
    command = [sys.executable, "-B", os.path.abspath(__file__), "--one", name]
    try:
        done = subprocess.run(  # noqa: S603 - itself
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
        answer = list(json.loads(done.stdout.decode().splitlines()[-1]))
    except subprocess.TimeoutExpired:
        return [name, "Timeout", "it takes too long", None]
    except (ValueError, IndexError):
        return [name, "Died", "the process ended", None]
    return answer


def main() -> None:
    """Answer for each name."""
    if sys.argv[1] == "--one":
        real = sys.stdout
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - to the end of the process
        real.write(json.dumps(attempt(sys.argv[2])))
        return
    sys.path[:1] = []
    seconds = float(sys.argv[1])
    way = forked if hasattr(os, "fork") else started
    for name in sys.stdin.read().split():
        sys.stdout.write(json.dumps(way(name, seconds)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
