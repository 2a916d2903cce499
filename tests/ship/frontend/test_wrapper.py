"""The backend around another one: what it builds is let out only if it would import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dovetail.diagnostic import Diagnostic, Outcome, Place, Severity, Summary
from dovetail.errors import ConfigurationError
from dovetail.ship import wrapper

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = """
[project]
name = "shop"
version = "1.0"
[build-system]
requires = ["dovetail"]
build-backend = "dovetail.ship.wrapper"
[tool.dovetail.build]
backend = "inner_backend:hooks.all"
backend-path = ["inner"]
"""
INNER = """
import dovetail.ship.backend as real

class hooks:
    class all:
        get_requires_for_build_wheel = lambda settings=None: ["cython"]
        build_wheel = staticmethod(real.build_wheel)
        build_sdist = staticmethod(real.build_sdist)
        prepare_metadata_for_build_wheel = staticmethod(real.prepare_metadata_for_build_wheel)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for path, text in {"pyproject.toml": TABLE, "inner/inner_backend.py": INNER, "src/shop.py": ""}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "out").mkdir()
    yield tmp_path
    sys.modules.pop("inner_backend", None)


def _finding(severity: Severity) -> object:
    def verify(archive: str, **_: object) -> Outcome:
        place = Place(f"{Path(archive).name}/shop.py", 3, 0, 3, 4)
        found = (Diagnostic("missing-module", severity, "`x` is not in the wheel", place),)
        return Outcome(found, Summary(1, 0, 1, (), 0, 0.0), Path(archive).parent)

    return verify


def test_what_the_other_backend_makes_is_handed_on(project: Path) -> None:
    assert wrapper.build_wheel("out") == "shop-1.0-py3-none-any.whl"
    assert wrapper.build_sdist("out") == "shop-1.0.tar.gz"
    assert sorted(path.name for path in (project / "out").iterdir()) == [
        "shop-1.0-py3-none-any.whl",
        "shop-1.0.tar.gz",
    ]


def test_its_hooks_are_those_of_the_other(project: Path) -> None:
    assert wrapper.get_requires_for_build_wheel() == ["cython"]
    assert wrapper.get_requires_for_build_sdist() == []
    assert wrapper.prepare_metadata_for_build_wheel(str(project / "out")) == "shop-1.0.dist-info"
    assert not hasattr(wrapper, "build_editable")
    assert not hasattr(wrapper, "prepare_metadata_for_build_editable")


@pytest.mark.parametrize("hook", ["build_wheel", "build_sdist"])
def test_what_would_not_import_is_not_let_out(
    project: Path, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dovetail.ship.verify.verify", _finding(Severity.ERROR))
    with pytest.raises(
        wrapper.UnfitArchiveError, match=r"was not let out, for it has 1 error:\n.*shop\.py:3:"
    ):
        getattr(wrapper, hook)("out")
    assert list((project / "out").iterdir()) == []


def test_warnings_are_told_and_pass(
    project: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dovetail.ship.verify.verify", _finding(Severity.WARNING))
    assert (project / "out" / wrapper.build_wheel("out")).exists()
    assert "shop.py:3: missing-module: `x` is not in the wheel" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "names no `backend`"),
        ('backend = "dovetail.ship.wrapper"', "names no `backend`"),
        ('backend = "nobody_has_this"', "cannot be imported: No module named"),
        ('backend = "json:nothing"', "cannot be imported: module 'json' has no attribute"),
    ],
)
def test_a_backend_that_is_not_there(project: Path, line: str, message: str) -> None:
    lines = [one for one in TABLE.splitlines() if not one.startswith("backend")]
    (project / "pyproject.toml").write_text("\n".join([*lines, line]))
    with pytest.raises(ConfigurationError, match=message):
        wrapper.build_wheel("out")


def test_a_wheel_that_lacks_a_module(project: Path) -> None:
    (project / "src/shop.py").unlink()
    (project / "src/shop").mkdir()
    (project / "src/shop/__init__.py").write_text("from .orders import total\n")
    with pytest.raises(wrapper.UnfitArchiveError, match=r"shop/__init__\.py:1: .*orders"):
        wrapper.build_wheel("out")
    assert list((project / "out").iterdir()) == []
    (project / "src/shop/orders.py").write_text("total = 1\n")
    assert wrapper.build_wheel("out")


def test_checks_that_do_not_hold(project: Path) -> None:
    (project / "src/shop.py").write_text("import nobody_declared_this\n")
    with pytest.raises(wrapper.UnfitArchiveError, match="undeclared-import"):
        wrapper.build_wheel("out")
    (project / "pyproject.toml").write_text(TABLE + 'ignore = ["undeclared-import"]\n')
    assert wrapper.build_wheel("out")
