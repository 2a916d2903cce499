import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import dovetail.cli.graph
from dovetail.cli import COMMANDS

STAR = "from os import *\nX = 1\n"


def test_clean_is_0(folder: Any, say: Any) -> None:
    folder({"a.py": "import os\n"})
    assert say("check").code == say("graph").code == say("imports", "a.py").code == 0


def test_findings_are_1(folder: Any, say: Any) -> None:
    folder({"a.py": STAR})
    assert say("check").code == say("check", "--statistics").code == 1
    for form in ("concise", "json", "github", "sarif"):
        assert say("check", "--format", form).code == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["chek"], "no such command: chek\n  help: did you mean `check`?"),
        (["--frobnicate"], "no such command"),
        (["check", "nowhere"], "no such file or folder: nowhere"),
        (
            ["check", "--frobnicate"],
            "unrecognized arguments: --frobnicate\n  help: see `dovetail check --help`",
        ),
        (["check", "--form", "json"], "unrecognized arguments"),
        (["check", "--format", "yaml"], "invalid choice: 'yaml'"),
        (["check", "--select", "star-imports"], "did you mean `star-import`?"),
        (["check", "--python-version", "three"], "give major and minor version"),
        (["check", "--statistics", "--format", "json"], "--statistics"),
        (["graph", "--kind", "eagre"], "no such kind of import: eagre"),
        (["graph", "--depth", "-1"], "--depth is -1"),
        (["graph", "--depth", "two"], "invalid int value"),
        (["graph", "--focus", "aa"], "did you mean `a`?"),
        (["why", "a"], "one other module is needed"),
        (["imports"], "required: FILE"),
        (["imports", "."], "not a file: ."),
        (["imports", "b.py"], "no such file: b.py"),
        (["explain", "star-imports"], "did you mean `star-import`?"),
    ],
)
def test_what_could_not_run_is_2(words: list[str], message: str, folder: Any, say: Any) -> None:
    folder({"a.py": "import os\n"})
    said = say(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("dovetail: ")
    assert message in said.err


def test_faulty_configuration_is_2_and_names_all_faults(folder: Any, say: Any) -> None:
    folder({"dovetail.toml": "rots = ['src']\nexclude = 3\n", "a.py": ""})
    for command in ("check", "graph"):
        said = say(command)
        assert said.code == 2
        assert "dovetail.toml:1: unknown key `rots`; did you mean `roots`?" in said.err
        assert "dovetail.toml:2: " in said.err


def test_fault_of_dovetail_is_2_and_says_so(folder: Any, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder({"a.py": ""})

    def fail(words: list[str]) -> int:
        raise ZeroDivisionError(words)

    monkeypatch.setattr(dovetail.cli.graph, "run", fail)
    said = say("graph")
    assert said.code == 2
    assert "ZeroDivisionError" in said.err
    assert "a fault of dovetail, not of your code" in said.err


def test_nothing_asked_is_2_and_prints_the_help(say: Any) -> None:
    said = say()
    assert said.code == 2
    assert said.out == say("--help").out


def test_version(say: Any) -> None:
    assert say("--version") == say("-V") == (0, f"dovetail {dovetail.__version__}\n", "")


@pytest.mark.parametrize("command", [name for name, _ in COMMANDS])
def test_help_of_each_command(command: str, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = say(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"usage: dovetail {command} ")
    assert max(map(len, said.out.splitlines())) <= 80
    assert command in say("--help").out


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_interrupted_is_130(folder: Any, start: Any) -> None:
    folder({})
    process = start("imports", "-", stdin=subprocess.PIPE)
    # It waits for its standard input; give Python the time to get there.
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
@pytest.mark.parametrize(
    "words",
    [
        ["graph", "--format", "json"],
        ["graph", "--format", "dot"],
        ["check", "--format", "json"],
        ["imports", "many.py"],
        ["explain"],
        ["check", "--help"],
        ["--help"],
    ],
)
def test_closed_pipe_is_no_error(words: list[str], folder: Any, start: Any) -> None:
    folder({"many.py": "import os, sys, re\n" * 3000, "b.py": "import many\n"})
    read, write = os.pipe()
    os.close(read)
    process = start(*words, stdout=write)
    os.close(write)
    _, err = process.communicate()
    assert process.returncode == 0
    assert "Broken" not in err
    assert "Traceback" not in err


def test_message_goes_to_stderr_and_data_to_stdout(folder: Any, start: Any) -> None:
    here = folder({"a.py": STAR})
    process = start("check", "--format", "json", "-v", cwd=here)
    out, err = process.communicate()
    assert out.startswith("{")
    assert "root: ." in err
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
)
def test_color(
    variables: dict[str, str], folder: Any, say: Any, monkeypatch: pytest.MonkeyPatch, *, colored: bool
) -> None:
    folder({"a.py": STAR})
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in say("check").out) == colored
    assert ("\x1b[" in say("check", "--format", "concise").out) == colored
    assert "\x1b[" not in say("check", "--format", "json").out
    assert "\x1b[" not in say("graph", "--format", "json").out


def test_name_that_moves_the_cursor_is_shown_escaped(folder: Any, say: Any) -> None:
    folder({"\x1b[2J.py": STAR, "p/__init__.py": ""})
    for words in (["check"], ["check", "-v"], ["graph"], ["imports", "\x1b[2J.py"], ["why", "\x1b[2J", "p"]):
        said = say(*words)
        assert "\x1b" not in said.out + said.err


def test_threads(folder: Any, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder({"a.py": "import b\n", "b.py": ""})
    expected = say("graph", "--format", "json")
    for count in ("1", "2", "8"):
        monkeypatch.setenv("DOVETAIL_THREADS", count)
        assert say("graph", "--format", "json") == expected
    for count in ("0", "-1", "many", "1e3", "257"):
        monkeypatch.setenv("DOVETAIL_THREADS", count)
        assert say("graph").code == 2


def test_what_lies_in_the_current_folder_is_never_run(tmp_path: Path) -> None:
    for name in ("random", "json", "tempfile", "typing", "pathlib", "rich", "difflib"):
        (tmp_path / f"{name}.py").write_text("print('it ran')\nraise SystemExit(99)\n")
    for words in (
        ["check"],
        ["graph"],
        ["where", "random"],
        ["path"],
        ["modules"],
        ["explain", "star-import"],
    ):
        command = [sys.executable, "-m", "dovetail", *words]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode in (0, 1), run.stderr
        assert "it ran" not in run.stdout + run.stderr
