from typing import Any

import pytest

from dovetail import Project
from dovetail.checks import BY_NAME
from dovetail.checks.run import run

NAME = "unresolved-import"


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import shop.fast\nexcept ImportError:\n    pass\n",
        "try:\n    import shop.fast\nexcept ModuleNotFoundError:\n    pass\n",
        "try:\n    import shop.fast\nexcept (KeyError, ImportError) as error:\n    pass\n",
        "try:\n    import shop.fast\nexcept Exception:\n    pass\n",
        "try:\n    import shop.fast\nexcept:\n    pass\n",
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import shop.fast\n",
    ],
)
def test_failure_that_is_caught_is_none(tree: Any, text: str) -> None:
    assert tree({"shop/__init__.py": "", "shop/a.py": text}).places(NAME) == []


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import shop.fast\nexcept KeyError:\n    pass\n",
        "try:\n    pass\nexcept ImportError:\n    import shop.fast\n",
        "def f():\n    import shop.fast\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shop.fast\n",
    ],
)
def test_failure_that_is_not_caught_is_found(tree: Any, text: str) -> None:
    assert len(tree({"shop/__init__.py": "", "shop/a.py": text}).places(NAME)) == 1


def test_import_for_another_version_is_left_out(tree: Any) -> None:
    text = "import sys\nif sys.version_info < (3, 0):\n    import shop.old\nelse:\n    import shop.new\n"
    assert tree({"shop/__init__.py": "", "shop/a.py": text}).places(NAME) == ["shop/a.py:5:12"]


@pytest.mark.parametrize(
    "file",
    [
        "shop/fast.pyi",
        "shop/fast.pyx",
        "shop/fast.pyx.in",
        "shop/fast.c",
        "shop/fast.rs",
        "shop/fast/notes.txt",
    ],
)
def test_file_that_stands_for_the_module(tree: Any, file: str) -> None:
    files = {"shop/__init__.py": "", "shop/a.py": "import shop.fast\n"}
    assert tree({**files, file: ""}).places(NAME) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".gitignore", "shop/_version.py\n"),
        (".gitignore", "# made by the build\n_version.py"),
        ("shop/.gitignore", "/_version.py\n"),
        ("pyproject.toml", '[tool.setuptools_scm]\nversion_file = "shop/_version.py"\n'),
        ("pyproject.toml", '[tool.maturin]\nmodule-name = "shop._version"\n'),
        ("setup.py", "ext_modules = [Extension('shop._version', sources)]\n"),
        ("shop/meson.build", "py.extension_module('_version', 'a.c')\n"),
    ],
)
def test_module_that_the_build_makes(tree: Any, name: str, text: str) -> None:
    files = {"shop/__init__.py": "from shop._version import version\n", name: text}
    assert tree(files).places(NAME) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".gitignore", "*.pyc\nother/_version.py\n"),
        (".gitignore", "_version.py\n!shop/_version.py\n"),
        ("pyproject.toml", '[project]\nname = "x_version"\nversion = "1"\n'),
        ("setup.py", "x = read_version('shop')\n"),
    ],
)
def test_module_that_no_build_makes(tree: Any, name: str, text: str) -> None:
    files = {"shop/__init__.py": "from shop._version import version\n", name: text}
    assert tree(files).places(NAME) == ["shop/__init__.py:1:6"]


def test_nearest_name_is_offered(tree: Any) -> None:
    made = tree({"shop/__init__.py": "", "shop/pricing.py": "", "shop/a.py": "import shop.princing\n"})
    assert made.findings(NAME)[0].help == "did you mean `shop.pricing`?"


def test_file_that_nothing_can_import_is_left_out(tree: Any) -> None:
    files = {"shop/__init__.py": "", "shop/a.py": "import shop.no\n", "shop/a/__init__.py": ""}
    assert tree(files).places(NAME) == []


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("__path__ = []\n", True),
        ("import sys\nsys.modules['six.moves'] = object()\n", True),
        ("import sys\nsys.modules.setdefault(__name__ + '.moves', 1)\n", True),
        ("import sys\nsys.meta_path.append(finder)\n", True),
        ("import sys\nsys.modules[__name__] = Lazy()\n", False),
        ("import sys\nx = sys.path\n", False),
    ],
)
@pytest.mark.parametrize("path", ["six.py", "six/__init__.py"])
def test_module_that_makes_its_submodules(tree: Any, path: str, text: str, *, own: bool) -> None:
    made = tree({path: text, "a.py": "from six.moves import queue\n"})
    assert made.places(NAME) == ([] if own else ["a.py:1:6"])


def test_submodule_of_an_extension_module_is_left_out(tree: Any) -> None:
    files = {"p/__init__.py": "", "p/_native.abi3.so": b"\x7fELF", "p/a.py": "import p._native.floats\n"}
    assert tree(files).places(NAME) == []


def test_missing_portion_of_a_namespace_package_is_left_out(tree: Any) -> None:
    assert tree({"shop/a.py": "import shop.no\n"}).places(NAME) == []


def test_name_from_outside_is_left_out(tree: Any) -> None:
    assert tree({"shop/__init__.py": "import numpy.no, os.no\n"}).places(NAME) == []


def test_what_leaves_the_project_is_sought_in_its_environment(filled: Any) -> None:
    filled.write(
        {
            "shop/__init__.py": "",
            "shop/a.py": "import requests, requests.api\nimport flask\nimport requests.apis\nimport yaml\n",
            "shop/b.py": "def f():\n    import flask\n    import requests.other\n",
            "shop/c.py": "try:\n    import ujson\nexcept ImportError:\n    import simplejson\n",
            "shop/d.py": "import winreg, annotationlib, conftest, importlib\nimportlib.import_module('x')\n",
            "tests/conftest.py": "",
        }
    )
    found = {(d.place.path, d.place.line): d for d in filled.findings(NAME)}
    assert list(found) == [("shop/a.py", 2), ("shop/a.py", 3), ("shop/a.py", 4), ("shop/b.py", 3)]
    assert found["shop/a.py", 2].message == "no module named `flask` in .venv"
    assert found["shop/a.py", 3].message.endswith(
        "`requests.apis` in .venv: `requests` has no such submodule"
    )
    assert found["shop/a.py", 3].help == "did you mean `requests.api`?"
    assert found["shop/a.py", 4].help == "PyYAML provides it: add it to the dependencies and install it"


def test_an_environment_of_something_else_says_nothing(
    filled: Any, tmp_path_factory: Any, monkeypatch: Any
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / ".git").mkdir()
    (elsewhere / "a.py").write_text("import flask\n")
    monkeypatch.setenv("VIRTUAL_ENV", str(filled.folder / ".venv"))
    found = lambda: list(run(Project.open(elsewhere), [BY_NAME[NAME]]).diagnostics)  # noqa: E731
    assert found() == []
    (elsewhere / "pyproject.toml").write_text('[project]\nname = "a"\ndependencies = ["Requests>=2"]\n')
    assert len(found()) == 1


def test_an_environment_that_holds_nothing_says_nothing(tree: Any) -> None:
    made = tree({"a.py": "import flask\n", ".venv/pyvenv.cfg": "home = /nowhere\nversion = 3.11.0\n"})
    assert made.places(NAME) == []
    made.write(
        {".venv/lib/python3.11/site-packages/pip-24.0.dist-info/METADATA": "Name: pip\nVersion: 24.0\n"}
    )
    assert made.places(NAME) == []
