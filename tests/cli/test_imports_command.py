import io
import json
import sys
from typing import Any

import pytest

TEXT = """\
'''Doc.'''
import os, a.b as c
from . import x as y
def f():
    from importlib import import_module
    import_module("late")
    __import__(name)
if TYPE_CHECKING:
    import t
import sys
if sys.version_info >= (3, 99):
    lazy import z
"""


def test_text(folder: Any, say: Any) -> None:
    folder({"a.py": TEXT})
    said = say("imports", "a.py")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "a.py:2:1: import os, a.b as c  [eager]",
        "a.py:3:1: from . import x as y  [eager]",
        "a.py:5:5: from importlib import import_module  [deferred]",
        "a.py:6:5: import_module('late')  [dynamic]",
        "a.py:7:5: __import__(...)  [dynamic]",
        "a.py:9:5: import t  [typing]",
        "a.py:10:1: import sys  [eager]",
        "a.py:12:5: lazy import z  [conditional (not taken)]",
    ]


def test_target(folder: Any, say: Any) -> None:
    folder({"a.py": "import sys\nif sys.version_info >= (3, 10):\n    import new\n"})
    assert "(not taken)" in say("imports", "a.py", "--python-version", "3.9").out
    assert "(taken)" in say("imports", "a.py", "--python-version", "3.10").out


def test_json_is_of_its_schema(folder: Any, say: Any, conforms: Any) -> None:
    folder({"a.py": TEXT, "bad.py": "x = 'open\nimport os\n", "latin.py": b"\xff", "empty.py": ""})
    said = say("imports", "--format", "json", "a.py", "bad.py", "latin.py", "empty.py")
    assert said.code == 1
    document = json.loads(said.out)
    conforms(document, "cli/imports.schema.json")
    good, bad, latin, empty = document["files"]
    assert good["docstring"]
    assert [statement["form"] for statement in good["imports"]][3:5] == ["import_module", "__import__"]
    assert [name["asname"] for name in good["imports"][0]["names"]] == [None, "c"]
    assert [block["kind"] for block in good["imports"][2]["blocks"]] == ["function"]
    assert (len(bad["imports"]), len(bad["faults"])) == (1, 1)
    assert latin["error"]
    assert empty["imports"] == []


def test_fault_is_told_and_the_rest_is_listed(folder: Any, say: Any) -> None:
    folder({"a.py": "import os\nx = 'open\nimport re\n"})
    said = say("imports", "a.py")
    assert said.code == 1
    assert "a.py:1:1: import os  [eager]\n" in said.out
    assert said.err == "a.py:2:5: unterminated string literal\n"


@pytest.mark.parametrize("text", [b"\xff", b"# coding: klingon\n", b"import os\0\n"])
def test_file_that_is_no_text(text: bytes, folder: Any, say: Any) -> None:
    folder({"a.py": text, "b.py": "import os\n"})
    said = say("imports", "a.py", "b.py")
    assert said.code == 1
    assert said.out == "b.py:1:1: import os  [eager]\n"
    assert said.err.startswith("a.py: not read: ")
    assert said.err.count("\n") == 1


def test_standard_input(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"import os\n")))
    assert say("imports", "-") == (0, "-:1:1: import os  [eager]\n", "")


def test_missing_file_stops_before_anything_is_printed(folder: Any, say: Any) -> None:
    folder({"a.py": "import os\n"})
    said = say("imports", "nowhere.py", "a.py")
    assert (said.code, said.out) == (2, "")
