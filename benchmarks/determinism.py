"""Same input, same output: every command, byte for byte, over many runs and any number of threads.

``python benchmarks/determinism.py [CORPUS|FOLDER...] [--runs N]`` runs each command N times in all (20 unless
told otherwise), in turn with 1, 2 and 8 threads, and compares what it writes to stdout and its exit code. It
prints a line for each command and exits with 1 if any two runs differ.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

RUNS = 20
THREADS = (1, 2, 8)

#: What takes a folder, and the ways to ask it.
ON_FOLDERS = (
    ("graph",),
    ("graph", "--external"),
    ("graph", "--format", "json"),
    ("graph", "--format", "json", "--external"),
    ("graph", "--format", "dot"),
    ("graph", "--format", "mermaid"),
    ("graph", "--format", "json", "--kind", "eager"),
    ("check", "--format", "full"),
    ("check", "--format", "concise"),
    ("check", "--format", "json"),
    ("check", "--format", "github"),
    ("check", "--format", "sarif"),
)
#: What takes an environment: that of the Python that runs dovetail, or the folder's own.
ON_ENVIRONMENTS = (
    ("path",),
    ("path", "--format", "json"),
    ("path", "--format", "environment"),
    ("where", "json.decoder"),
    ("where", "--format", "json", "json.decoder"),
    ("where", "--typing", "json"),
    ("where", "jsn"),
    ("modules",),
    ("modules", "--format", "json"),
)
#: What takes files.
ON_FILES = (("imports",), ("imports", "--format", "json"))


class Output(NamedTuple):
    """What one run gave."""

    code: int
    digest: str


def run_once(arguments: tuple[str, ...], root: Path, threads: int) -> Output:
    """Run a command in ``root`` with so many threads; the seed of ``hash`` is another one each time."""
    environment = {**os.environ, "DOVETAIL_THREADS": str(threads), "PYTHONHASHSEED": "random"}
    command = [sys.executable, "-m", "dovetail", *arguments]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
    if run.returncode not in {0, 1} or b"Traceback" in run.stderr:
        message = f"{' '.join(arguments)} ended with {run.returncode}: {run.stderr.decode(errors='replace')}"
        raise RuntimeError(message)
    return Output(run.returncode, hashlib.sha256(run.stdout).hexdigest())


def outputs(arguments: tuple[str, ...], root: Path, runs: int) -> set[Output]:
    """Return the different outputs of so many runs, the numbers of threads in turn."""
    threads = itertools.islice(itertools.cycle(THREADS), runs)
    return {run_once(arguments, root, number) for number in threads}


def commands(root: Path) -> list[tuple[str, ...]]:
    """Return all commands for a folder, ``why`` and ``--focus`` with names that are in its graph."""
    files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.py") if path.is_file())[:200]
    asked = [*ON_FOLDERS, *ON_ENVIRONMENTS, *((*command, "--", *files) for command in ON_FILES if files)]
    asked += [("modules", "--of", name) for name in files[:1]]
    run = [sys.executable, "-m", "dovetail", "graph", "--format", "json"]
    chain = _two_steps(json.loads(subprocess.run(run, cwd=root, capture_output=True, check=True).stdout))
    if chain:
        first, last = chain
        asked += [
            ("why", first, last),
            ("graph", "--focus", first),
            ("graph", "--focus", last, "--depth", "2"),
        ]
    return asked


def _two_steps(graph: dict[str, Any]) -> tuple[str, str] | None:
    """Return the module with the most imports and one that it imports only through another."""
    imports: dict[str, list[str]] = {
        module["name"]: [edge["module"] for edge in module["imports"] if not edge.get("external")]
        for module in graph["modules"]
    }
    for first in sorted(imports, key=lambda name: (-len(imports[name]), name)):
        near = {first, *imports[first]}
        far = sorted({last for name in imports[first] for last in imports.get(name, ())} - near)
        if far:
            return first, far[-1]
    return None


def main() -> int:
    """Run every command on the folders that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", metavar="CORPUS|FOLDER", default=["django"])
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    # Imported here: the rest is of use, in tests too, where the corpora are not.
    from corpora import NAMES, corpus

    same = True
    for name in options.folders:
        root = (corpus(name) if name in NAMES else Path(name)).resolve()
        for arguments in commands(root):
            start = time.perf_counter()
            found = len(outputs(arguments, root, options.runs))
            same &= found == 1
            verdict = "identical" if found == 1 else f"{found} different outputs"
            shown = " ".join(arguments[: arguments.index("--")] if "--" in arguments else arguments)
            print(f"{name}: {shown}: {options.runs} runs {verdict} ({time.perf_counter() - start:.1f} s)")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
