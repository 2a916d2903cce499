#!/usr/bin/env python3
"""What there is to do with a clone of dovetail, given Python 3.11 or newer and a Rust toolchain.

    python3 dev.py try [REQUIREMENT]   install dovetail, and check a project fetched from the package index
    python3 dev.py test [ARGUMENT...]  run the tests: cargo's, then pytest with the arguments
    python3 dev.py lint                run the linters, the type checkers, and dovetail on itself
    python3 dev.py bench               install a release build and the tools that it is measured against

Each sets up what it needs in ``.venv`` (or in the folder that ``DOVETAIL_VENV`` names) first: nothing is
installed by hand, and nothing outside that folder and ``target``. pip decides where packages come from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("DOVETAIL_VENV", ROOT / ".venv")).absolute()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

# A release that the README shows the output for; any other requirement can be given.
EXAMPLE = "django==5.2.8"

# What users choose among, and the tests need all of.
EXTRAS = "index,publish,install"

LINTERS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("python", "-m", "mypy.stubtest", "dovetail._kernel"),
    ("cargo", "fmt", "--all", "--check"),
    ("cargo", "clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"),
    ("dovetail", "check"),
)


def run(*command: str | Path) -> None:
    """Run a command in the root of the repository, with the tools of the virtual environment first."""
    words = [str(word) for word in command]
    print("+", *words, file=sys.stderr, flush=True)
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV)}
    # On Windows the search path of the new process does not count for the program itself.
    words[0] = shutil.which(words[0], path=path) or words[0]
    subprocess.run(words, cwd=ROOT, env=environment, check=True)


def pip(*arguments: str | Path) -> None:
    """Run the pip of the virtual environment."""
    run(PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments)


def set_up(*groups: str) -> None:
    """Make the virtual environment and install the dependency groups, unless that was done before."""
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", VENV)
        # The one that comes with Python 3.11 does not know dependency groups.
        pip("install", "--quiet", "--upgrade", "pip>=25.1")
    stamp = VENV / "groups.sha256"
    wanted = hashlib.sha256(repr(groups).encode() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if groups and not (stamp.exists() and stamp.read_text(encoding="ascii") == wanted):
        pip("install", "--quiet", *(f"--group={group}" for group in groups))
        stamp.write_text(wanted, encoding="ascii")


def try_it(requirement: str = EXAMPLE) -> None:
    """Install dovetail as its users do, and check the wheel of a project."""
    set_up()
    pip("install", "--quiet", ROOT)
    with tempfile.TemporaryDirectory() as folder:
        options = ("--quiet", "--no-deps", "--only-binary=:all:", f"--dest={folder}")
        pip("download", *options, requirement)
        (wheel,) = Path(folder).glob("*.whl")
        project = ROOT / "target" / "try" / wheel.name.partition("-")[0]
        shutil.rmtree(project, ignore_errors=True)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(project)
    command = [str(BIN / "dovetail"), "check", str(project.relative_to(ROOT))]
    print("+", *command, file=sys.stderr, flush=True)
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    # Findings are what was asked for here, and no failure.
    if code not in (0, 1):
        sys.exit(code)
    print(f"\nFor a project of yours: {BIN / 'dovetail'} check FOLDER", file=sys.stderr)


def test(*arguments: str) -> None:
    """Run all tests but those that need large downloads."""
    set_up("test", "build")
    run("cargo", "test", "--workspace", "--quiet")
    run("maturin", "develop", "--quiet", "--extras", EXTRAS)
    run(PYTHON, "-m", "pytest", "--quiet", *arguments)


def lint() -> None:
    """Run everything that judges the code without running it."""
    set_up("test", "build", "lint")
    run("maturin", "develop", "--quiet", "--extras", EXTRAS)
    failed = []
    for linter in LINTERS:
        try:
            run(*linter)
        except subprocess.CalledProcessError:
            failed.append(" ".join(linter))
    if failed:
        sys.exit(f"dev.py: not satisfied: {', '.join(failed)}")


def bench() -> None:
    """Get ready for what lies in ``benchmarks``."""
    set_up("test", "bench")
    pip("install", "--quiet", ROOT)
    print(f"\nNow: {PYTHON} benchmarks/speed.py", file=sys.stderr)


def main() -> int:
    """Do what the command line asks for."""
    words = sys.argv[1:]
    # Each task and how many words it takes at most.
    tasks: dict[str, tuple[Callable[..., None], float]] = {
        "try": (try_it, 1),
        "test": (test, float("inf")),
        "lint": (lint, 0),
        "bench": (bench, 0),
    }
    if not words or words[0] not in tasks or len(words) - 1 > tasks[words[0]][1]:
        print(__doc__, file=sys.stderr)
        return 0 if words in (["-h"], ["--help"]) else 2
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this script may have an older one
        print("dev.py: Python 3.11 or newer is needed", file=sys.stderr)
        return 2
    if shutil.which("cargo") is None:
        print("dev.py: a Rust toolchain is needed (`cargo`; see https://rustup.rs)", file=sys.stderr)
        return 2
    try:
        tasks[words[0]][0](*words[1:])
    except subprocess.CalledProcessError as error:
        print(f"dev.py: this ended with {error.returncode}: {' '.join(error.cmd)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
