"""Every check has a page; the examples of those of projects are run here, of others beside their tests."""

import re
from importlib import import_module
from pathlib import Path

import pages
import pytest

from dovetail import checks
from dovetail.checks import CHECKS
from dovetail.checks.run import SUPPRESSION
from dovetail.ship.page import ALL
from dovetail.ship.proof import checks as of_environments
from dovetail.ship.verify import checks as of_archives

SECTIONS = ["What it finds", "Why it matters", "Examples", "What to do", "What it leaves out"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> pages.Run:
    return pages.runner(monkeypatch, capfdbinary)


@pytest.mark.parametrize(("name", "example"), pages.of(CHECKS))
def test_example_prints_what_the_page_says(
    name: str, example: pages.Example, tmp_path: Path, run: pages.Run
) -> None:
    pages.write(example.files, tmp_path)
    # The project ends here, whatever lies around the folder for temporary files.
    (tmp_path / ".git").mkdir()
    for command, output in example.commands:
        assert f"--select {name}" in command or name == SUPPRESSION
        assert run(command, tmp_path)[1] == output


@pytest.mark.parametrize("name", ALL)
def test_page_shows_the_fault_and_its_repair(name: str) -> None:
    outputs = [output for example in pages.examples(ALL[name].page()) for _, output in example.commands]
    assert any(f"[{name}]" in output for output in outputs)
    assert any(output.startswith("No findings") for output in outputs)


@pytest.mark.parametrize("name", ALL)
def test_page_has_its_parts(name: str) -> None:
    text = ALL[name].page()
    lines = text.splitlines()
    assert lines[0] == f"# {name}"
    assert lines[1] == lines[3] == ""
    assert re.fullmatch(r"[A-Z`].{20,98}[^.]\.", lines[2]), "one plain sentence"
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert headings == SECTIONS
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    assert max(map(len, prose.splitlines())) <= 110


@pytest.mark.parametrize("name", ALL)
def test_check_is_a_function_in_the_module_of_its_name(name: str) -> None:
    check = ALL[name]
    module = import_module(check.module)
    assert callable(module.diagnostics if name == SUPPRESSION else module.check)
    assert module.__doc__.startswith(f"``{name}``: ")
    assert check.severity in {"error", "warning"}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("format", ["text", "markdown"])
def test_explain_shows_the_page(
    name: str,
    format: str,  # noqa: A002
    tmp_path: Path,
    run: pages.Run,
) -> None:
    code, shown = run(f"dovetail explain {name} --format {format}", tmp_path)
    assert code == 0
    if format == "markdown":
        assert shown == ALL[name].page()
    else:
        assert name in shown
        assert "What to do" in shown
        assert "```" not in shown


def test_explain_lists_every_check_with_its_sentence(tmp_path: Path, run: pages.Run) -> None:
    code, shown = run("dovetail explain", tmp_path)
    assert code == 0
    assert [line.split(maxsplit=1)[0] for line in shown.splitlines()] == list(ALL)
    for check in ALL.values():
        assert check.page().splitlines()[2] in shown


@pytest.mark.parametrize("package", [checks, of_archives, of_environments], ids=lambda it: it.__name__)
def test_nothing_else_lies_in_the_folder(package: object) -> None:
    expected = {"__init__.py", *(("run.py",) if package is checks else ())}
    names = [check.name for check in package.CHECKS]
    expected |= {f"{name.replace('-', '_')}{suffix}" for name in names for suffix in (".py", ".md")}
    folder = Path(package.__file__).parent
    assert {path.name for path in folder.iterdir() if path.name != "__pycache__"} == expected


def test_no_page_has_an_example_that_is_not_run() -> None:
    for check in ALL.values():
        text = check.page()
        found = list(pages.examples(text))
        assert text.count("```console\n") == sum(len(example.commands) for example in found)
        fences = text.count("```python\n") + text.count("```toml\n")
        files = sum(len([body for body in example.files.values() if body]) for example in found)
        assert fences <= files, "a fence that no path introduces"
