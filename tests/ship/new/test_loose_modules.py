import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dovetail.ship.new.rewriting import rewritten

Fill = Callable[[Path, Mapping[str, str]], None]


def run(folder: Path, code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_module_keeps_its_name(folder: Path, say: Callable[..., Any], fill: Fill) -> None:
    text = 'def add(a, b):\n    return a + b\n\n\nif __name__ == "__main__":\n    print(add(2, 3))\n'
    fill(folder, {"math_operations.py": text})
    assert say("new", "--from", "math_operations.py").code == 0
    source = folder / "math-operations" / "src"
    assert run(source, "import math_operations; print(math_operations.add(1, 1))") == "2\n"
    assert run(source, "import runpy; runpy.run_module('math_operations', run_name='__main__')") == "5\n"
    assert (folder / "math_operations.py").read_text() == text  # it was copied


STATEMENTS = """\
from __future__ import annotations
import os, b, b as c; import sys
from b import (  # why
    value as v,
    value)
import importlib
def late():
    import d
    return d.name
if True: import d
from importlib import import_module as load
w = importlib.import_module('b').value + load( name = "d").value
try:
    from e import *
except ImportError:
    raise
"""


def test_imports_among_them_lead_where_they_led(folder: Path, say: Callable[..., Any], fill: Fill) -> None:
    fill(folder, {"a.py": STATEMENTS, "b.py": "value = 1\nimport a\n", "d.py": "name = 'd'\nvalue = 2\n"})
    fill(folder, {"e.py": "# coding: latin-1\nstar = '\N{LATIN SMALL LETTER E WITH ACUTE}'\n"})
    (folder / "e.py").write_bytes((folder / "e.py").read_text().encode("latin-1"))
    check = "print(a.v, a.b.value, a.c.value, a.d.value, a.late(), a.w, ascii(a.star), sorted(vars(a)))"
    before = run(folder, f"import a; {check}")
    names = [f"{name}.py" for name in "abde"]
    assert say("new", "package", "all-of-it", "--from", *names, "--flat").code == 0
    assert run(folder / "all-of-it", f"from all_of_it import a; {check}") == before
    # Whichever comes first, as before.
    for name in "abde":
        run(folder / "all-of-it", f"import all_of_it.{name}")


def test_what_leaves_them_is_declared(folder: Path, say: Callable[..., Any], fill: Fill) -> None:
    fill(
        folder,
        {"a.py": "import yaml, json, strange\ntry:\n    import PIL\nexcept ImportError:\n    PIL = None\n"},
    )
    answer = say("new", "--from", "a.py", "--namespace", "acme")
    project = tomllib.loads((folder / "acme-a" / "pyproject.toml").read_text())["project"]
    assert project["dependencies"] == ["PyYAML"]
    assert "unknown which project provides `strange`" in answer.err
    assert "`PIL` is optional: declare an extra for Pillow" in answer.err


@pytest.mark.parametrize(
    ("texts", "words", "said"),
    [
        ({"a.py": "import b.c\n", "b.py": ""}, ["a.py", "b.py"], "the new package needs a name"),
        ({"a.txt": ""}, ["a.txt"], "is no Python file"),
        ({"my-script.py": ""}, ["my-script.py"], "call it `my_script`"),
        ({"json.py": ""}, ["json.py"], "standard library"),
        ({}, ["a.py"], "no such file"),
        ({"x/a.py": "", "y/A.py": ""}, ["x/a.py", "y/A.py"], "needs a name"),
    ],
)
def test_what_cannot_become_a_package_is_refused(
    folder: Path, request: pytest.FixtureRequest, texts: dict[str, str], words: list[str], said: str
) -> None:
    say, fill, files = (request.getfixturevalue(name) for name in ("say", "fill", "files"))
    fill(folder, texts)
    before = files(folder)
    answer = say("new", "--from", *words)
    assert (answer.code, said in answer.err) == (2, True), answer.err
    assert files(folder) == before


def test_two_files_of_one_name_are_refused(folder: Path, say: Callable[..., Any], fill: Fill) -> None:
    fill(folder, {"x/a.py": "", "y/A.py": ""})
    assert "would be one module" in say("new", "package", "p", "--from", "x/a.py", "y/A.py").err


def test_what_failed_before_is_told_and_what_fails_since_is_refused(
    folder: Path, say: Callable[..., Any], fill: Fill
) -> None:
    fill(folder, {"a.py": "from b import gone\n", "b.py": ""})
    answer = say("new", "package", "p", "--from", "a.py", "b.py")
    assert answer.code == 0
    assert "`import p.a` fails, as it did before: ImportError" in answer.err
    # `__import__` returns what it is asked for by its own name, which is no module any more.
    fill(folder, {"c.py": "x = __import__('d').x\n", "d.py": "x = 1\n"})
    answer = say("new", "package", "q", "--from", "c.py", "d.py")
    assert answer.code == 2
    assert not (folder / "q").exists()


def test_a_text_with_a_byte_order_mark_keeps_it() -> None:
    data, left = rewritten(b"\xef\xbb\xbfx = '\xc3\xa9'; import b\r\n", {"b": "p.b"})
    assert (data, left) == (b"\xef\xbb\xbfx = '\xc3\xa9'; from p import b\r\n", [])
    assert rewritten(b"import b.c\n", {"b": "p.b"})[1] == [(1, "`b` is no package")]
