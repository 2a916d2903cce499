"""Every check of environments has a page beside it, and every example on every page is run.

As `tests/checks/test_pages.py` has it; an example's files are an environment, to which as much of a standard
library is added as makes it one.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from dovetail.cli import main
from dovetail.ship.proof import checks

FOLDER = Path(checks.__file__).parent
NAMES = [check.name for check in checks.CHECKS]
SECTIONS = ["What it finds", "Why it matters", "Examples", "What to do", "What it leaves out"]
LIBRARY = "env/lib/python3.13/os.py"

_FILE = re.compile(r"`([^`]+)`( \(empty\))?$")
_FENCE = re.compile(r"```(\w*)$")

Run = Callable[[str, Path], tuple[int, str]]


class Example(NamedTuple):
    heading: str
    files: dict[str, str]
    command: str
    output: str


def page(name: str) -> Path:
    return FOLDER / f"{name.replace('-', '_')}.md"


def examples(text: str) -> Iterator[Example]:
    """Yield what stands under each heading that has a command."""
    for section in re.split(r"(?m)^### ", text)[1:]:
        lines = iter(section.splitlines())
        heading, files, path = next(lines), {}, ""
        for line in lines:
            fence = _FENCE.match(line)
            if found := _FILE.fullmatch(line):
                path = found[1]
                files |= {path: ""} if found[2] else {}
            elif fence:
                body = "".join(f"{each}\n" for each in iter(lambda: next(lines), "```"))  # noqa: B023
                if fence[1] == "console":
                    command, _, output = body.partition("\n")
                    yield Example(heading, files, command.removeprefix("$ "), output)
                else:
                    files[path] = body


EXAMPLES = [
    pytest.param(name, example, id=f"{name}: {example.heading}")
    for name in NAMES
    for example in examples(page(name).read_text(encoding="utf-8"))
]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(command: str, folder: Path) -> tuple[int, str]:
        words = shlex.split(command)
        assert words[0] == "dovetail"
        monkeypatch.chdir(folder)
        code = main(words[1:])
        printed = capfdbinary.readouterr()
        assert code < 2, printed.err
        return code, printed.out.decode()

    return run


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_example_prints_what_the_page_says(name: str, example: Example, tmp_path: Path, run: Run) -> None:
    for path, text in {LIBRARY: "", **example.files}.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert f"--select {name}" in example.command
    assert run(example.command, tmp_path)[1] == example.output


@pytest.mark.parametrize("name", NAMES)
def test_page_has_its_parts(name: str) -> None:
    text = page(name).read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == f"# {name}"
    assert lines[1] == lines[3] == ""
    assert re.fullmatch(r"[A-Z`].{20,98}[^.]\.", lines[2]), "one plain sentence"
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == SECTIONS
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    assert max(map(len, prose.splitlines())) <= 120
    outputs = [example.output for example in examples(text)]
    assert any(f"[{name}]" in output for output in outputs)
    assert any(output.startswith("No findings") for output in outputs)


@pytest.mark.parametrize("name", NAMES)
def test_check_is_a_function_in_the_module_of_its_name(name: str) -> None:
    check = checks.BY_NAME[name]
    module = import_module(check.module)
    assert callable(module.check)
    assert module.__doc__.startswith(f"``{name}``: ")
    assert check.severity in {"error", "warning"}


@pytest.mark.parametrize("name", NAMES)
def test_explain_shows_the_page(name: str, tmp_path: Path, run: Run) -> None:
    text = page(name).read_text(encoding="utf-8")
    assert run(f"dovetail explain {name} --format markdown", tmp_path) == (0, text)
    assert any(line.startswith(f"{name} ") for line in run("dovetail explain", tmp_path)[1].splitlines())


def test_nothing_else_lies_in_the_folder() -> None:
    expected = {f"{name.replace('-', '_')}{suffix}" for name in NAMES for suffix in (".py", ".md")}
    assert {path.name for path in FOLDER.iterdir() if path.name != "__pycache__"} == {
        "__init__.py",
        *expected,
    }
