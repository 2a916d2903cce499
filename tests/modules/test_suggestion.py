"""What is passed over before `difflib` is asked would not have been near."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches

from hypothesis import given
from hypothesis import strategies as st

from dovetail.modules.suggestion import _ALIKE, _near, _shares_letters

NAMES = st.text("abAB_1", min_size=1, max_size=9)


@given(NAMES, NAMES)
def test_names_that_are_alike_share_letters(one: str, other: str) -> None:
    bound = SequenceMatcher(None, one, other).quick_ratio()
    assert _shares_letters(one, other) == (bound >= _ALIKE)
    assert _shares_letters(one, other) == _shares_letters(other, one)


@given(NAMES, st.lists(NAMES, unique=True, max_size=30))
def test_near_names_are_those_of_difflib_after_those_in_another_case(wanted: str, names: list[str]) -> None:
    same = [name for name in names if name.lower() == wanted.lower()]
    rest = get_close_matches(wanted, [name for name in names if name not in same], 3, _ALIKE)
    assert _near(wanted, names) == [*same, *rest][:3]
