"""The shadow run follows processes, and finds out where CPython and dovetail differ."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dovetail.shadow import answering
from dovetail.shadow.explanation import explain, explanations
from dovetail.shadow.record import Difference, Record
from dovetail.shadow.report import as_text, not_followed

PROGRAM = """
import importlib.util, os, subprocess, sys
import json, a, n.b
assert importlib.util.find_spec('nowhere') is None
assert '_socket' not in sys.modules
subprocess.run([sys.executable, '-c', 'import xml.dom'], check=True)
subprocess.run([sys.executable, '-S', '-c', 'import email'], check=True)
subprocess.run([sys.executable, '-I', '-c', 'import email'], check=True)
child = os.fork()
if not child:
    import html
    os._exit(0)
os.waitpid(child, 0)
"""


def plant(folder: Path) -> None:
    (folder / "n").mkdir()
    for name in ("a.py", "n/b.py"):
        (folder / name).touch()
    (folder / "main.py").write_text(PROGRAM)


def test_processes_and_calls(shadow: Any, python: str, tmp_path: Path) -> None:
    plant(tmp_path)
    code, document = shadow(python, "main.py")
    assert (code, document["command_exit_code"], document["differences"]) == (0, 0, [])
    assert sum(document["processes"].values()) == 2
    assert document["forks"] == 1
    assert sorted(reason[:2] for reason in document["not_followed"]) == ["-I", "-S"]
    assert document["identical"] == sum(document["calls"].values()) > 10
    assert document["missed"] == 0


def test_a_pth_file_reaches_more(shadow: Any, python: str, tmp_path: Path) -> None:
    plant(tmp_path)
    subprocess.run([python, "-I", "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    (site,) = (tmp_path / "venv").glob("lib/python3.*/site-packages")
    code, document = shadow(str(tmp_path / "venv/bin/python"), "main.py", options=("--site", str(site)))
    assert (code, sum(document["processes"].values())) == (0, 3)
    assert [reason[:2] for reason in document["not_followed"]] == ["-S"]
    assert list(site.iterdir()) == [], "it is taken away"


def test_the_users_own_customization_is_run(shadow: Any, python: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.mine = sys.path[:]\n")
    program = "import sys, sitecustomize; assert sys.mine and not [e for e in sys.path if 'shadow-' in e]"
    code, document = shadow("env", f"PYTHONPATH={tmp_path}", python, "-c", program)
    assert code == 2, "with another PYTHONPATH nothing is followed"
    (tmp_path / "run.sh").write_text(f'PYTHONPATH="$PYTHONPATH:{tmp_path}" {python} -c "{program}"\n')
    code, document = shadow("sh", "run.sh")
    assert (code, document["command_exit_code"]) == (0, 0)
    assert sum(document["processes"].values()) == 1


def test_a_library_reaches_environments(shadow: Any, python: str, tmp_path: Path) -> None:
    asked = "import os, sys; print(os.path.dirname(os.__file__)); print(os.path.realpath(sys.executable))"
    said = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout
    original, executable = map(Path, said.splitlines())
    library = tmp_path / "base/lib" / original.name
    site = tmp_path / "venv/lib" / original.name / "site-packages"
    for folder in (tmp_path / "base/bin", tmp_path / "venv/bin", library, site):
        folder.mkdir(parents=True)
    for each in original.iterdir():
        if each.name not in {"site-packages", "sitecustomize.py", "__pycache__"}:
            (library / each.name).symlink_to(each)
    shutil.copy(executable, tmp_path / "base/bin/python3")  # until 3.10 a link would lead to the original
    (tmp_path / "venv/bin/python3").symlink_to(tmp_path / "base/bin/python3")
    (tmp_path / "venv/pyvenv.cfg").write_text(f"home = {tmp_path}/base/bin\n")
    (site / "sitecustomize.py").write_text("import sys; sys.mine = __file__\n")
    program = "import email, sys, sitecustomize; assert sys.mine == sitecustomize.__file__"
    words = (str(tmp_path / "venv/bin/python3"), "-I", "-c", program)
    code, document = shadow(*words, options=("--library", str(library)))
    assert (code, document["command_exit_code"], sum(document["processes"].values())) == (0, 0, 1)
    assert document["identical"] == sum(document["calls"].values()) > 0
    assert not list(library.glob("**/sitecustomize*")), "it is taken away"
    assert shadow(*words)[0] == 2, "without it, nothing is followed"


STALE = """
import importlib.util as u, os
assert u.find_spec('late') is None
before = os.stat('.').st_mtime_ns
open('late.py', 'w').close()
os.utime('.', ns=(before, before))
assert u.find_spec('late') is None
"""
FOREIGN = """
import importlib.util as u, sys
from importlib.machinery import ModuleSpec
class Finder:
    @staticmethod
    def find_spec(name, target=None):
        return ModuleSpec(name, Finder, origin='mine') if name == 'mine' else None
sys.path_hooks.insert(0, lambda entry: Finder if entry == 'x' else (_ for _ in ()).throw(ImportError))
sys.path.append('x'); assert u.find_spec('mine')
"""


@pytest.mark.parametrize(("program", "reason"), [(STALE, "stale-cache"), (FOREIGN, "foreign-finder")])
def test_differences_are_explained(
    program: str, reason: str, shadow: Any, python: str, tmp_path: Path
) -> None:
    (tmp_path / "main.py").write_text(program)
    code, document = shadow(python, "main.py")
    assert code == 0
    assert document["explained"] == {reason: 1}
    assert document["differences"][0]["explanation"] == reason
    schema = json.loads(resources.files("dovetail.shadow").joinpath("shadow.schema.json").read_bytes())
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    assert bool(document["unknown"]) == (reason == "foreign-finder")


def test_what_cannot_run(shadow: Any) -> None:
    assert shadow("/nowhere/at/all")[0] == 2
    assert shadow("true")[0] == 2, "no process was followed"
    assert shadow("true", options=("--site", "/nowhere"))[0] == 2


def test_what_no_explanation_fits(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    environment = answering.environment_of((3, 13, 0), "linux", b"", ([".so"], [".py"], [".pyc"]))
    right, foreign = answering.answer("a", [str(tmp_path)], environment)
    assert (right, foreign) == (("module", str(tmp_path / "a.py"), None, "SourceFileLoader"), None)
    last = Difference("3.13", 1, "a", [str(tmp_path)], None, "default", None, right, None)
    last.empty_caches = last.standard_hooks = right
    assert explain(last, None) is None
    record = Record(processes={"3.13": 1}, calls={"3.13": 1}, differences=[last])
    assert "unexplained: 1\n  'a' in Python 3.13" in as_text(record, 0)
    assert not_followed(record) == {}
    assert all(entry.reason for entry in explanations())
