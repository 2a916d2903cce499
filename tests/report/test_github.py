from collections.abc import Callable
from dataclasses import replace

from dovetail.diagnostic import Diagnostic, Note, Place, Severity

Report = Callable[..., str]
Finding = Callable[..., Diagnostic]


def test_a_finding_is_a_workflow_command(report: Report, finding: Finding) -> None:
    notes = (Note("it is here", Place("b.py", 4, 0, 5, 3)), Note("so"))
    one = finding(1, 7, 1, 11, help="mend it", notes=notes)
    assert report("github", {"a.py": "'日'; import b\n"}, one) == (
        "::error file=a.py,line=1,col=6,endLine=1,endColumn=10,title=dovetail a-check::"
        "it is wrong%0Anote: it is here (b.py:4)%0Anote: so%0Ahelp: mend it\n"
    )


def test_a_span_of_several_lines_has_no_columns(report: Report, finding: Finding) -> None:
    warning = replace(finding(2, 3, 4, 5), severity=Severity.WARNING)
    assert report("github", {}, warning) == (
        "::warning file=a.py,line=2,endLine=4,title=dovetail a-check::it is wrong\n"
    )


def test_a_whole_file_has_no_columns(report: Report, finding: Finding) -> None:
    assert report("github", {}, finding()) == (
        "::error file=a.py,line=1,endLine=1,title=dovetail a-check::it is wrong\n"
    )


def test_what_the_runner_would_take_apart_is_escaped(report: Report, finding: Finding) -> None:
    one = replace(finding(path="50%,a:b\n::stop.py"), message="100%\n::error::\r\x1b[m, a:b")
    assert report("github", {}, one) == (
        "::error file=50%25%2Ca%3Ab\\n%3A%3Astop.py,line=1,endLine=1,title=dovetail a-check::"
        "100%25%0A::error::\\r\\x1b[m, a:b\n"
    )


def test_nothing_is_said_of_a_clean_project(report: Report) -> None:
    assert report("github", {}) == ""
