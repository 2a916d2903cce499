from hypothesis import given
from hypothesis import strategies as st

from dovetail.printable import printable
from dovetail.report.screen import WIDTH, show

LINES = st.text(st.sampled_from("ab \t日é\u0301\x1b\udcff🐍"), max_size=500)


@given(LINES, st.integers(0, 600), st.integers(0, 600))
def test_any_span_of_any_line_can_be_shown(line: str, start: int, end: int) -> None:
    shown = show(line, start, end)
    assert shown.text.isprintable()
    assert 0 <= shown.start <= shown.end
    # the two marks of a cut come on top; a character takes at most six cells, as \u0000 does
    assert shown.end <= WIDTH + len("......")
    assert len(shown.text.replace("\u0301", "")) <= WIDTH + len("......")


@given(st.text(st.sampled_from("ab \x1b\udcff"), max_size=500), st.data())
def test_the_span_marks_what_it_spans(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, min(len(line), start + 20)))
    shown = show(line, start, end)
    assert shown.text[shown.start : shown.end] == printable(line[start:end])


def test_a_line_that_fits_is_not_cut() -> None:
    assert show("x" * WIDTH, 190, 200) == ("x" * WIDTH, 190, 200)
    assert show("x" * WIDTH + "y", 0, 1) == ("x" * WIDTH + "...", 0, 1)


def test_wide_characters_take_two_cells() -> None:
    assert show("日本ab", 2, 3) == ("日本ab", 4, 5)
    assert show("日" * 101, 0, 1) == ("日" * 100 + "...", 0, 2)
    assert show("e\u0301a", 2, 3) == ("e\u0301a", 1, 2)


def test_tabs_go_to_the_next_stop() -> None:
    assert show("\tab\tc", 4, 5) == ("    ab  c", 8, 9)
    assert show("日\tc", 2, 3) == ("日  c", 4, 5)


def test_a_line_is_cut_only_where_it_must_be() -> None:
    assert show("x" * 300, 190, 200) == ("x" * 200 + "...", 190, 200)
    assert show("x" * 300, 191, 201) == ("..." + "x" * 169, 63, 73)
    assert show("x" * 300, 299, 300) == ("..." + "x" * 61, 63, 64)
