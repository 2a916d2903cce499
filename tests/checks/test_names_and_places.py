"""The checks of names of modules, and of where their files lie."""

import keyword
from typing import Any

import pytest

from dovetail.checks.module_name import _lower

HIDDEN, NAMED, BARE = "unreachable-module", "module-name", "implicit-namespace"


def test_module_beside_a_package_is_hidden(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/a.py": "", "p/a/__init__.py": "", "p/a/b.py": ""}
    assert tree(files).places(HIDDEN) == ["p/a.py:1:1"]


def test_folder_beside_a_module_is_hidden_and_named_once(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/a.py": "", "p/a/b.py": "", "p/a/c/d.py": ""}
    assert tree(files).places(HIDDEN) == ["p/a:1:1"]


def test_what_lies_below_a_hidden_folder_is_not_named_again(tree: Any) -> None:
    files = {"p.py": "", "p/a/__init__.py": "", "p/a/b.py": "", "p/c.py": ""}
    assert tree(files).places(HIDDEN) == ["p:1:1"]


@pytest.mark.parametrize("suffix", [".so", ".abi3.so", ".cpython-311-x86_64-linux-gnu.so"])
def test_text_of_an_extension_module_is_not_hidden(tree: Any, suffix: str) -> None:
    assert tree({"p/__init__.py": "", "p/fast.py": "", f"p/fast{suffix}": b"\x7fELF"}).places(HIDDEN) == []


def test_text_of_a_compiled_package_is_not_hidden(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/__init__.cpython-311-x86_64-linux-gnu.so": b"\x7fELF", "p/a.py": ""}
    assert tree(files).places(HIDDEN) == []


def test_package_hides_an_extension_module(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/fast/__init__.py": "", "p/fast.abi3.so": b"\x7fELF"}
    assert tree(files).places(HIDDEN) == ["p/fast.abi3.so:1:1"]


@pytest.mark.parametrize(
    "path",
    [
        "my-script.py",
        "my.config.py",
        "my.config-2.py",
        "my-scripts/run-it.py",
        "p/migrations/0001_initial.py",
        "p/alembic/versions/27c6a30d7c24_add.py",
        "p/test-data/example.py",
        "p/test-data/sub/example.py",
    ],
)
def test_name_that_is_no_identifier_is_left_alone(tree: Any, path: str) -> None:
    assert tree({"p/__init__.py": "", path: "import os\n"}).places(HIDDEN) == []


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("p/my-module.py", "p/my-module.py"),
        ("p/2fast.py", "p/2fast.py"),
        ("p/my.config.py", "p/my.config.py"),
        ("p/my-package/__init__.py", "p/my-package/__init__.py"),
        ("p/migrations/add-index.py", "p/migrations/add-index.py"),
    ],
)
def test_name_that_is_no_identifier_is_found(tree: Any, path: str, place: str) -> None:
    assert tree({"p/__init__.py": "", path: "import os\n"}).places(HIDDEN) == [f"{place}:1:1"]


def test_modules_of_a_package_with_an_impossible_name_are_not_named(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/a-b/__init__.py": "", "p/a-b/c.py": "", "p/a-b/d/__init__.py": ""}
    assert tree(files).places(HIDDEN) == ["p/a-b/__init__.py:1:1"]


def test_script_may_have_any_name(tree: Any) -> None:
    assert tree({"p/__init__.py": "", "p/my-script.py": "#!/usr/bin/env python3\n"}).places(HIDDEN) == []


def test_file_that_can_be_run_may_have_any_name(tree: Any) -> None:
    text = "def main(): pass\nif __name__ == '__main__':\n    main()\n"
    assert tree({"p/__init__.py": "", "p/__runner-1__.py": text}).places(HIDDEN) == []


def test_name_that_may_be_computed_is_left_alone(tree: Any) -> None:
    loader = (
        "from importlib import import_module\ndef load(v):\n    return import_module(f'.unicode{v}', 'p')\n"
    )
    files = {
        "p/__init__.py": "",
        "p/unicode4-1.py": "X = 1\n",
        "p/q/__init__.py": "",
        "p/q/a-b.py": "X = 1\n",
    }
    assert tree({**files, "p/load.py": loader}).places(HIDDEN) == ["p/q/a-b.py:1:1"]


def test_hidden_folders_take_no_part(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/.cache/a-b.py": "", ".venv/lib/Odd.py": "", "p/__pycache__/A.py": ""}
    assert tree(files).places(HIDDEN, NAMED, BARE) == []


def test_migrations_are_packages_none_the_less(tree: Any) -> None:
    files = {"p/__init__.py": "from p.migrations import x\n", "p/migrations/x.py": ""}
    assert tree(files).places(BARE) == ["p/migrations:1:1"]


def test_folder_that_is_imported_is_found(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/a/b.py": "from p.a import c\n", "p/a/c.py": ""}
    assert tree(files).places(BARE) == ["p/a:1:1"]


def test_folder_that_nothing_imports_is_left_alone(tree: Any) -> None:
    assert tree({"p/__init__.py": "", "p/data/b.py": "import os\n"}).places(BARE) == []


def test_folder_in_a_folder_is_not_named_again(tree: Any) -> None:
    files = {"p/__init__.py": "import p.a.b.c\n", "p/a/b/c.py": ""}
    assert tree(files).places(BARE) == ["p/a:1:1"]


def test_namespace_package_at_the_top_is_left_alone(tree: Any) -> None:
    files = {"p/a/__init__.py": "import p.a.b\n", "p/a/b.py": ""}
    assert tree(files).places(BARE) == []


@pytest.mark.parametrize("name", [name for name in keyword.kwlist if name.islower()])
def test_keywords(tree: Any, name: str) -> None:
    assert tree({"p/__init__.py": "", f"p/{name}.py": ""}).places(NAMED) == [f"p/{name}.py:1:1"]


@pytest.mark.parametrize("name", ["match", "case", "type", "_", "lazy"])
def test_soft_keywords_are_good_names(tree: Any, name: str) -> None:
    assert tree({"p/__init__.py": "", f"p/{name}.py": ""}).places(NAMED) == []


@pytest.mark.parametrize(
    ("path", "bad"),
    [
        ("p/Orders.py", True),
        ("p/Orders/__init__.py", True),
        ("p/ordersX.py", True),
        ("p/de_CH/__init__.py", False),
        ("p/zh_Hans.py", False),
        ("p/sr_Latn_RS.py", False),
        ("p/test_Type.py", False),
        ("p/type_A_test.py", False),
        ("p/Native.abi3.so", False),
        ("p/Ünïcode.py", True),
    ],
)
def test_capital_letters(tree: Any, path: str, *, bad: bool) -> None:
    text = b"" if path.endswith("so") else "import os\n"
    name = path.removesuffix("/__init__.py").partition(".")[0].replace("/", ".")
    made = tree({"p/__init__.py": "", path: text, "importer.py": f"import {name}\n"})
    assert made.places(NAMED) == ([f"{path}:1:1"] if bad else [])


def test_capital_letters_that_are_the_custom(tree: Any) -> None:
    names = ["p/Aes.py", "p/Des.py", "p/util.py", "p/sub/__init__.py", "p/sub/Rsa.py"]
    files = {"p/__init__.py": "import p.Aes, p.Des, p.sub.Rsa\n", **dict.fromkeys(names, "")}
    assert tree(files).places(NAMED) == []


def test_capital_letters_that_are_not_the_custom(tree: Any) -> None:
    names = ["p/Aes.py", "p/Des.py", "p/util.py", "p/more.py"]
    files = {"p/__init__.py": "import p.Aes, p.Des\n", **dict.fromkeys(names, "")}
    assert tree(files).places(NAMED) == ["p/Aes.py:1:1", "p/Des.py:1:1"]


def test_capital_letters_of_what_nothing_imports(tree: Any) -> None:
    assert tree({"p/__init__.py": "", "p/Example.py": "", "Docs/conf.py": ""}).places(NAMED) == []


def test_capital_letters_of_a_script(tree: Any) -> None:
    assert tree({"MakeDocs.py": "#!/usr/bin/env python3\n"}).places(NAMED) == []


def test_keywords_among_locales(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/locale/__init__.py": "", "p/locale/is/__init__.py": ""}
    assert tree(files).places(NAMED) == []


def test_folder_with_capital_letters_that_is_imported(tree: Any) -> None:
    assert tree({"Docs/conf.py": "", "a.py": "import Docs.conf\n"}).places(NAMED) == ["Docs:1:1"]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Orders", "orders"),
        ("BaseHandler", "base_handler"),
        ("HTTPServer", "http_server"),
        ("Base64Codec", "base64_codec"),
        ("My_Module", "my_module"),
        ("X", "x"),
    ],
)
def test_advice_in_the_style_of_pep_8(name: str, advice: str) -> None:
    assert _lower(name) == advice
