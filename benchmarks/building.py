"""How long a call of a hook takes, whole process, beside other backends, in one run.

``python benchmarks/building.py [--rounds N]``: a small package (click, 22 files) and a large one (Django,
3,700 files), each as its pinned sdist has it (``sdists.txt``), with the same ``[project]`` table for each
backend. All run in one environment below ``.corpora/``, dovetail from this repository, all with their modules
compiled. Rounds go through the backends in turn; the best of each counts. Bar: dovetail's CPU time for each
hook is at most that of the fastest backend that is written in Python.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

from corpora import ROOT

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src"
WORK = ROOT / "building"
RELEASES = ("flit_core==4.2.0", "hatchling==1.33.0", "setuptools==84.2.1", "uv_build==0.13.6", "pip==26.3")
PYTHON_WRITTEN = ("flit_core", "hatchling", "setuptools")
HOOKS = ("build_wheel", "build_sdist")

TABLE = """[build-system]
requires = ["{module}"]
build-backend = "{backend}"

[project]
name = "{name}"
version = "1.0"
description = "What is measured"
readme = "{readme}"
requires-python = ">=3.10"
license-files = ["LICENSE*"]
dependencies = ["asgiref>=3.9.1", "sqlparse>=0.3.1", "tzdata; sys_platform == 'win32'"]

[project.optional-dependencies]
fast = ["orjson>=3"]
"""
BACKENDS = {
    "dovetail": ("dovetail.ship.backend", ""),
    "flit_core": ("flit_core.buildapi", ""),
    "hatchling": ("hatchling.build", "[tool.hatch.build.targets.wheel]\npackages = ['{path}']\n"),
    "setuptools": (
        "setuptools.build_meta",
        "[tool.setuptools.packages.find]\nwhere = ['{root}']\ninclude = ['{name}*']\n",
    ),
    "uv_build": ("uv_build", "[tool.uv.build-backend]\nmodule-root = '{root}'\n"),
}
CASES = (("click", "src/click", "README.md"), ("django", "django", "README.rst"))


def main() -> int:
    """Measure, print, and return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds: int = parser.parse_args().rounds
    python = _environment()
    missed = False
    for name, path, readme in CASES:
        trees = {backend: _tree(backend, name, path, readme) for backend in BACKENDS}
        for hook in HOOKS:
            best: dict[str, tuple[float, float]] = {}
            for _ in range(rounds):
                for backend, tree in trees.items():
                    cpu, wall = _timed(python, backend, tree, hook)
                    known = best.get(backend, (cpu, wall))
                    best[backend] = min(known[0], cpu), min(known[1], wall)
            print(f"\n{name} {hook}   CPU s  wall s   files   bytes")
            for backend, (cpu, wall) in best.items():
                files, size = _counted(WORK / name / backend, hook)
                print(f"  {backend:12} {cpu:8.3f} {wall:7.3f} {files:7} {size:9,}")
            fastest = min(best[other][0] for other in PYTHON_WRITTEN)
            missed |= best["dovetail"][0] > fastest
    verdict = "missed" if missed else "met"
    print(f"\n{verdict}: at most the CPU time of the fastest of {', '.join(PYTHON_WRITTEN)}")
    return 1 if missed else 0


def _environment() -> Path:
    python = ROOT / "building-environment" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "-q", *RELEASES, "packaging>=26.3"], check=True)
    return python


def _sdist(name: str) -> Path:
    pins = (HERE / "sdists.txt").read_text().split()
    pin = next(pin for pin in pins if pin.partition("==")[0] == name)
    folder = ROOT / "agreement" / pin / "sdist"
    found = [*folder.glob("*.tar.gz")]
    if not found:
        raise SystemExit(f"first: python benchmarks/backend_agreement.py {name}")
    return found[0]


def _tree(backend: str, name: str, path: str, readme: str) -> Path:
    """Unpack the sdist, and have its ``pyproject.toml`` name the backend."""
    folder = WORK / name / backend
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(_sdist(name)) as archive:
        archive.extractall(folder, filter="data")
    tree = next(folder.iterdir())
    module, options = BACKENDS[backend]
    root = os.path.dirname(path)
    text = TABLE.format(module=module.partition(".")[0], backend=module, name=name, readme=readme)
    options = options.format(path=path, root=root or ("." if backend == "setuptools" else ""), name=name)
    (tree / "pyproject.toml").write_text(text + options)
    # It says that this is an sdist, in which some backends do less.
    (tree / "PKG-INFO").unlink()
    (folder / "out").mkdir()
    return tree


def _timed(python: Path, backend: str, tree: Path, hook: str) -> tuple[float, float]:
    code = f"import {BACKENDS[backend][0]} as backend; backend.{hook}('../out')"
    variables = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    variables["PYTHONPATH"] = str(SOURCE)
    variables["PATH"] = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([str(python), "-c", code], cwd=tree, env=variables, check=True, capture_output=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    for left in tree.glob("build"):
        shutil.rmtree(left)  # what setuptools left would save it work in the next round
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def _counted(folder: Path, hook: str) -> tuple[int, int]:
    """Return how many files are in an archive, and how large it is."""
    if hook == "build_wheel":
        path = next((folder / "out").glob("*.whl"))
        with zipfile.ZipFile(path) as archive:
            return len(archive.namelist()), path.stat().st_size
    path = next((folder / "out").glob("*.tar.gz"))
    with tarfile.open(path) as tar:
        return sum(member.isfile() for member in tar), path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
