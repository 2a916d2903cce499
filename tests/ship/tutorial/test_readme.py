"""The tutorial of the README, followed word by word."""

from pathlib import Path

from readme_steps import Command, File, fits, steps
from tutorial_shell import Shell


def test_the_way_from_a_module_to_an_installed_package(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()  # nothing around it counts
    with Shell(tmp_path) as shell:
        for step in steps():
            if isinstance(step, File):
                file = shell.folder / step.path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(step.text)
                continue
            code, printed = shell.follow(step.line)
            assert code == 0, (step.line, printed)
            assert fits(step.shown, printed), (step.line, printed)


def test_the_tutorial_has_all_of_the_way() -> None:
    lines = [step.line for step in steps() if isinstance(step, Command)]
    words = ("new package", "new module", "check", "build", "index serve", "publish", "install", "convert")
    for word in words:
        assert any(line.startswith(f"dovetail {word}") for line in lines), word
    texts = "".join(step.text for step in steps() if isinstance(step, File))
    for form in ("import *", " as ", "from .hello import", "from .. import", "import shapes.solids.cube"):
        assert form in texts, form
    assert 'if __name__ == "__main__"' in texts
