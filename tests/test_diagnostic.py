from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.diagnostic import Diagnostic, Note, Outcome, Place, Severity, Summary

FIRST = Diagnostic("b-check", Severity.ERROR, "message", Place("b.py", 2, 4, 2, 9))

SMALL = st.integers(1, 2)
PLACES = st.builds(Place, st.sampled_from(["a.py", "b.py"]), SMALL, SMALL, SMALL, SMALL)
TEXTS = st.sampled_from(["", "a", "b"])
NOTES = st.builds(Note, TEXTS, st.none() | PLACES)
DIAGNOSTICS = st.builds(
    Diagnostic,
    TEXTS,
    st.sampled_from(Severity),
    TEXTS,
    PLACES,
    st.none() | TEXTS,
    st.lists(NOTES, max_size=2).map(tuple),
)


@pytest.mark.parametrize(
    "later",
    [
        replace(FIRST, place=Place("c.py", 1, 0, 1, 0), check="a-check"),
        replace(FIRST, place=Place("b.py", 10, 0, 10, 1), check="a-check"),
        replace(FIRST, place=Place("b.py", 2, 5, 2, 6), check="a-check"),
        replace(FIRST, check="c-check", message="a"),
        replace(FIRST, message="messages"),
    ],
    ids=["path", "line", "column", "check", "message"],
)
def test_order_is_by_path_line_column_check_and_message(later: Diagnostic) -> None:
    assert sorted([later, FIRST]) == sorted([FIRST, later]) == [FIRST, later]


@given(st.lists(DIAGNOSTICS, max_size=6), st.randoms())
def test_order_is_total_whatever_the_order_found_in(diagnostics: list[Diagnostic], random: Random) -> None:
    expected = sorted(diagnostics)
    random.shuffle(diagnostics)
    assert sorted(diagnostics) == expected
    assert sorted(diagnostics, key=Diagnostic.sort_key) == expected


@given(DIAGNOSTICS, DIAGNOSTICS)
def test_different_diagnostics_are_never_equal_in_order(one: Diagnostic, other: Diagnostic) -> None:
    assert (one < other) + (other < one) + (one == other) == 1


def test_diagnostics_are_values() -> None:
    assert hash(FIRST) == hash(replace(FIRST))
    with pytest.raises(FrozenInstanceError):
        FIRST.message = "other"  # type: ignore[misc]


def test_a_whole_file_is_a_place() -> None:
    assert Place.of_file("a.py") == Place("a.py", 1, 0, 1, 0)
    assert Place.of_file("a.py").is_file
    assert not Place("a.py", 1, 0, 1, 1).is_file


def test_an_outcome_counts_and_knows_its_exit_code() -> None:
    summary = Summary(1, 2, 3, (), 0, 0.5)
    warning = replace(FIRST, severity=Severity.WARNING)
    outcome = Outcome((FIRST, warning, warning), summary, Path())
    assert (outcome.count(Severity.ERROR), outcome.count(Severity.WARNING)) == (1, 2)
    assert outcome.exit_code == 1
    assert replace(outcome, diagnostics=()).exit_code == 0
