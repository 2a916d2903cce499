"""Every check of archives has a page beside it, and every example on every page is run.

As in ``tests/checks/test_pages.py``; a path that begins with the name of an archive is one of its members.
"""

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from made_archives import make_all

from dovetail.cli import main
from dovetail.ship.verify import checks
from dovetail.ship.verify.checks import CHECKS

FOLDER = Path(checks.__file__).parent
NAMES = [check.name for check in CHECKS]
SECTIONS = ["What it finds", "Why it matters", "Examples", "What to do", "What it leaves out"]

_FILE = re.compile(r"`([^`\s]+)`( \(empty\))?$")


class Example(NamedTuple):
    """Files, and commands with what they print."""

    heading: str
    files: dict[str, str]
    commands: list[tuple[str, str]]


def page(name: str) -> str:
    return (FOLDER / f"{name.replace('-', '_')}.md").read_text(encoding="utf-8")


def examples(text: str) -> Iterator[Example]:
    """Yield what stands under each heading, if there is a command in it."""
    example = Example("", {}, [])
    path, fence, lines = "", None, []
    for line in text.splitlines():
        if fence is not None and line != "```":
            lines.append(line)
        elif fence is not None:
            body = "".join(f"{line}\n" for line in lines)
            if fence == "console":
                command, _, output = body.partition("\n")
                example.commands.append((command.removeprefix("$ "), output))
            elif path:
                example.files[path] = body
            path, fence = "", None
        elif line.startswith("```"):
            fence, lines = line.removeprefix("```"), []
        elif line.startswith("#"):
            yield from [example] if example.commands else []
            example = Example(line.lstrip("# "), {}, [])
        elif found := _FILE.fullmatch(line):
            path = found[1]
            if found[2]:
                example.files[path] = ""
    yield from [example] if example.commands else []


@pytest.mark.parametrize(
    ("name", "example"),
    [
        pytest.param(name, example, id=f"{name}: {example.heading}")
        for name in NAMES
        for example in examples(page(name))
    ],
)
def test_example_prints_what_the_page_says(
    name: str,
    example: Example,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    make_all(tmp_path, example.files)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for command, output in example.commands:
        assert f"--select {name}" in command
        words = shlex.split(command)
        assert words[0] == "dovetail"
        code = main(words[1:])
        printed = capfdbinary.readouterr()
        assert printed.out.decode() == output
        assert code == int("No findings" not in output)


@pytest.mark.parametrize("name", NAMES)
def test_page_shows_the_fault_and_its_repair(name: str) -> None:
    outputs = [output for example in examples(page(name)) for _, output in example.commands]
    assert any(f"[{name}]" in output for output in outputs)
    assert any(output.startswith("No findings") for output in outputs)


@pytest.mark.parametrize("name", NAMES)
def test_page_has_its_parts(name: str) -> None:
    text = page(name)
    lines = text.splitlines()
    assert lines[0] == f"# {name}"
    assert lines[1] == lines[3] == ""
    assert re.fullmatch(r"[A-Z`].{20,98}[^.]\.", lines[2]), "one plain sentence"
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == SECTIONS
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    assert max(map(len, prose.splitlines())) <= 110


@pytest.mark.parametrize("name", NAMES)
def test_check_is_a_function_in_the_module_of_its_name(name: str) -> None:
    check = checks.BY_NAME[name]
    module = import_module(check.module)
    assert callable(module.check)
    assert module.__doc__.startswith(f"``{name}``: ")
    assert check.severity in {"error", "warning"}


def test_nothing_else_lies_in_the_folder() -> None:
    expected = {"__init__.py"}
    expected |= {f"{name.replace('-', '_')}{suffix}" for name in NAMES for suffix in (".py", ".md")}
    assert {path.name for path in FOLDER.iterdir() if path.name != "__pycache__"} == expected
