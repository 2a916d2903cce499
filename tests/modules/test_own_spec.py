"""A module that changes its own spec: what is found depends on what its package imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.tables import from_version
from dovetail.modules.own_spec import doubt_about_spec
from dovetail.modules.resolution import Confidence
from dovetail.modules.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path

CHANGES = [
    "import sys\nsys.modules[__name__] = object()",
    "if __spec__ is not None:\n    __spec__.submodule_search_locations = []",
    "x = 1\n__spec__ = None",
    "from .x import accelerate\naccelerate(globals(), 'c')",
]
LEAVES = [
    "",
    "s = 'sys.modules[__name__] = 1'\ns = '''\n__spec__ = None\n'''",
    "from typing import cast\n__spec__ = cast('ModuleSpec', __spec__)",
    "if __spec__ == 1: pass",
    "def f():\n    exec(globals())\n",
    "__spec__ = (",
    "x = len(globals())\nlen(vars(), globals())",
]


@pytest.mark.parametrize("text", CHANGES)
def test_what_changes_it(text: str) -> None:
    assert "line 2 of `p.m`" in doubt_about_spec("p.m", text.encode())


@pytest.mark.parametrize("text", LEAVES)
def test_what_leaves_it(text: str) -> None:
    assert doubt_about_spec("p.m", text.encode()) == ""


def test_what_is_no_text() -> None:
    assert doubt_about_spec("p.m", None) == ""
    assert doubt_about_spec("p.m", b"__spec__ = 1\0") == ""


def test_only_below_a_package(tmp_path: Path) -> None:
    for name in ("p/m.py", "n/m.py", "m.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(CHANGES[0])
    (tmp_path / "p" / "__init__.py").touch()
    entry = PathEntry(str(tmp_path), Provenance.PYTHONPATH)
    environment = from_version((3, 13), "linux")._replace(search_path=(entry,))
    found = {name: resolve(name, environment) for name in ("p.m", "n.m", "m")}
    assert {name for name, answer in found.items() if answer.confidence is Confidence.UNKNOWN} == {"p.m"}
    assert "only running `p` tells" in found["p.m"].reason


def test_the_standard_library_is_known(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "__init__.py").touch()
    (tmp_path / "p" / "m.py").write_text(CHANGES[0])
    entry = PathEntry(str(tmp_path), Provenance.STANDARD_LIBRARY)
    environment = from_version((3, 13), "linux")._replace(search_path=(entry,))
    assert resolve("p.m", environment).confidence is Confidence.EXACT
