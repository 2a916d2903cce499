from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.source.suppression import Applied, Suppression, apply, suppressions

ALLOW = "# dovetail: allow[star-import] because"
KNOWN = frozenset({"star-import", "import-cycle"})


def spoken(source: str) -> list[tuple[int, int, int]]:
    """Return of each comment its line, and the first and last line it speaks for."""
    return [(one.line, one.first, one.last) for one in suppressions(source)]


def test_a_comment_has_names_a_reason_and_a_place() -> None:
    source = "é = 1\nfrom é import *  # dovetail: allow[star-import, import-cycle] é: it is fine  \n"
    (found,) = suppressions(source)
    text = "# dovetail: allow[star-import, import-cycle] é: it is fine".encode()
    column = len("from é import *  ".encode())
    assert found == Suppression(
        line=2,
        column=column,
        end_column=column + len(text),
        first=2,
        last=2,
        names=("star-import", "import-cycle"),
        reason="é: it is fine",
    )
    assert suppressions(source.encode()) == (found,)


@pytest.mark.parametrize(
    ("comment", "names", "reason"),
    [
        ("# dovetail: allow[a] why", ("a",), "why"),
        ("#dovetail:allow[a]why", ("a",), "why"),
        ("#  dovetail:  allow [ a ,b, ]  why not", ("a", "b"), "why not"),
        ("# dovetail: allow[a]: why", ("a",), "why"),
        ("# dovetail: allow[a] -- why, see #12", ("a",), "why, see #12"),
        ("# dovetail: allow[a] \u2014 why", ("a",), "why"),
        ("# noqa: F403 # dovetail: allow[a] why", ("a",), "why"),
        ("# dovetail: allow[a]", ("a",), ""),
        ("# dovetail: allow[a] ...", ("a",), ""),
        ("# dovetail: allow[a]  # noqa: F403", ("a",), ""),
        ("# dovetail: allow[] why", (), "why"),
        ("# dovetail: allow a why", (), ""),
        ("# dovetail: allow[a why", (), ""),
        ("# dovetail: ignore[a] why", (), ""),
        ("# dovetail:", (), ""),
    ],
)
def test_what_a_comment_says(comment: str, names: tuple[str, ...], reason: str) -> None:
    (found,) = suppressions(f"import b  {comment}\n")
    assert (found.names, found.reason) == (names, reason)


def test_a_comment_may_say_two_things() -> None:
    one, other = suppressions("import b  # dovetail: allow[a] why # dovetail: allow[b] that\n")
    assert (one.names, one.reason, other.names, other.reason) == (("a",), "why", ("b",), "that")
    assert (one.column, one.end_column, other.column) == (10, 34, 35)


@pytest.mark.parametrize(
    "source",
    [
        f'x = "{ALLOW}"\n',
        f"'''\n{ALLOW}\n'''\n",
        f"x = f'''\n{ALLOW}\n'''\n",
        f'"""\n{ALLOW}\n"""',
        "# see dovetail: allow[a] why\n",
        "# dovetail allow[a] why\n",
        "",
    ],
)
def test_a_string_is_no_comment_and_a_mention_no_directive(source: str) -> None:
    assert suppressions(source) == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # at the end of a statement of one line
        (f"import a\nimport b  {ALLOW}\nimport c\n", [(2, 2, 2)]),
        # at the end of the first or the last line of a statement: all of it
        (f"import x\nfrom a import (  {ALLOW}\n    b,\n    c,\n)\n", [(2, 2, 5)]),
        (f"import x\nfrom a import (\n    b,\n    c,\n)  {ALLOW}\n", [(5, 2, 5)]),
        (f"import x\nfrom a import b, \\\n    c  {ALLOW}\n", [(3, 2, 3)]),
        # in the middle of it: that line
        (f"import x\nfrom a import (\n    b,  {ALLOW}\n    c,\n)\n", [(3, 3, 3)]),
        # alone: the next line of code, and what begins there
        (f"import x\n{ALLOW}\n\n# more\nimport b\nimport c\n", [(2, 5, 5)]),
        (f"import x\n{ALLOW}\nfrom a import (\n    b,\n)\n", [(2, 3, 5)]),
        (f"import x\nfrom a import (\n    {ALLOW}\n\n    b,\n    c,\n)\n", [(3, 5, 5)]),
        (f"if x:\n    {ALLOW}\n    import b\n", [(2, 3, 3)]),
        (f"if x:\n    import a\n{ALLOW}\nelse:\n    import b\n", [(3, 4, 4)]),
        (f"import x\n{ALLOW}\n{ALLOW}\nimport b\n", [(2, 4, 4), (3, 4, 4)]),
        # above all code: the whole file as well
        (f"#!/usr/bin/python\n{ALLOW}\nimport b\nimport c\n", [(2, 1, 3)]),
        (f'{ALLOW}\n"""Text\nof it."""\nimport b\n', [(1, 1, 3)]),
        (f'"""Text\nof it."""  {ALLOW}\nimport b\n', [(2, 1, 2)]),
        (f"\n\n{ALLOW}\n", [(3, 1, 3)]),
        (ALLOW, [(1, 1, 1)]),
        # with no code after it: nothing
        (f"import b\n{ALLOW}\n", [(2, 2, 2)]),
        # a header is a statement of its own
        (f"if x:  {ALLOW}\n    import b\n", [(1, 1, 1)]),
        (f"if x: import b  {ALLOW}", [(1, 1, 1)]),
        (f"import a\r\nimport b  {ALLOW}\r\nimport c\r\n", [(2, 2, 2)]),
        (f"import a\rimport b  {ALLOW}\rimport c\r", [(2, 2, 2)]),
        (f"x = '''\n'''; import b  {ALLOW}\n", [(2, 1, 2)]),
    ],
)
def test_the_lines_that_a_comment_speaks_for(source: str, expected: list[tuple[int, int, int]]) -> None:
    assert spoken(source) == expected


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ("x = )\n", [(2, 2, 2)]),
        ("x = 'no end\n", [(2, 2, 2)]),
        ("x = 0777\n", [(2, 2, 2)]),
        ("print 'x' $ ?\n", [(2, 2, 2)]),
        ("\0\n", [(2, 2, 2)]),
        ("if x:\n        a\n    b\n", [(4, 4, 4)]),
        ("if x:\n        a\n  b  # c\n\n\n    c\n", [(7, 7, 7)]),
    ],
)
def test_what_is_no_python_hides_nothing_below_it(broken: str, expected: list[tuple[int, int, int]]) -> None:
    assert spoken(f"{broken}import b  {ALLOW}\n") == expected


def test_a_comment_on_a_badly_indented_line_is_seen() -> None:
    assert spoken(f"if x:\n        a\n    import b  {ALLOW}\n") == [(3, 3, 3)]


@pytest.mark.parametrize("broken", ["        a\n    b", "x = 'no end", "x = (", "x = 0777", '"""'])
def test_no_comment_is_seen_twice(broken: str) -> None:
    source = f"if x:\n    import a  {ALLOW}\n    import b\n{broken}\n"
    assert [line for line, _, _ in spoken(source)] == [2]


def test_a_bracket_that_does_not_close_hides_no_comment() -> None:
    assert [line for line, _, _ in spoken(f"x = (\nimport b  {ALLOW}\nimport c  {ALLOW}\n")] == [2, 3]


def test_bytes_that_are_not_utf8_do_no_harm() -> None:
    (found,) = suppressions(f"# \xe9\nimport b; '\xe9'  {ALLOW}\n".encode("latin-1"))
    assert (found.line, found.column, found.reason) == (2, 15, "because")


PIECES = st.lists(
    st.sampled_from(
        [
            ALLOW,
            "\n",
            "\n    ",
            "  ",
            "import b",
            "(",
            ")",
            "'",
            '"""',
            "\\\n",
            "f'{",
            "}'",
            "0777",
            "$",
            "\0",
            "é",
            "\udce9",
            "if x:",
            "\r",
            "\t",
            "]",
        ]
    ),
    max_size=30,
)


@given(PIECES)
def test_any_text_can_be_read(pieces: list[str]) -> None:
    source = "".join(pieces)
    for found in suppressions(source):
        assert 1 <= found.first <= found.last <= source.count("\n") + source.count("\r") + 1
        assert 0 <= found.column < found.end_column


@given(PIECES.map("".join))
def test_text_and_its_bytes_read_alike(source: str) -> None:
    assert suppressions(source) == suppressions(source.encode("utf-8", "surrogateescape"))


# apply


def finding(
    line: int, end_line: int | None = None, check: str = "star-import", path: str = "a.py"
) -> Diagnostic:
    place = Place(path, line, 0, end_line or line, 5)
    return Diagnostic(check, Severity.WARNING, "it is wrong", place)


def applied(source: str, *findings: Diagnostic, ran: Iterable[str] | None = None) -> Applied:
    return apply(findings, {"a.py": source.encode()}.get, known=KNOWN, ran=None if ran is None else set(ran))


def told(result: Applied) -> list[tuple[str, int, str]]:
    return [(problem.kind, problem.line, problem.message) for problem in result.problems]


def test_what_a_comment_allows_is_left_out_and_counted() -> None:
    source = f"from b import *  {ALLOW}\nfrom c import *\n"
    assert applied(source, finding(1), finding(2), finding(1, check="import-cycle")) == (
        [finding(2), finding(1, check="import-cycle")],
        1,
        [],
    )


@pytest.mark.parametrize(("line", "end_line", "kept"), [(1, 1, 1), (2, 2, 0), (1, 3, 0), (3, 3, 1)])
def test_a_finding_is_allowed_by_any_line_of_its_place(line: int, end_line: int, kept: int) -> None:
    source = f"from a import (\n    b,  {ALLOW}\n    c,\n)\n"
    assert len(applied(source, finding(line, end_line)).kept) == kept


def test_a_finding_about_the_whole_file_is_allowed_above_its_code() -> None:
    whole = Diagnostic("star-import", Severity.WARNING, "it is wrong", Place.of_file("a.py"))
    assert applied(f"# licence\n\n{ALLOW}\n\nimport b\n", whole).suppressed == 1
    assert applied(f"import b\n{ALLOW}\nimport c\n", whole).suppressed == 0


def test_a_comment_in_another_file_allows_nothing() -> None:
    files = {"a.py": f"from b import *  {ALLOW}\n".encode(), "b.py": b"from c import *\n"}
    assert apply([finding(1, path="b.py")], files.get).kept == [finding(1, path="b.py")]


def test_a_comment_without_a_reason_is_bad_and_allows_nothing() -> None:
    result = applied("from b import *  # dovetail: allow[star-import]\n", finding(1))
    assert result.kept == [finding(1)]
    (problem,) = result.problems
    assert (problem.kind, problem.path, problem.line, problem.column, problem.end_column) == (
        "bad",
        "a.py",
        1,
        17,
        47,
    )
    assert problem.message == "this comment gives no reason, and so allows nothing"


def test_an_unknown_name_is_bad_and_the_others_allow() -> None:
    result = applied("from b import *  # dovetail: allow[star-imports, star-import, x] why\n", finding(1))
    assert result.suppressed == 1
    assert told(result) == [
        ("bad", 1, "no check is called `star-imports`"),
        ("bad", 1, "no check is called `x`"),
    ]
    assert [problem.help for problem in result.problems] == [
        "did you mean `star-import`?",
        "name a check, or remove the comment",
    ]


def test_a_comment_that_is_not_understood_is_bad() -> None:
    assert told(applied("from b import *  # dovetail: ignore\n", finding(1))) == [
        ("bad", 1, "this comment is for dovetail, which does not understand it")
    ]


def test_a_comment_that_suppresses_nothing_is_unused() -> None:
    source = f"from b import *  # dovetail: allow[star-import, import-cycle] why\nimport c  {ALLOW}\n"
    assert told(applied(source, finding(1))) == [
        ("unused", 1, "`import-cycle` finds nothing here that could be allowed"),
        ("unused", 2, "`star-import` finds nothing here that could be allowed"),
    ]
    # what did not run could not find anything
    assert told(applied(source, finding(1), ran={"star-import"})) == [
        ("unused", 2, "`star-import` finds nothing here that could be allowed")
    ]


def test_of_two_comments_that_allow_the_same_one_is_unused() -> None:
    assert [line for _, line, _ in told(applied(f"{ALLOW}\nfrom b import *  {ALLOW}\n", finding(2)))] == [2]


def test_only_files_with_findings_are_read_and_those_asked_for() -> None:
    seen: list[str] = []

    def read(path: str) -> bytes | None:
        seen.append(path)
        return f"import b  {ALLOW}\n".encode() if path == "c.py" else None

    diagnostics = [finding(1, path="p"), finding(2, path="p")]
    assert apply(diagnostics, read) == (diagnostics, 0, [])
    assert seen == ["p"]
    seen.clear()
    result = apply(diagnostics, read, paths=["c.py", "p"])
    assert seen == ["p", "c.py"]
    assert [(problem.kind, problem.path) for problem in result.problems] == [("unused", "c.py")]


def test_without_the_known_names_every_name_is_one() -> None:
    source = b"from b import *  # dovetail: allow[nonsense] why\n"
    result = apply([finding(1)], {"a.py": source}.get)
    assert [problem.kind for problem in result.problems] == ["unused"]
