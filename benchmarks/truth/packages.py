"""The packages whose imports are predicted and tried: pinned, each in a virtual environment of its own.

``packages.txt`` has a line for each: the distribution, then all that it needs, so that nothing is left for
the package index to decide. The environments are in ``.corpora/truth/NAME``, about 4 GB for all. They are of
CPython 3.13 (``--python``); ``stdlib`` is its standard library, in an environment without anything else.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent / ".corpora" / "truth"
PYTHON = "python3.13"
STDLIB = "stdlib"
_SUFFIXES = re.compile(r"\.(?:py|(?:cpython-\w+|cp\d+|abi3)[\w-]*\.so|so)$")
# Not part of the library: its tests.
_NOT_LIBRARY = {"site-packages", "__pycache__", "test"}


@cache
def pins() -> dict[str, list[str]]:
    """Return for each package the requirements of its environment, itself first."""
    lines = (HERE / "packages.txt").read_text().splitlines()
    listed = (line.split() for line in lines if line and not line.startswith("#"))
    return {STDLIB: [], **{line[0].partition("==")[0]: line for line in listed}}


def names(chosen: list[str]) -> list[str]:
    """Return the packages of a command line, all if none is named; unknown ones end the process."""
    unknown = [name for name in chosen if name not in pins()]
    if unknown:
        sys.exit(f"not in packages.txt: {', '.join(unknown)}")
    return chosen or list(pins())


def environment(name: str, python: str = PYTHON) -> Path:
    """Return the virtual environment of a package, made first if it is not there as it is pinned."""
    ROOT.mkdir(parents=True, exist_ok=True)
    folder = ROOT.resolve() / name
    made, wanted = folder / "made-of.txt", "\n".join(pins()[name])
    if not made.exists() or made.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"making {folder}", flush=True)
        executable = shutil.which(python)
        if executable is None:
            sys.exit(f"there is no {python}: name a CPython 3.13 with --python")
        subprocess.run([executable, "-m", "venv", "--without-pip", folder], check=True)
        pip = [executable, "-m", "pip", "--disable-pip-version-check", "--python", str(folder / "bin/python")]
        if pins()[name]:
            options = ["install", "--quiet", "--no-deps", "--prefer-binary"]
            subprocess.run([*pip, *options, *pins()[name]], check=True)
        made.write_text(wanted)
    return folder


def modules(name: str, folder: Path) -> dict[str, Path]:
    """Return the modules of a package, each with its file: what its distribution records, no scripts."""
    found = dict(_library(folder) if name == STDLIB else _recorded(name, folder))
    return {module: found[module] for module in sorted(found)}


def site_packages(folder: Path) -> Path:
    """Return where the distributions of a virtual environment are."""
    return next((folder / "lib").glob("python*/site-packages"))


def _recorded(name: str, folder: Path) -> list[tuple[str, Path]]:
    site = site_packages(folder)
    wanted = re.sub(r"[-_.]+", "-", name).lower()
    (record,) = (
        info / "RECORD"
        for info in site.glob("*.dist-info")
        if re.sub(r"[-_.]+", "-", info.name.partition("-")[0]).lower() == wanted
    )
    files = (line.partition(",")[0].strip('"') for line in record.read_text().splitlines())
    return [(module, site / file) for file in files if (module := _module(file))]


def _library(folder: Path) -> list[tuple[str, Path]]:
    """Return the modules of the standard library that the environment uses, its own tests excepted."""
    version = site_packages(folder).parent.name
    library = (folder / "bin" / "python").resolve().parent.parent / "lib" / version
    found = []
    for root in (library, library / "lib-dynload"):
        for file in root.rglob("*"):
            parts = file.relative_to(root).parts
            if parts[0] not in {*_NOT_LIBRARY, "lib-dynload"} and (module := _module("/".join(parts))):
                found.append((module, file))
    return found


def _module(file: str) -> str | None:
    """Return the module of a file below an entry of the search path, None if no name can reach it."""
    match = _SUFFIXES.search(file)
    if not match or file.startswith(("../", "/")):
        return None
    parts = file[: match.start()].split("/")
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    return ".".join(parts) if all(part.isidentifier() for part in parts) else None
