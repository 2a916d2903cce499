"""Texts that are no hooks, or hooks of what is not there: nothing is raised, run or guessed."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hook_texts import REDIRECTOR
from planted_hooks import FILES, meson_hook, plant, setuptools_hook

from dovetail.environment.document import from_json, to_json
from dovetail.environment.entry import ProblemKind
from dovetail.environment.installation import from_venv
from dovetail.modules.resolution import Confidence
from dovetail.modules.resolve import Resolver

if TYPE_CHECKING:
    from pathlib import Path

PLANS = {
    "nothing": "",
    "no object": "[]",
    "no groups": '{"python": []}',
    "no target": '{"python": {"/a": null}}',
    "no destination": '{"python": {"/a": {}}}',
    "a number": '{"python": {"/a": {"destination": 7}}}',
    "no exclusions": '{"install_subdirs": {"/": {"destination": "{py_platlib}", "exclude_dirs": 7}}}',
    "deep": "[" * 99_999,
}


@pytest.mark.parametrize("which", PLANS)
def test_install_plans_that_are_none(which: str, one_venv: Path, one_site: Path, code: Path) -> None:
    plan = meson_hook(one_site, code)
    plan.write_text(PLANS[which])
    environment = from_venv(str(one_venv))
    assert "is no install plan" in Resolver(environment).resolve("pkg.mod").reason
    assert not Resolver(environment).resolve("pkg").found
    assert any(p.kind is ProblemKind.BROKEN_EDITABLE for p in environment.problems)


def test_a_plan_that_names_a_whole_disk(
    one_venv: Path, one_site: Path, code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dovetail.environment.editable.meson_python._MOST_FILES", len(FILES) - 1)
    folders = {"install_subdirs": {str(code): {"destination": "{py_purelib}"}}}
    meson_hook(one_site, code).write_text(json.dumps(folders))
    assert "names too many files" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason


def test_a_build_that_cannot_be_made_again(one_venv: Path, one_site: Path, code: Path) -> None:
    plan = meson_hook(one_site, code)
    hook = one_site / "_x_editable_loader.py"
    text = hook.read_text()
    hook.write_text(text.replace("['ninja']", "['/nowhere/ninja']"))
    assert "/nowhere/ninja" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason
    hook.write_text(text)
    plan.write_bytes(b"\xff")
    assert "cannot be read" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason
    plan.unlink()
    os.mkfifo(plan)
    assert "cannot be read" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason
    plan.unlink()
    assert "cannot be read" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason
    shutil.rmtree(code / "build")
    assert "is gone" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason


CANARY = "open({file!r}, 'w')"
_END = "NAMESPACES = {{}}\nPATH_PLACEHOLDER = 'x' + \".__path_hook__\"\n"
_EDITABLES = "from editables.redirector import RedirectingFinder as F\nF.install()\n"
_SCIKIT = "class ScikitBuildRedirectingFinder:\n\n"
LIES = {
    "empty": "",
    "no literal": "MAPPING = {canary}\n" + _END,
    "no string": "MAPPING = {{'x': {canary}}}\n" + _END,
    "twice": "MAPPING = {{}}\nMAPPING = {{'x': 'y'}}\n" + _END,
    "no placeholder": "MAPPING = {{'x': 'y'}}\nNAMESPACES = {{}}\nPATH_PLACEHOLDER = {canary}\n",
    "another finder": "MAPPING = {{}}\n" + _END + "{canary}\n",
    "no syntax": "MAPPING = {{'a':\n(((",
    "deep": "MAPPING = " + "[" * 50_000 + "\n" + _END,
    "no text": "\udcff",
    "nul": "MAPPING = {{'\0': '\0'}}\n" + _END,
    "many": "MAPPING = {{" + "'': '', " * 200_001 + "}}\n" + _END,
    "large": "#" * ((1 << 23) + 1),
    "editables": _EDITABLES + "F.map_module({canary}, 'x')\n",
    "editables and more": _EDITABLES + "{canary}\n",
    "scikit": _SCIKIT + "install({canary}, {{}})\n",
    "scikit, one": _SCIKIT + "install({{}})\n",
    "scikit, numbers": _SCIKIT + "install({{1: 2}}, {{}})\n",
    "meson": "class MesonpyMetaFinder:\n\ninstall({canary}, 'x', [])\n",
    "meson, numbers": "class MesonpyMetaFinder:\n\ninstall({{1}}, 2, 3)\n",
}


@pytest.mark.parametrize("which", LIES)
@pytest.mark.parametrize("call", ["", "; hook.install()", "; hook.init()"])
def test_texts_that_are_no_hooks(
    which: str, call: str, one_venv: Path, one_site: Path, tmp_path: Path
) -> None:
    canary = tmp_path / "ran"
    text = LIES[which].format(canary=CANARY.format(file=str(canary)))
    (one_site / "hook.py").write_bytes(text.encode(errors="surrogateescape"))
    (one_site / "hook.pth").write_text(f"import hook{call}\n")
    plant(one_site, {"editables/redirector.py": REDIRECTOR})
    environment = from_venv(str(one_venv))
    (line,) = environment.start_up_code
    assert (line.finder, line.names) == (None, None)
    assert [problem.kind for problem in environment.problems] == [ProblemKind.PTH_RUNS_CODE]
    answer = Resolver(environment).resolve("x")
    assert (answer.found, answer.confidence) == (False, Confidence.UNKNOWN)
    assert f"{one_site}/hook.pth:1 runs code when Python starts" in answer.reason
    assert not canary.exists()


def test_odd_mappings_make_nothing_raise(one_venv: Path, one_site: Path, code: Path) -> None:
    mapping = {
        "": "",
        "a": "",
        "b": "/",
        "c": "\0",
        "d": "\ud800",
        "e": "relative",
        "f.": ".",
        ".g": "x" * 9999,
    }
    setuptools_hook(one_site, code, mapping=mapping, namespaces={"": [], "n": ["\0"], "m": []})
    environment = from_venv(str(one_venv))
    resolver = Resolver(environment)
    for name in ("a", "b", "b.x", "c", "c.x", "d", "e", "f.", "f..x", ".g", "n", "n.x", "m", "m.m", "\0", ""):
        assert resolver.resolve(name).name == name
    assert from_json(to_json(environment)) == environment
