"""The examples on the pages of checks of archives: a path in an archive is a member of it."""

from pathlib import Path

import pages
import pytest
from made_archives import make_all

from dovetail.ship.verify.checks import CHECKS


@pytest.mark.parametrize(("name", "example"), pages.of(CHECKS))
def test_example_prints_what_the_page_says(
    name: str,
    example: pages.Example,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    make_all(tmp_path, example.files)
    run = pages.runner(monkeypatch, capfdbinary)
    for command, output in example.commands:
        assert f"--select {name}" in command
        assert run(command, tmp_path) == (int("No findings" not in output), output)
