"""``python -m dovetail.shadow -- COMMAND``: run a command, and compare each search for a module in it."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile

from dovetail.errors import DovetailError, UsageError
from dovetail.shadow.planting import planted
from dovetail.shadow.report import as_json, as_text
from dovetail.shadow.server import Server

_CLEAN, _FINDINGS, _FAILED, _INTERRUPTED = 0, 1, 2, 130
_PATIENCE = 2.0
"""Seconds for a process that outlives the command."""


def main(words: list[str] | None = None) -> int:
    """Run the tool: 0 if each difference is explained, 1 if one is not, 2 if it could not run."""
    parser = argparse.ArgumentParser(
        prog="python -m dovetail.shadow",
        description="Run a command. In every Python process of it, compare each answer of"
        " `PathFinder.find_spec` with dovetail's. The command's own output goes to stderr.",
    )
    parser.add_argument(
        "command", nargs="+", metavar="COMMAND", help="the command with its arguments, after --"
    )
    parser.add_argument(
        "--site",
        action="append",
        default=[],
        metavar="FOLDER",
        help="put a .pth file into this folder of site-packages meanwhile: so processes that ignore"
        " PYTHONPATH (-I, -E, another environment) are followed too",
    )
    parser.add_argument(
        "--library",
        action="append",
        default=[],
        metavar="FOLDER",
        help="put a sitecustomize.py into this folder of the standard library meanwhile: so processes in"
        " environments that are made of it are followed too",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args(words)
    try:
        return _run(arguments.command, arguments.site, arguments.library, arguments.format)
    except DovetailError as error:
        sys.stderr.write(f"dovetail: {error}\n")
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(command: list[str], sites: list[str], libraries: list[str], form: str) -> int:
    with tempfile.TemporaryDirectory(prefix="shadow-") as folder:
        address = os.path.join(folder, "socket")
        server = Server(address)
        with planted(folder, address, sites, libraries) as variables:
            try:
                code = subprocess.call(command, env=variables, stdout=sys.stderr)  # noqa: S603 - as asked
            except OSError as error:
                raise UsageError(f"{command[0]} cannot be started: {error.strerror}") from error
        server.close(_PATIENCE)
    record = server.record
    sys.stdout.write(as_json(record, code) if form == "json" else as_text(record, code))
    if not record.total:
        sys.stderr.write("dovetail: no process was followed\n")
        return _FAILED
    return _FINDINGS if record.unexplained else _CLEAN


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # what was planted is taken away
    sys.exit(main())
