"""The shim of setuptools: what it makes of ``distutils`` is what each CPython finds then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from asking import asked, differences
from planted_hooks import plant

from dovetail.environment.document import from_json, to_json
from dovetail.environment.entry import ProblemKind
from dovetail.environment.installation import from_venv
from dovetail.environment.interpreter import from_interpreter
from dovetail.modules.inventory import modules
from dovetail.modules.resolution import Confidence, Found
from dovetail.modules.resolve import Resolver, resolve

if TYPE_CHECKING:
    from pathlib import Path

LINE = (
    "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, '{}') == 'local'; "
    "enabled and __import__('_distutils_hack').add_shim(); \n"
)
HACK = """
import importlib, importlib.abc, importlib.util, os, sys

class Finder:
    def find_spec(self, fullname, path, target=None):
        if fullname != "distutils" or os.path.isfile("pybuilddir.txt"):
            return None
        try:
            mod = importlib.import_module("setuptools._distutils")
        except ImportError:
            return None
        class Loader(importlib.abc.Loader):
            def create_module(self, spec):
                return mod
            def exec_module(self, module):
                pass
        return importlib.util.spec_from_loader("distutils", Loader(), origin=mod.__file__)

def add_shim():
    sys.meta_path.insert(0, Finder())

def do_override():
    add_shim()
    try:
        importlib.import_module("distutils")
    finally:
        del sys.meta_path[0]
"""
NAMES = [
    *("distutils", "distutils.core", "distutils.command", "distutils.command.build", "distutils.bare.leaf"),
    *("distutils.version", "setuptools", "setuptools.dist", "setuptools._distutils"),
    *("setuptools._distutils.core", "setuptools._distutils.command", "other"),
]


@pytest.fixture
def with_shim(venv: Path, site: Path) -> Path:
    own = ("__init__", "core", "command/__init__", "command/build", "bare/leaf")
    plant(site, {f"setuptools/_distutils/{name}.py": "" for name in own})
    override = "import _distutils_hack.override  # first\n"
    plant(site, {"setuptools/__init__.py": override, "setuptools/dist.py": "", "other.py": ""})
    plant(site, {"_distutils_hack/override.py": "__import__('_distutils_hack').do_override()"})
    plant(site, {"_distutils_hack/__init__.py": HACK, "distutils-precedence.pth": LINE.format("local")})
    return venv


def test_both_names(with_shim: Path, tmp_path: Path) -> None:
    for order in (NAMES, NAMES[::-1]):
        right = asked(with_shim, tmp_path, order)
        environment = from_venv(str(with_shim), folder=str(tmp_path)).for_command(str(tmp_path))
        assert differences(environment, right) == {}
        assert differences(from_json(to_json(environment)), right) == {}
    answer = resolve("distutils", environment)
    assert (answer.kind, answer.is_package, answer.confidence) == (Found.SOURCE, False, Confidence.ASSUMED)
    assert "of no release that dovetail knows" in answer.reason
    assert answer.trace[-1].entry
    assert answer.trace[-1].entry.file == str(next(with_shim.glob("lib/python3.*/site-packages/*.pth")))
    other = resolve("setuptools._distutils", environment)
    assert (other.kind, other.alias_of, other.next and other.next.path) == (
        Found.ALIAS,
        "distutils",
        answer.origin,
    )
    assert resolve("other", environment).confidence is Confidence.EXACT
    listed = {module.name for module in modules(environment)}
    assert {"distutils.command.build", "distutils.bare.leaf", "setuptools._distutils.core"} < listed


def test_an_interpreter_that_is_asked(with_shim: Path, tmp_path: Path) -> None:
    executable = str(with_shim / "bin" / "python")
    right = asked(with_shim, tmp_path, NAMES)
    environment = from_interpreter(executable, variables={}, folder=str(tmp_path))
    assert differences(environment.for_command(str(tmp_path)), right) == {}
    off = from_interpreter(executable, variables={"SETUPTOOLS_USE_DISTUTILS": "stdlib"})
    assert off.start_up_code == ()


@pytest.mark.parametrize(
    ("default", "variable", "on"),
    [("local", None, True), ("local", "stdlib", False), ("stdlib", None, False), ("stdlib", "local", True)],
)
def test_the_variable(one_venv: Path, one_site: Path, default: str, variable: str | None, on: bool) -> None:  # noqa: FBT001
    (one_site / "distutils-precedence.pth").write_text(LINE.format(default))
    variables = {} if variable is None else {"SETUPTOOLS_USE_DISTUTILS": variable}
    environment = from_venv(str(one_venv), variables=variables)
    assert bool(environment.start_up_code) is on
    kinds = [problem.kind for problem in environment.problems]
    assert kinds == [ProblemKind.PTH_RUNS_KNOWN_CODE if on else ProblemKind.PTH_NO_EFFECT]
    confidence = resolve("distutils", environment).confidence
    assert (confidence is Confidence.UNKNOWN) is on, "where there is no shim that can be read"


def test_where_it_gives_way(with_shim: Path, tmp_path: Path) -> None:
    (tmp_path / "pybuilddir.txt").touch()
    environment = from_venv(str(with_shim), folder=str(tmp_path)).for_command(str(tmp_path))
    right = asked(with_shim, tmp_path, ["distutils"])
    assert differences(environment, right) == {}


def test_other_texts(with_shim: Path, site: Path) -> None:
    hack = site / "_distutils_hack" / "__init__.py"
    for text in ("", HACK.replace("origin=mod.__file__", "origin='x'"), "\udcff"):
        hack.write_bytes(text.encode(errors="surrogateescape"))
        answer = Resolver(from_venv(str(with_shim))).resolve("distutils")
        assert answer.confidence is Confidence.UNKNOWN
        assert "distutils-precedence.pth:1" in answer.reason
