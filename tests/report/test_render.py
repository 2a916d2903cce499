import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import dovetail.report
from dovetail.diagnostic import Diagnostic, Outcome, Summary
from dovetail.errors import UsageError
from dovetail.report import FORMATS, render
from dovetail.report.summary import summary_line

Finding = Callable[..., Diagnostic]

SUMMARY = Summary(12, 3456, 7, (("not UTF-8\x1b", 1),), 0, 1.234)


def test_an_unknown_format_is_a_usage_error_at_once() -> None:
    with pytest.raises(UsageError, match="no output format `xml`") as caught:
        render("xml", Outcome((), SUMMARY, Path()))
    assert caught.value.hint == "the formats are full, concise, json, github, sarif"


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_shows_the_time(format: str, tmp_path: Path, finding: Finding) -> None:  # noqa: A002
    outcome = Outcome((finding(1, 0, 1, 1),), SUMMARY, tmp_path)
    later = replace(outcome, summary=replace(SUMMARY, seconds=9.0))
    text = "".join(render(format, outcome))
    assert text == "".join(render(format, later))
    assert text.endswith("\n")
    assert "\x1b" not in text


def test_the_summary_has_the_time_on_demand(finding: Finding) -> None:
    outcome = Outcome((finding(),), SUMMARY, Path())
    assert summary_line(outcome, with_seconds=True) == (
        "Found 1 finding (1 error) in 12 modules; read 7 files, 3,456 imports in 1.23 s; "
        "1 file not read: 1 not UTF-8\\x1b"
    )
    assert " s;" not in summary_line(outcome)


def test_importing_the_package_loads_no_format() -> None:
    program = "import sys, dovetail.report; print(*sys.modules)"
    source = Path(dovetail.report.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-S", "-c", program],  # -S: site may load any of them
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(run.stdout.split())
    assert "dovetail.report" in loaded
    assert not loaded & {"json", "dataclasses", "typing", "pathlib", "dovetail.report.full"}
