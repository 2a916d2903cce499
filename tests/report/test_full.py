import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dovetail.diagnostic import Diagnostic, Note, Outcome, Place, Severity, Summary
from dovetail.report import Request, render

Report = Callable[..., str]
Finding = Callable[..., Diagnostic]

SUMMARY = "Found 1 finding (1 error) in 909 modules; read 909 files, 5,313 imports\n"


def test_a_finding_shows_what_is_wrong_where_and_the_way_out(report: Report) -> None:
    diagnostic = Diagnostic(
        "unresolved-import",
        Severity.ERROR,
        "no module named `shop.orderz`",
        Place("src/shop/users.py", 3, 5, 3, 16),
        "did you mean `shop.orders`?",
    )
    source = "import os\n\nfrom shop.orderz import Order\n"
    assert report("full", {"src/shop/users.py": source}, diagnostic) == (
        """\
error[unresolved-import]: no module named `shop.orderz`
  --> src/shop/users.py:3:6
   |
 3 | from shop.orderz import Order
   |      ^^^^^^^^^^^
   = help: did you mean `shop.orders`?

"""
        + SUMMARY
    )


def test_each_step_of_a_cycle_has_its_own_source(report: Report) -> None:
    diagnostic = Diagnostic(
        "import-cycle",
        Severity.WARNING,
        "`a` and `b` import each other",
        Place("a.py", 1, 0, 1, 8),
        "defer one of the imports",
        (
            Note("`a` imports `b`", Place("a.py", 1, 0, 1, 8)),
            Note("`b` imports `a`", Place("b.py", 10, 0, 10, 8)),
            Note("2 modules are part of it"),
        ),
    )
    files = {"a.py": "import b\n", "b.py": "\n" * 9 + "import a\n"}
    assert report("full", files, diagnostic) == (
        """\
warning[import-cycle]: `a` and `b` import each other
   --> a.py:1:1
    |
  1 | import b
    | ^^^^^^^^
note: `a` imports `b`
   --> a.py:1:1
    |
  1 | import b
    | --------
note: `b` imports `a`
   --> b.py:10:1
    |
 10 | import a
    | --------
    = note: 2 modules are part of it
    = help: defer one of the imports

Found 1 finding (1 warning) in 909 modules; read 909 files, 5,313 imports
"""
    )


def test_a_whole_file_has_no_position_and_no_source(report: Report, finding: Finding) -> None:
    assert report("full", {"a.py": "import b\n"}, finding(help="rename it")) == (
        """\
error[a-check]: it is wrong
  --> a.py
   = help: rename it

"""
        + SUMMARY
    )


@pytest.mark.parametrize("content", [None, "import b\n"], ids=["missing", "shorter"])
def test_source_that_is_not_there_is_not_shown(report: Report, finding: Finding, content: str | None) -> None:
    files = {} if content is None else {"a.py": content}
    assert report("full", files, finding(7, 4, 7, 9)) == (
        """\
error[a-check]: it is wrong
  --> a.py:7:5

"""
        + SUMMARY
    )


def test_a_span_that_the_source_does_not_have_is_not_shown(report: Report, finding: Finding) -> None:
    assert "1 |" not in report("full", {"a.py": "import b\n"}, finding(1, 0, 9, 1))


def test_a_path_that_no_file_can_have_is_shown_all_the_same(report: Report, finding: Finding) -> None:
    assert "  --> a\\x00.py:1:1\n" in report("full", {}, finding(1, 0, 1, 1, path="a\0.py"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_and_a_folder_are_not_read(report: Report, finding: Finding, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.py")
    assert "1 |" not in report("full", {}, finding(1, 0, 1, 3))
    assert "1 |" not in report("full", {"p/b.py": ""}, finding(1, 0, 1, 3, path="p"))


def test_an_empty_span_is_marked_by_one_caret(report: Report, finding: Finding) -> None:
    assert "   |        ^\n" in report("full", {"a.py": "import b"}, finding(1, 7, 1, 7))
    assert "   |         ^\n" in report("full", {"a.py": "import b"}, finding(1, 99, 1, 120))


def test_an_empty_span_at_the_start_of_a_line_stays_there(report: Report, finding: Finding) -> None:
    text = report("full", {"a.py": "import b\nimport c\n"}, finding(2, 0, 2, 0))
    assert " 2 | import c\n   | ^\n" in text


def test_a_span_of_several_lines_has_a_bar(report: Report, finding: Finding) -> None:
    source = "from b import (\n    c,\n\n    d,\n)\n"
    assert report("full", {"a.py": source}, finding(1, 0, 5, 1)) == (
        """\
error[a-check]: it is wrong
  --> a.py:1:1
   |
 1 | / from b import (
 2 | |     c,
 3 | |
 4 | |     d,
 5 | | )
   | |_^

"""
        + SUMMARY
    )


def test_a_long_span_is_shortened_and_one_in_a_line_bends_to_its_start(
    report: Report, finding: Finding
) -> None:
    source = "x = 1; from b import (\n" + "".join(f"    c{n},\n" for n in range(9)) + "    d)\n"
    assert report("full", {"a.py": source}, finding(1, 7, 11, 6)) == (
        """\
error[a-check]: it is wrong
  --> a.py:1:8
   |
  1 |   x = 1; from b import (
    |  ________^
  2 | |     c0,
  3 | |     c1,
  4 | |     c2,
    | | ...
 11 | |     d)
    | |______^

""".replace("  -->", "   -->").replace("\n   |\n", "\n    |\n")
        + SUMMARY
    )


def test_a_span_that_ends_with_a_line_does_not_reach_into_the_next(report: Report, finding: Finding) -> None:
    text = report("full", {"a.py": "import b\nimport c\n"}, finding(1, 7, 2, 0))
    assert " 1 | import b\n   |        ^\n\n" in text


def test_columns_count_characters_and_marks_count_cells(report: Report, finding: Finding) -> None:
    # bytes: 2 for ö, 3 for each of 日本; cells: 1 for ö, 2 for each of 日本, none for the combining accent
    source = "ö = '日本e\u0301'; import wörld\n"
    start = len("ö = '日本e\u0301'; import ".encode())
    text = report("full", {"a.py": source}, finding(1, start, 1, start + 6))
    assert "a.py:1:20\n" in text
    assert f" 1 | {source}   | {' ' * 20}^^^^^\n" in text


def test_tabs_become_spaces(report: Report, finding: Finding) -> None:
    text = report("full", {"a.py": "\tx;\timport b\n"}, finding(1, 4, 1, 12))
    assert "a.py:1:5\n" in text
    assert " 1 |     x;  import b\n   |         ^^^^^^^^\n" in text


def test_control_characters_cannot_reach_the_terminal(report: Report) -> None:
    name = "a\x1b[2J\n.py"
    diagnostic = Diagnostic(
        "a-check",
        Severity.ERROR,
        "no module `\x1b]0;x\x07`",
        Place(name, 1, 7, 1, 8),
        "mend \x1b\nthen go on",
        (Note("\x9b", Place(name, 1, 0, 1, 6)), Note("\u202e")),
    )
    text = report("full", {name: "import b  # \x1b[31m \u202e \x00\n"}, diagnostic)
    assert text == (
        """\
error[a-check]: no module `\\x1b]0;x\\x07`
  --> a\\x1b[2J\\n.py:1:8
   |
 1 | import b  # \\x1b[31m \\u202e \\x00
   |        ^
note: \\x9b
  --> a\\x1b[2J\\n.py:1:1
   |
 1 | import b  # \\x1b[31m \\u202e \\x00
   | ------
   = note: \\u202e
   = help: mend \\x1b
           then go on

"""
        + SUMMARY
    )


def test_a_marked_control_character_is_marked_as_it_is_shown(report: Report, finding: Finding) -> None:
    text = report("full", {"a.py": "\x0cimport b\n"}, finding(1, 0, 1, 1))
    assert " 1 | \\x0cimport b\n   | ^^^^\n" in text


def test_source_is_decoded_by_its_cookie(report: Report, finding: Finding) -> None:
    # columns count UTF-8 bytes of the decoded text, as `ast` does, whatever the encoding of the file
    source = "# coding: latin-1\n'é'; import b\n".encode("latin-1")
    text = report("full", {"a.py": source}, finding(2, 6, 2, 14))
    assert "a.py:2:6\n" in text
    assert " 2 | 'é'; import b\n   |      ^^^^^^^^\n" in text


def test_bytes_that_are_not_utf8_are_shown_and_counted_as_bytes(report: Report, finding: Finding) -> None:
    text = report("full", {"a.py": b"'\xe9'; import b\n"}, finding(1, 5, 1, 13))
    assert " 1 | '\\xe9'; import b\n   |         ^^^^^^^^\n" in text


def test_a_very_long_line_is_cut_around_the_span(report: Report, finding: Finding) -> None:
    source = "x" * 1000 + ";import b;" + "y" * 1000 + "\n"
    text = report("full", {"a.py": source}, finding(1, 1001, 1, 1009))
    source_row, mark_row = text.splitlines()[3:5]
    assert source_row == f" 1 | ...{'x' * 59};import b;{'y' * 131}..."
    assert mark_row == f"   | {' ' * 63}{'^' * 8}"


def test_a_span_longer_than_the_screen_is_cut_too(report: Report, finding: Finding) -> None:
    source_row, mark_row = report("full", {"a.py": "x" * 5000}, finding(1, 0, 1, 5000)).splitlines()[3:5]
    assert source_row == f" 1 | {'x' * 200}..."
    assert mark_row == f"   | {'^' * 200}"


def test_colour_is_restrained_and_only_on_demand(report: Report, finding: Finding) -> None:
    one = finding(1, 0, 1, 6, help="mend it")
    files: dict[str, str | bytes] = {"a.py": "import b\n"}
    assert "\x1b" not in report("full", files, one)
    assert report("full", files, one, request=Request(color=True)) == (
        "\x1b[1;31merror[a-check]\x1b[0m\x1b[1m: it is wrong\x1b[0m\n"
        "  \x1b[1;34m-->\x1b[0m a.py:1:1\n"
        "\x1b[1;34m   |\x1b[0m\n"
        "\x1b[1;34m 1 |\x1b[0m import b\n"
        "\x1b[1;34m   |\x1b[0m \x1b[1;31m^^^^^^\x1b[0m\n"
        "   \x1b[1;34m=\x1b[0m \x1b[1;36mhelp\x1b[0m: mend it\n"
        "\n" + SUMMARY
    )
    warning = report("full", files, replace(one, severity=Severity.WARNING), request=Request(color=True))
    assert warning.startswith("\x1b[1;33mwarning[a-check]")


def test_paths_are_shown_from_where_dovetail_was_started(
    report: Report, finding: Finding, tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {"src/a.py": "import b\n"}
    one = finding(1, 0, 1, 6, path="src/a.py")
    above = report("full", files, one, request=Request(start=tmp_path.parent))
    assert f"  --> {tmp_path.name}/src/a.py:1:1\n" in above
    below = report("full", files, one, request=Request(start=tmp_path / "src"))
    assert "  --> a.py:1:1\n" in below
    assert " 1 | import b\n" in below
    beside = report("full", files, one, request=Request(start=tmp_path / "tests"))
    assert "  --> ../src/a.py:1:1\n" in beside


def test_a_clean_project_is_one_line(report: Report) -> None:
    summary = Summary(1, 1, 1, (("permission denied", 1200), ("syntax", 1)), 1, 3.0)
    assert report("full", {}, summary=summary) == (
        "No findings in 1 module; read 1 file, 1 import; 1 finding suppressed; "
        "1,201 files not read: 1,200 permission denied, 1 syntax\n"
    )


def test_findings_are_rendered_as_they_are_taken(tmp_path: Path, finding: Finding) -> None:
    outcome = Outcome((finding(1, 0, 1, 1), finding(1, 0, 1, 1)), Summary(0, 0, 0, (), 0, 0), tmp_path)
    pieces = render("full", outcome)
    assert "1 |" not in next(pieces)
    (tmp_path / "b.py").touch()
    assert "it is wrong" in next(pieces)
