"""The search path that the files of a virtual environment make is the one that its interpreter has."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from dovetail.environment.entry import ProblemKind, Provenance
from dovetail.environment.environment import Flags
from dovetail.environment.installation import from_venv

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dovetail.environment.environment import Environment

TELL = "import sys, json; print(json.dumps(sys.path))"
FLAGS = {
    "-I": Flags(isolated=True),
    "-E": Flags(ignore_environment=True),
    "-P": Flags(safe_path=True),
    "-S": Flags(no_site=True),
    "-s": Flags(no_user_site=True),
}


def asked(venv: Path, words: list[str], folder: Path, variables: Mapping[str, str]) -> list[str]:
    """Return what ``sys.path`` is."""
    command = [str(venv / "bin" / "python"), *words]
    result = subprocess.run(command, cwd=folder, env=dict(variables), capture_output=True, check=True)
    answer: list[str] = json.loads(result.stdout)
    return answer


def paths(environment: Environment) -> list[str]:
    return [entry.path for entry in environment.search_path]


def site_of(folder: Path, venv: Path) -> Path:
    (found,) = venv.glob("lib/python3.*")
    made = folder / "lib" / found.name / "site-packages"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A current folder with a script in it, reached in several ways."""
    home = tmp_path / "home"
    (home / "scripts").mkdir(parents=True)
    (home / "app").mkdir()
    (home / "extra").mkdir()
    for place in ("scripts/run.py", "app/__main__.py", "module.py"):
        (home / place).write_text(TELL)
    (home / "link.py").symlink_to("scripts/run.py")
    (home / "linked").symlink_to("scripts")
    with zipfile.ZipFile(home / "app.zip", "w") as archive:
        archive.writestr("__main__.py", TELL)
    return home


@pytest.mark.parametrize("flag", [None, *FLAGS])
@pytest.mark.parametrize(
    "how", ["scripts/run.py", "link.py", "linked/run.py", "app", "app.zip", "-c", "-m", "safe", "unsafe"]
)
def test_the_first_entry(how: str, flag: str | None, venv: Path, home: Path) -> None:
    variables = {"PYTHONSAFEPATH": {"safe": "x", "unsafe": ""}[how]} if how.endswith("safe") else {}
    environment = from_venv(
        str(venv), flags=FLAGS[flag] if flag else None, variables=variables, folder=str(home)
    )
    if flag == "-P" and not environment.is_at_least(3, 11):
        pytest.skip("there is no -P before 3.11")
    words = [flag] if flag else []
    if how == "-m":
        if flag in ("-I", "-P"):
            pytest.skip("the module is not found")
        words += ["-m", "module"]
        environment = environment.for_module(str(home))
    elif how == "-c" or how.endswith("safe"):
        words += ["-c", TELL]
        environment = environment.for_command(str(home))
    else:
        words += [how]
        environment = environment.for_script(how)
    assert paths(environment) == asked(venv, words, home, variables)


@pytest.mark.parametrize(
    "value",
    ["extra", "", "::", ".:extra:extra/../extra", "nowhere:extra/", "/nowhere:{home}:~:$HOME", "app.zip"],
)
def test_pythonpath(value: str, venv: Path, home: Path) -> None:
    variables = {"PYTHONPATH": value.replace("{home}", str(home)), "HOME": str(home)}
    environment = from_venv(str(venv), variables=variables, folder=str(home))
    assert paths(environment.for_command(str(home))) == asked(venv, ["-c", TELL], home, variables)
    named = [e for e in environment.search_path if e.provenance is Provenance.PYTHONPATH]
    assert bool(named) == bool(value)


@pytest.mark.parametrize("value", ["true", "True", " TRUE ", "false", "yes", "1", "", None])
@pytest.mark.parametrize("variable", [None, "PYTHONNOUSERSITE"])
def test_the_systems_and_the_users(value: str | None, variable: str | None, venv: Path, home: Path) -> None:
    lines = (venv / "pyvenv.cfg").read_text().splitlines()
    lines = [line for line in lines if not line.startswith("include")]
    lines += [] if value is None else [f"Include-System-Site-Packages={value}"]
    (venv / "pyvenv.cfg").write_text("\n".join(lines))
    user = site_of(home / "user", venv)
    (user / "u.pth").write_text("../../../../extra\n")
    variables = {"PYTHONUSERBASE": str(home / "user"), "HOME": str(home)}
    variables |= {variable: "1"} if variable else {}
    environment = from_venv(str(venv), variables=variables, folder=str(home))
    assert paths(environment.for_command(str(home))) == asked(venv, ["-c", TELL], home, variables)


PTH: dict[str, Any] = {
    "a.pth": "one\n# two\n #two\n\n   \ntwo   \nnowhere\n../../../../home\none\n/\n",
    "b.pth": b"\xef\xbb\xbfthree\nfour\n",
    "c.pth": "import sys; sys.c = 1\nimport\tsys\nimportant\n import sys\nfrom sys import path\n",
    "d.pth": "~\n$HOME\n${HOME}\n./four\none/\none/../one\n",
    "e.pth": "zip.zip\nfile\nlink\n\u00e4\n",
    "f.pth": "five\x0csix\nseven\r\neight\rnine\u2028ten\n",
    ".hidden.pth": "hidden\n",
    "Upper.pth": "upper\n",
    "z.PTH": "other\n",
    "folder.pth": None,
    "nul.pth": "one\0\neleven\n",
}


def test_pth_files(venv: Path, site: Path, home: Path) -> None:
    names = "one two three four important five six seven eight nine ten eleven hidden upper other"
    names += " \u00e4 ~ five\x0csix"
    for name in [*names.split(" "), " #two"]:
        (site / name).mkdir()
    (site / "zip.zip").write_bytes(b"")
    (site / "file").write_bytes(b"")
    (site / "link").symlink_to("nowhere")
    for name, text in PTH.items():
        if text is None:
            (site / name).mkdir()
        else:
            (site / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    variables = {"LC_ALL": "C.UTF-8"}
    environment = from_venv(str(venv), folder=str(home)).for_command(str(home))
    assert paths(environment) == asked(venv, ["-X", "utf8", "-c", TELL], home, variables)
    assert [(code.line, code.text) for code in environment.start_up_code] == [
        (1, "import sys; sys.c = 1"),
        (2, "import\tsys"),
    ]
    of_a = {e.path: e.line for e in environment.search_path if (e.file or "").endswith("/a.pth")}
    assert of_a[str(site / "two")] == 6
    kinds = {problem.kind for problem in environment.problems}
    assert kinds >= {ProblemKind.PTH_RUNS_CODE, ProblemKind.PTH_NO_EFFECT, ProblemKind.PTH_UNREADABLE}


def test_a_pth_file_that_cannot_be_decoded(venv: Path, site: Path) -> None:
    (site / "a.pth").write_bytes(b"one\n\xff\n")
    environment = from_venv(str(venv))
    (problem,) = (p for p in environment.problems if p.kind is ProblemKind.PTH_UNDECODABLE)
    assert (problem.path, problem.line) == (str(site / "a.pth"), 2)
    command = [str(venv / "bin" / "python"), "-X", "utf8", "-c", ""]
    result = subprocess.run(command, env={"LC_ALL": "C.UTF-8"}, capture_output=True, check=False)
    assert result.returncode != 0, "the interpreter does not start"


def test_pth_files_on_pythonpath_are_not_read(venv: Path, home: Path) -> None:
    (home / "extra" / "x.pth").write_text(f"{home}\n")
    variables = {"PYTHONPATH": "extra"}
    environment = from_venv(str(venv), variables=variables, folder=str(home))
    assert paths(environment.for_command(str(home))) == asked(venv, ["-c", TELL], home, variables)
    assert os.fspath(home) not in paths(environment)
