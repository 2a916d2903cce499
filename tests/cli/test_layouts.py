"""What ``-v`` says was assumed of each layout that a project may have."""

from typing import Any

import pytest

LAYOUTS = {
    "flat": (
        ["pyproject.toml", "shop/__init__.py", "shop/a.py", "tests/test_a.py"],
        ".",
        ["root: . (project folder, 3 modules)"],
        ["shop", "shop.a", "tests", "tests.test_a"],
    ),
    "src": (
        ["pyproject.toml", "src/shop/__init__.py", "src/shop/a.py", "tests/test_a.py"],
        ".",
        ["root: src (src layout, 2 modules)", "root: . (project folder, 1 module)"],
        ["shop", "shop.a", "tests", "tests.test_a"],
    ),
    "several packages": (
        ["setup.py", "shop/__init__.py", "stock/__init__.py"],
        ".",
        ["root: . (project folder, 3 modules)"],
        ["setup", "shop", "stock"],
    ),
    "folder of scripts": (
        ["one.py", "two.py", "more-scripts/three.py"],
        ".",
        ["root: . (project folder, 2 modules)", "root: more-scripts (folder of scripts, 1 module)"],
        ["one", "three", "two"],
    ),
    "single file": (
        ["some/one.py", "some/two.py"],
        "some/one.py",
        ["root: . (project folder, 1 module)"],
        ["one"],
    ),
    "PEP 420": (
        ["acme/shop/a.py", "acme/stock/b.py"],
        ".",
        ["root: . (project folder, 2 modules)"],
        ["acme", "acme.shop", "acme.shop.a", "acme.stock", "acme.stock.b"],
    ),
    "monorepo": (
        [
            "pyproject.toml",
            "packages/shop/pyproject.toml",
            "packages/shop/src/shop/__init__.py",
            "packages/stock/pyproject.toml",
            "packages/stock/stock/__init__.py",
        ],
        ".",
        [
            "root: packages/shop/src (src layout, 1 module)",
            "root: packages/stock (project folder, 1 module)",
        ],
        ["shop", "stock"],
    ),
    "member of a monorepo": (
        ["pyproject.toml", "packages/shop/pyproject.toml", "packages/shop/src/shop/__init__.py", "a.py"],
        "packages/shop",
        ["root: src (src layout, 1 module)"],
        ["shop"],
    ),
    "unpacked wheel": (
        [
            "shop/__init__.py",
            "shop-1.0.dist-info/METADATA",
            "shop-1.0.data/purelib/extra/__init__.py",
        ],
        ".",
        ["root: . (project folder, 1 module)", "root: shop-1.0.data/purelib (unpacked wheel, 1 module)"],
        ["extra", "shop"],
    ),
    "package given directly": (
        ["some/shop/__init__.py", "some/shop/a.py", "some/other/__init__.py"],
        "some/shop",
        ["root: . (project folder, 2 modules)"],
        ["shop", "shop.a"],
    ),
    "folder in a package": (
        ["some/shop/__init__.py", "some/shop/sub/__init__.py", "some/shop/sub/a.py"],
        "some/shop/sub",
        ["root: . (project folder, 3 modules)"],
        ["shop", "shop.sub", "shop.sub.a"],
    ),
    "folder of a project": (
        ["some/pyproject.toml", "some/src/shop/__init__.py", "some/src/shop/sub/a.py"],
        "some/src/shop/sub",
        ["root: src (src layout, 2 modules)"],
        ["shop", "shop.sub", "shop.sub.a"],
    ),
}


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> Any:
    return LAYOUTS[request.param]


def test_roots(layout: Any, folder: Any, say: Any) -> None:
    files, path, roots, _ = layout
    # The repository would be a project: only what the layout has may be one.
    (folder(dict.fromkeys(files, "")) / ".git").rmdir()
    said = say("graph", "-v", path)
    assert said.code == 0
    assert [line for line in said.err.splitlines() if line.startswith("root: ")] == roots
    assert say("graph", path).err == ""


def test_names(layout: Any, folder: Any, say: Any) -> None:
    files, path, _, names = layout
    (folder(dict.fromkeys(files, "")) / ".git").rmdir()
    said = say("graph", "--format", "dot", path)
    shown = [line.split('"')[1] for line in said.out.splitlines() if "label=" in line]
    assert shown == names


def test_scope_is_told(folder: Any, say: Any) -> None:
    folder({"pyproject.toml": "", "src/shop/sub/a.py": "", ".venv/x.py": "", "dovetail.toml": ""})
    err = say("check", "-v", "src/shop/sub").err
    assert "asked about: src/shop/sub\n" in err
    assert "dovetail.toml\n" in err
    assert "passed over: .venv (a hidden folder)\n" in err


def test_package_alone_is_told(folder: Any, say: Any) -> None:
    (folder({"some/shop/__init__.py": "", "some/other.py": ""}) / ".git").rmdir()
    assert "some, of which shop is read\n" in say("check", "-v", "some/shop").err
    assert "some/other.py\n" in say("check", "-v", "some/other.py").err


def test_target_is_told(folder: Any, say: Any) -> None:
    folder({"pyproject.toml": '[tool.dovetail]\npython-version = "3.9"\nplatform = "win32"\n', "a.py": ""})
    assert "target: Python 3.9 on win32\n" in say("graph", "-v").err
    assert "target: Python 3.14 on win32\n" in say("graph", "-v", "--python-version", "3.14").err
    assert "target: Python 3.9 on darwin\n" in say("graph", "-v", "--platform", "darwin").err


def test_declared_roots(folder: Any, say: Any) -> None:
    folder(
        {"pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["lib"]\n', "lib/shop/__init__.py": ""}
    )
    assert "root: lib (declared, 1 module)\n" in say("graph", "-v").err


def test_summary_says_how_many_paths_were_passed_over(folder: Any, say: Any) -> None:
    folder({"a.py": "", ".gitignore": "b.py\n", "b.py": "", "c.py": ""})
    assert "Passed over 2 paths: -v tells which, and why." in say("check").err
    assert "Passed over" not in say("check", "-v").err
