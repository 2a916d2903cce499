"""Which modules commands, ``python -m``, scripts and tests import first."""

from pathlib import Path

import pytest

from dovetail import Project
from dovetail.execution.entries import Entry, entries, is_test

PYPROJECT = """
[project]
name = "shop"
version = "1"
scripts = {shop = "shop.cli:main"}
gui-scripts = {shop-window = "shop.window:show"}
[project.entry-points."shop.plugins"]
mail = "shop.mail"
[tool.poetry.scripts]
old = "shop.old:main"
"""
SETUP_CFG = "[options.entry_points]\nconsole_scripts =\n    shop-admin = shop.admin:main\n"


def test_entry_points_are_read_from_each_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "setup.cfg").write_text(SETUP_CFG)
    package = tmp_path / "shop"
    package.mkdir()
    for name in ("__init__", "__main__", "cli", "window", "mail", "old", "admin", "other"):
        (package / f"{name}.py").touch()
    (tmp_path / "start.py").write_text("#!/usr/bin/env python3\n")
    project = Project.open(tmp_path)
    found = entries(project.folder, project.members, project.graph)
    assert sorted(found) == [
        Entry("shop.__main__", "`python -m shop`"),
        Entry("shop.admin", "the command `shop-admin`"),
        Entry("shop.cli", "the command `shop`"),
        Entry("shop.mail", "the entry point of shop.plugins `mail`"),
        Entry("shop.old", "the command `old`"),
        Entry("shop.window", "the command `shop-window`"),
        Entry("start", "the script start.py"),
    ]


@pytest.mark.parametrize("text", ["[project\n", "project = 3\n", "[project]\nscripts = 3\n", "\udcff"])
def test_what_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    (tmp_path / "setup.cfg").write_text("no section\n")
    (tmp_path / "m.py").touch()
    graph = Project.open(tmp_path / "m.py", configuration=_none()).graph
    assert entries(str(tmp_path), (), graph) == []


def _none() -> object:
    from dovetail.configuration import Configuration

    return Configuration()


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("tests/helper.py", True),
        ("shop/test_orders.py", True),
        ("shop/orders_test.py", True),
        ("conftest.py", True),
        ("shop/tests.py", True),
        ("shop/contest.py", False),
        ("shop/latest.py", False),
    ],
)
def test_files_of_tests(path: str, *, test: bool) -> None:
    assert is_test(path) is test
