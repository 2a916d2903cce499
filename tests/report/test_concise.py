from collections.abc import Callable
from dataclasses import replace

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.report import Request

Report = Callable[..., str]
Finding = Callable[..., Diagnostic]


def test_each_finding_is_one_line(report: Report, finding: Finding) -> None:
    warning = replace(finding(), severity=Severity.WARNING, message="two\nlines")
    # the span begins after three bytes of 日: shown columns count characters
    text = report("concise", {"a.py": "'日'; import b\n"}, finding(1, 7, 1, 8, help="mend it"), warning)
    assert text == (
        "a.py:1:6: error[a-check] it is wrong\n"
        "a.py:1:1: warning[a-check] two\\nlines\n"
        "Found 2 findings (1 error, 1 warning) in 909 modules; read 909 files, 5,313 imports\n"
    )


def test_colour(report: Report, finding: Finding) -> None:
    text = report("concise", {}, finding(3, 4, 3, 5), request=Request(color=True))
    assert text.startswith("\x1b[1ma.py\x1b[0m:3:5: \x1b[1;31merror[a-check]\x1b[0m it is wrong\n")


def test_a_file_name_cannot_write_to_the_terminal(report: Report, finding: Finding) -> None:
    assert report("concise", {}, finding(path="\x1b[2J\n.py")).startswith("\\x1b[2J\\n.py:1:1: error")
