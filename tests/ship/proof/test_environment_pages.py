"""The examples on the pages of checks of environments; as much of a library is added as makes them one."""

from pathlib import Path

import pages
import pytest

from dovetail.ship.proof.checks import CHECKS

LIBRARY = "env/lib/python3.13/os.py"


@pytest.mark.parametrize(("name", "example"), pages.of(CHECKS))
def test_example_prints_what_the_page_says(
    name: str,
    example: pages.Example,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    pages.write({LIBRARY: "", **example.files}, tmp_path)
    run = pages.runner(monkeypatch, capfdbinary)
    for command, output in example.commands:
        assert f"--select {name}" in command
        assert run(command, tmp_path)[1] == output
