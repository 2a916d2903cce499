"""Every check has a page beside it, and every example on every page is run.

An example is what stands under one heading. A line that is a path in backticks introduces a file, whose text
is in the next fence; ``(empty)`` after it stands for a file without text. A fence of ``console`` holds a
command and what it prints on the files so far.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from dovetail import checks
from dovetail.checks import CHECKS
from dovetail.checks.run import SUPPRESSION
from dovetail.cli import main
from dovetail.ship.page import ALL

FOLDER = Path(checks.__file__).parent
NAMES = [check.name for check in CHECKS]
SECTIONS = ["What it finds", "Why it matters", "Examples", "What to do", "What it leaves out"]

_FILE = re.compile(r"`([\w./{}-]+)`( \(empty\))?$")

Run = Callable[[str, Path], tuple[int, str]]


class Example(NamedTuple):
    """Files, and commands with what they print."""

    heading: str
    files: dict[str, str]
    commands: list[tuple[str, str]]


def page(name: str) -> Path:
    return FOLDER / f"{name.replace('-', '_')}.md"


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


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command line that begins with ``dovetail`` in a folder; give its exit code and what it prints."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run(command: str, folder: Path) -> tuple[int, str]:
        words = shlex.split(command)
        assert words[0] == "dovetail"
        monkeypatch.chdir(folder)
        code = main(words[1:])
        printed = capfdbinary.readouterr()
        assert code < 2, printed.err
        return code, printed.out.decode()

    return run


def write(files: dict[str, str], folder: Path) -> None:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    # The project ends here, whatever lies around the folder for temporary files.
    (folder / ".git").mkdir()


@pytest.mark.parametrize(
    ("name", "example"),
    [
        pytest.param(name, example, id=f"{name}: {example.heading}")
        for name in NAMES
        for example in examples(page(name).read_text(encoding="utf-8"))
    ],
)
def test_example_prints_what_the_page_says(name: str, example: Example, tmp_path: Path, run: Run) -> None:
    write(example.files, tmp_path)
    for command, output in example.commands:
        assert f"--select {name}" in command or name == SUPPRESSION
        assert run(command, tmp_path)[1] == output


@pytest.mark.parametrize("name", NAMES)
def test_page_shows_the_fault_and_its_repair(name: str) -> None:
    found = examples(page(name).read_text(encoding="utf-8"))
    outputs = [output for example in found for _, output in example.commands]
    assert any(f"[{name}]" in output for output in outputs)
    assert any(output.startswith("No findings") for output in outputs)


@pytest.mark.parametrize("name", NAMES)
def test_page_has_its_parts(name: str) -> None:
    text = page(name).read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == f"# {name}"
    assert lines[1] == lines[3] == ""
    assert re.fullmatch(r"[A-Z`].{20,98}[^.]\.", lines[2]), "one plain sentence"
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert headings == SECTIONS
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    assert max(map(len, prose.splitlines())) <= 110


@pytest.mark.parametrize("name", NAMES)
def test_check_is_a_function_in_the_module_of_its_name(name: str) -> None:
    check = checks.BY_NAME[name]
    module = import_module(check.module)
    assert callable(module.diagnostics if name == SUPPRESSION else module.check)
    assert module.__doc__.startswith(f"``{name}``: ")
    assert check.severity in {"error", "warning"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", ["text", "markdown"])
def test_explain_shows_the_page(name: str, format: str, tmp_path: Path, run: Run) -> None:  # noqa: A002
    code, shown = run(f"dovetail explain {name} --format {format}", tmp_path)
    assert code == 0
    if format == "markdown":
        assert shown == page(name).read_text(encoding="utf-8")
    else:
        assert name in shown
        assert "What to do" in shown
        assert "```" not in shown


def test_explain_lists_every_check_with_its_sentence(tmp_path: Path, run: Run) -> None:
    code, shown = run("dovetail explain", tmp_path)
    assert code == 0
    assert [line.split(maxsplit=1)[0] for line in shown.splitlines()] == list(ALL)
    for name in NAMES:
        assert page(name).read_text(encoding="utf-8").splitlines()[2] in shown


def test_nothing_else_lies_in_the_folder() -> None:
    expected = {"__init__.py", "run.py"}
    expected |= {f"{name.replace('-', '_')}{suffix}" for name in NAMES for suffix in (".py", ".md")}
    assert {path.name for path in FOLDER.iterdir() if path.name != "__pycache__"} == expected


def test_no_page_has_an_example_that_is_not_run() -> None:
    for name in NAMES:
        text = page(name).read_text(encoding="utf-8")
        run_here = sum(len(example.commands) for example in examples(text))
        assert text.count("```console\n") == run_here
        fences = text.count("```python\n") + text.count("```toml\n")
        files = sum(len([body for body in example.files.values() if body]) for example in examples(text))
        assert fences <= files, "a fence that no path introduces"
