"""Installations and virtual environments as their files have them, also those that lie."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from dovetail.environment.discovery import find_environment
from dovetail.environment.document import from_json, to_json
from dovetail.environment.entry import ProblemKind, Provenance
from dovetail.environment.environment import Flags
from dovetail.environment.installation import from_venv
from dovetail.environment.interpreter import from_interpreter
from dovetail.environment.tables import from_version
from dovetail.errors import DovetailError

if TYPE_CHECKING:
    from pathlib import Path


def test_files_say_what_the_interpreter_says(venv: Path) -> None:
    asked = from_interpreter(str(venv / "bin" / "python"))
    read = from_venv(str(venv), flags=Flags(isolated=True))
    for name in (
        "search_path",
        "platform",
        "implementation",
        "magic",
        "extension_suffixes",
        "source_suffixes",
        "bytecode_suffixes",
        "built_in",
        "frozen",
        "frozen_library",
        "flags",
        "start_up_code",
        "problems",
        "prefix",
        "executable",
    ):
        assert getattr(read, name) == getattr(asked, name), name
    assert read.version[:2] == asked.version[:2]
    # Python 3.13 loads linecache for -c, by which it was asked, and not for a script.
    assert {m.name: m.spec_name for m in read.loaded.values()} == {
        m.name: m.spec_name for m in asked.loaded.values() if m.name != "linecache"
    }


def test_an_executable_names_its_environment(venv: Path) -> None:
    assert from_venv(str(venv / "bin" / "python")) == from_venv(str(venv))


def test_json_and_back(venv: Path, site: Path) -> None:
    (site / "a.pth").write_text("import sys\n..\nnowhere\n")
    for environment in (from_venv(str(venv)), from_interpreter(str(venv / "bin" / "python"))):
        assert from_json(to_json(environment)) == environment


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"schema": "other"}', '{"schema": "dovetail.environment/1"}', "[" * 9999],
)
def test_json_that_is_none(text: str) -> None:
    with pytest.raises(DovetailError):
        from_json(text)


LIES = {
    "nowhere": "home = /nowhere\nversion = 3.2.1\ninclude-system-site-packages = false\n",
    "nothing": "",
    "no value": "=",
    "no equals sign": "home",
    "two homes": "home = \nhome = /nowhere",
    "a control": "home = /\x01",
    "a long one": "home = " + "a" * 9999,
    "relative": "home = .\n",
}


@pytest.mark.parametrize("lie", LIES)
def test_a_configuration_that_lies(lie: str, venv: Path) -> None:
    (venv / "pyvenv.cfg").write_text(LIES[lie])
    command = [str(venv / "bin" / "python"), "-I", "-c", "import sys; print(*sys.path, sep='\\n')"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    environment = from_venv(str(venv), flags=Flags(isolated=True))
    assert any(problem.kind is ProblemKind.CONFIGURATION for problem in environment.problems)
    if result.returncode == 0:
        assert [entry.path for entry in environment.search_path] == result.stdout.splitlines()


def test_no_python(tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("home = /nowhere\n")
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(DovetailError) as caught:
            from_venv(str(path))
        assert caught.value.hint


def test_an_interpreter_that_does_not_answer(tmp_path: Path) -> None:
    for name, text in (
        ("fails", "exit 3"),
        ("lies", "echo '{}'"),
        ("sleeps", "sleep 60"),
        ("talks", "yes"),
        ("nests", "yes '[' | head -99999"),
    ):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
        with pytest.raises(DovetailError):
            from_interpreter(str(program), timeout=0.5)
    with pytest.raises(DovetailError):
        from_interpreter(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("minor", range(8, 16))
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_a_version_alone(minor: int, platform: str) -> None:
    environment = from_version((3, minor), platform)
    assert environment.search_path == ()
    assert environment.loaded["os.path"].spec_name == "posixpath"
    assert f"3{minor}" in environment.extension_suffixes[0]
    assert {"sys", "builtins"} <= environment.built_in
    assert any("not asked" in text for text in environment.assumptions) == (minor > 13)


def test_frozen_modules_off() -> None:
    off = from_version((3, 13), flags=Flags(frozen_modules=False))
    assert set(off.frozen) == {"_frozen_importlib", "_frozen_importlib_external", "zipimport"}
    with pytest.raises(ValueError, match=r"3\.7"):
        from_version((3, 7))


def test_the_environment_of_a_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for name in ("project/.venv", "project/venv", "other"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "pyvenv.cfg").write_text("")
    (project / ".git").mkdir()
    (project / "src").mkdir()
    found = find_environment(str(project / "src"), {})
    assert found
    assert (found.path, found.reason) == (str(project / ".venv"), f"`.venv` in {project}, above the folder")
    found = find_environment(str(project), {"VIRTUAL_ENV": str(tmp_path / "other")})
    assert found == (str(tmp_path / "other"), "VIRTUAL_ENV names it")
    found = find_environment(str(project), {"VIRTUAL_ENV": str(tmp_path / "nowhere")})
    assert found == (str(project / ".venv"), "`.venv` in the folder")
    (project / ".venv" / "pyvenv.cfg").unlink()
    assert find_environment(str(project), {}) == (str(project / "venv"), "`venv` in the folder")
    (project / ".venv").rmdir()
    (project / ".venv").write_text("../other\n")
    found = find_environment(str(project), {})
    assert found == (str(tmp_path / "other"), "the file `.venv` in the folder names it")


def test_conda(tmp_path: Path) -> None:
    (tmp_path / "conda" / "conda-meta").mkdir(parents=True)
    (tmp_path / "project" / ".git").mkdir(parents=True)
    variables = {"CONDA_PREFIX": str(tmp_path / "conda")}
    found = find_environment(str(tmp_path / "project"), variables)
    assert found == (str(tmp_path / "conda"), "CONDA_PREFIX names it")
    assert find_environment(str(tmp_path / "project"), {}) is None


def test_start_files_of_pep_829(tmp_path: Path) -> None:
    from dovetail.environment.site_folders import SearchPath

    (tmp_path / "a.pth").write_text("import sys\n")
    (tmp_path / "a.start").write_text("a:main\n")
    for version, runs in (((3, 14), "a.pth"), ((3, 15), "a.start")):
        made = SearchPath(version)
        made.add(str(tmp_path), Provenance.SITE_PACKAGES)
        assert [(code.file, code.names) for code in made.code] == [(str(tmp_path / runs), None)]
