"""Fields that are dynamic are read from the text of the package, which is not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from making import built, project, read

from dovetail.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TABLE = 'name = "shop"\ndynamic = ["version", "description"]'
DOC = '"""Sells things.\n\nAnd more."""\nraise SystemExit\n'


@pytest.mark.parametrize(
    "files",
    [
        {"shop.py": '__version__ = "1.2"'},
        {"src/shop/__init__.py": '__version__: str = "1." + "2"'},
        {
            "shop/__init__.py": "from shop._version import __version__",
            "shop/_version.py": "__version__ = '1.2'",
        },
        {"shop/__init__.py": "from ._v import version as __version__", "shop/_v.py": "version = '1.2'"},
        {"shop/__init__.py": "from . import _v", "shop/_version.py": "__version__ = V\nV = '1.2'"},
        {"shop/__init__.py": "", "shop/__about__.py": "__version__ = '.'.join(('1', '2'))"},
        {"shop/__init__.py": "__version__ = '0'\n__version__ = '1.2'"},
    ],
)
def test_versions_that_the_text_tells(tmp_path: Path, files: Mapping[str, str]) -> None:
    files = {
        path: DOC + text if path.endswith(("__init__.py", "shop.py")) else text
        for path, text in files.items()
    }
    text = read(built(project(tmp_path, files, TABLE)), "METADATA")
    assert "\nVersion: 1.2\nSummary: Sells things.\n" in text


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"shop.py": ""}, "shop.py does not bind `__version__`"),
        ({"shop.py": "__version__ = open('v').read()"}, "shop.py:1: only running it would tell"),
        ({"shop.py": "if 1:\n    __version__ = '1'"}, "shop.py:1: only running it would tell"),
        (
            {"shop.py": "from elsewhere import __version__"},
            "comes from `elsewhere`, which is not in the project",
        ),
        ({"shop.py": "__version__ = x\nx = __version__"}, "leads round in a circle"),
        ({"shop.py": "__version__ = '1'\ndef __version__(): ..."}, "shop.py:2: only running it"),
        ({"shop.py": "def"}, "shop.py:1: invalid syntax"),
        ({"shop.py": "__version__ = 'one'"}, r"is no version \(PEP 440\)"),
    ],
)
def test_versions_that_it_does_not(tmp_path: Path, files: Mapping[str, str], reason: str) -> None:
    folder = project(tmp_path, files, 'name = "shop"\ndynamic = ["version"]')
    with pytest.raises(
        ConfigurationError, match=rf"pyproject.toml:7: a dynamic field cannot be read: .*{reason}"
    ):
        built(folder)


def test_the_version_of_another_module(tmp_path: Path) -> None:
    table = 'name = "shop"\ndynamic = ["version"]\n[tool.dovetail.build]\nversion = "shop.release:NUMBER"'
    wheel = built(project(tmp_path, {"shop/__init__.py": "", "shop/release.py": "NUMBER = '3'"}, table))
    assert wheel.name == "shop-3-py3-none-any.whl"


def test_names_that_are_given_and_computed(tmp_path: Path) -> None:
    table = 'name = "shop"\nversion = "1"\nimport-names = ["extra ; private"]\ndynamic = ["import-names"]'
    wheel = built(project(tmp_path, {"src/shop/__init__.py": "", "src/extra.py": ""}, table))
    assert "Import-Name: extra ; private\nImport-Name: shop\n" in read(wheel, "METADATA")


@pytest.mark.parametrize(
    ("table", "message", "line"),
    [
        ("versions = 1", "unknown key `versions` in `build`; did you mean `version`?", 9),
        ("data = 1", "`data` must be a string", 9),
        ("exclude = 'x'", "`exclude` must be an array of strings", 9),
        ("data = 'nowhere'", "`data` names `nowhere`, which is no folder", 9),
    ],
)
def test_faults_of_the_options(tmp_path: Path, table: str, message: str, line: int) -> None:
    head = 'name = "shop"\nversion = "1"\n[tool.dovetail.build]\n'
    with pytest.raises(ConfigurationError) as raised:
        built(project(tmp_path, {"shop.py": ""}, head + table))
    ((found, text),) = raised.value.faults
    assert message in text
    assert found == line
