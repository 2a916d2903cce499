"""Same input, same output: whatever the threads, the seed of ``hash`` and the order of the files."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import benchmark_scripts
import pytest

if TYPE_CHECKING:
    from pathlib import Path


determinism = benchmark_scripts.load("determinism")
COMMANDS = (
    *determinism.ON_FOLDERS,
    *(command for command in determinism.ON_ENVIRONMENTS if command != ("modules",)),
    ("modules", "--of", "p0/m0.py"),
    ("imports", "--format", "json", "p0/__init__.py", "p1/m0.py"),
    ("why", "p0.m0", "p5"),
    ("graph", "--focus", "p1"),
)


def _files() -> dict[str, str]:
    """A project with cycles, findings of several checks, and enough files that threads share them."""
    files = {
        "star.py": "from p0 import *\n",
        "broken.py": "import p0.nope\nfrom .. import x\nx = (\n",
        "class.py": "",
    }
    for package in range(6):
        files[f"p{package}/__init__.py"] = f"from . import m0\nimport p{(package + 1) % 6}\nimport json\n"
        files[f"p{package}/bare/m.py"] = "import p0, os.path\n"
        files[f"p{package}/x.py"] = ""
        files[f"p{package}/x/__init__.py"] = ""
        for module in range(20):
            files[f"p{package}/m{module}.py"] = (
                f"from . import m{(module + 1) % 20}\n"
                f"from .m{(module * 7 + 3) % 20} import x\n"
                "try:\n    import ujson\nexcept ImportError:\n    import simplejson\n"
                f"def f():\n    from p{(package + 2) % 6} import m{module}\n"
            )
    return files


def _plant(root: Path, files: dict[str, str], *, backwards: bool = False) -> None:
    for name in sorted(files, reverse=backwards):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name])


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_output_is_the_same_whatever_the_threads_and_the_order_of_files(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    root = tmp_path / "project"
    _plant(root, _files())
    found = determinism.outputs(command, root, runs=3)
    shutil.rmtree(root)
    # A folder lists its entries in an order of its own, often that of their making.
    _plant(root, _files(), backwards=True)
    found |= determinism.outputs(command, root, runs=3)
    assert len(found) == 1


def test_output_is_the_same_over_twenty_runs(tmp_path: Path) -> None:
    _plant(tmp_path, _files())
    for command in (("graph", "--format", "json"), ("check", "--format", "json")):
        assert len(determinism.outputs(command, tmp_path, determinism.RUNS)) == 1
