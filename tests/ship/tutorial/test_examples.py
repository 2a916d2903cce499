"""What every tutorial on modules and packages shows, by hand and by `dovetail new`, checked and run."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from dovetail.cli import main

FUNCTIONS = """\
\"\"\"Arithmetic.\"\"\"

__all__ = ["add", "subtract"]


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


if __name__ == "__main__":
    print("run as a script:", add(20, 22))
"""
PACKAGE = {
    "__init__.py": '"""A package with two modules."""\n\n__all__ = ["words"]\n',
    "numbers_.py": FUNCTIONS,
    "words.py": '"""Words."""\n\n\ndef greet(name):\n    return f"Hello, {name}!"\n',
}
SUBPACKAGE = PACKAGE | {
    "inner/__init__.py": '"""A subpackage."""\n\nfrom .deep import describe\n',
    "inner/deep.py": (
        '"""Relative imports."""\n\nfrom .. import words\nfrom ..numbers_ import add as plus\n\n\n'
        "def describe():\n    return words.greet(plus(1, 2))\n"
    ),
}


class Example(NamedTuple):
    """The modules of a package, what is run beside it, and what that prints."""

    modules: dict[str, str]
    command: list[str]
    printed: str


def code(text: str) -> list[str]:
    return ["-c", text]


EXAMPLES = {
    "import a.b": Example(PACKAGE, code("import kit.numbers_\nprint(kit.numbers_.add(1, 2))"), "3\n"),
    "import a.b as c": Example(
        PACKAGE, code("import kit.words as w\nprint(w.greet('you'))"), "Hello, you!\n"
    ),
    "from a import b": Example(
        PACKAGE, code("from kit import words\nprint(words.greet('a'))"), "Hello, a!\n"
    ),
    "from a.b import c": Example(
        PACKAGE, code("from kit.numbers_ import subtract\nprint(subtract(5, 3))"), "2\n"
    ),
    "from a.b import c as d": Example(
        PACKAGE, code("from kit.words import greet as g\nprint(g(1))"), "Hello, 1!\n"
    ),
    "from a import *": Example(
        PACKAGE, code("from kit import *\nprint(words.greet('all'))"), "Hello, all!\n"
    ),
    "from a.b import *": Example(PACKAGE, code("from kit.numbers_ import *\nprint(add(2, 2))"), "4\n"),
    "python -m a.b": Example(PACKAGE, ["-m", "kit.numbers_"], "run as a script: 42\n"),
    "import a.b.c": Example(
        SUBPACKAGE, code("import kit.inner.deep\nprint(kit.inner.deep.describe())"), "Hello, 3!\n"
    ),
    "a name from a subpackage": Example(
        SUBPACKAGE, code("from kit.inner import describe\nprint(describe())"), "Hello, 3!\n"
    ),
    "python -m a": Example(
        SUBPACKAGE | {"__main__.py": "from .inner import describe\n\nprint(describe())\n"},
        ["-m", "kit"],
        "Hello, 3!\n",
    ),
}


def run(folder: Path, command: list[str]) -> str:
    done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_package_by_hand(folder: Path, name: str) -> None:
    example = EXAMPLES[name]
    write(folder / "kit", example.modules)
    assert main(["check"]) == 0
    assert run(folder, example.command) == example.printed


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_package_by_dovetail(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    example = EXAMPLES[name]
    script = ["--script"] if "__main__.py" in example.modules else []
    assert main(["new", "package", "kit", *script]) == 0
    monkeypatch.chdir(folder / "kit")
    for path in example.modules:
        stem = path.removesuffix(".py").replace("/", ".")
        if not stem.endswith("__"):
            assert main(["new", "module", f"kit.{stem}"]) == 0
    package = folder / "kit" / "src" / "kit"
    assert all((package / path).is_file() for path in example.modules)
    # As it was made, before anybody wrote a line into it.
    assert main(["check"]) == 0
    assert run(package.parent, code("import kit, kit.words, kit.numbers_")) == ""
    write(package, example.modules)
    assert main(["check"]) == 0
    assert run(package.parent, example.command) == example.printed


@pytest.mark.parametrize(
    ("statement", "expression"),
    [
        ("import functions", "functions.add(1, 2)"),
        ("import functions as f", "f.add(1, 2)"),
        ("from functions import add", "add(1, 2)"),
        ("from functions import add as plus", "plus(1, 2)"),
        ("from functions import *", "add(1, 2)"),
    ],
)
def test_functions_used_from_a_script(folder: Path, statement: str, expression: str) -> None:
    script = {"script.py": f"{statement}\n\nprint({expression})\n"}
    write(folder, script | {"functions.py": FUNCTIONS})
    assert main(["check"]) == 0
    assert run(folder, ["script.py"]) == "3\n"
    assert run(folder, ["functions.py"]) == "run as a script: 42\n"
    # The module as a package that has its name: the script needs no change.
    assert main(["new", "--from", "functions.py"]) == 0
    source = folder / "functions" / "src"
    write(source, script)
    assert run(source, ["script.py"]) == "3\n"
    assert run(source, ["-m", "functions"]) == "run as a script: 42\n"
