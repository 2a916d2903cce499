from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

Fill = Callable[[Path, Mapping[str, str]], None]
PYPROJECT = '[project]\nname = "shop"\nversion = "1"\n'


def test_parents_get_what_they_lack(
    folder: Path, say: Callable[..., Any], fill: Fill, files: Callable[[Path], dict[str, str]]
) -> None:
    fill(folder, {"pyproject.toml": PYPROJECT, "src/shop/__init__.py": "", "src/shop/bare/old.py": ""})
    fill(folder, {"tests/test_shop.py": ""})
    answer = say("new", "module", "shop.bare.deep.items")
    assert answer.code == 0
    assert answer.out.split() == [
        *("src/shop/bare/__init__.py", "src/shop/bare/deep/__init__.py", "src/shop/bare/deep/items.py"),
        "tests/test_items.py",
    ]
    assert "from shop.bare.deep import items\n" in files(folder)["tests/test_items.py"]
    assert say("check").code == 0
    # A second test of the same name would be taken for the first.
    assert "tests/test_other_items.py" in say("new", "module", "shop.other.items").out
    assert say("new", "subpackage", "shop.sub").out.split() == [
        "src/shop/sub/__init__.py",
        "tests/test_sub.py",
    ]


@pytest.mark.usefixtures("folder")
def test_a_namespace_package_stays_one(say: Callable[..., Any]) -> None:
    say("new", "package", "tool", "--namespace", "acme.odd", "--in", ".")
    answer = say("new", "module", "acme.odd.tool.deep.part", "--in", "acme-odd-tool")
    assert answer.out.split() == [
        f"acme-odd-tool/{path}"
        for path in (
            *("src/acme/odd/tool/deep/__init__.py", "src/acme/odd/tool/deep/part.py"),
            "tests/test_part.py",
        )
    ]
    assert "`acme` is a namespace package, and stays one" in answer.err


def test_tests_are_made_as_the_project_makes_them(
    folder: Path, say: Callable[..., Any], fill: Fill, files: Callable[[Path], dict[str, str]]
) -> None:
    fill(folder, {"setup.py": "", "shop/__init__.py": "", "shop/tests/test_a.py": "import unittest\n"})
    say("new", "module", "shop.order_items")
    assert "class OrderItemsTest(unittest.TestCase)" in files(folder)["shop/tests/test_order_items.py"]


def test_a_project_without_tests_is_told_so(folder: Path, say: Callable[..., Any], fill: Fill) -> None:
    fill(folder, {"setup.py": "", "shop/__init__.py": ""})
    assert (
        "keeps no tests" in say("new", "module", "shop.a").err
        or "no folder `tests`" in say("new", "module", "shop.b").err
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["module", "shop.orders.x"], "is a module"),
        (["module", "shop.orders"], "there is a module `orders` already"),
        (["module", "shop.Orders"], "differs only by case"),
        (["module", "shop.pack"], "there is a module `pack` already"),
        (["subpackage", "shop.orders"], "there is a module `orders` already"),
        (["subpackage", "shop.pack"], "there is a module `pack` already"),
        (["module", "Shop.x"], "differs only by case"),
        (["module", "shop.total"], "binds `total`"),
        (["module", "shop.fast"], "there is a module `fast` already"),
        (["module", "shop.lambda"], "is a keyword"),
        (["module", "shop.a-b"], "no identifier"),
        (["module", "shop..a"], "no identifier"),
        (["module", "email"], "standard library"),
        (["thing", "shop.a"], "no such thing to make"),
    ],
)
def test_a_name_that_makes_trouble_is_refused(
    folder: Path, request: pytest.FixtureRequest, words: list[str], said: str
) -> None:
    say, fill, files = (request.getfixturevalue(name) for name in ("say", "fill", "files"))
    fill(
        folder, {"pyproject.toml": PYPROJECT, "src/shop/__init__.py": "total = 1\n", "src/shop/orders.py": ""}
    )
    fill(folder, {"src/shop/pack/__init__.py": "", "src/shop/fast.cpython-311-x86_64-linux-gnu.so": ""})
    before = files(folder)
    answer = say("new", *words)
    assert (answer.code, said in answer.err) == (2, True), answer.err
    assert files(folder) == before


def test_a_folder_becomes_the_package_it_was_taken_for(
    folder: Path, say: Callable[..., Any], fill: Fill
) -> None:
    fill(folder, {"pyproject.toml": PYPROJECT, "shop/__init__.py": "", "shop/bare/a.py": ""})
    assert say("new", "subpackage", "shop.bare").out.split() == ["shop/bare/__init__.py"]
