"""The light enumeration does what `enum.StrEnum` does, as far as dovetail asks."""

from __future__ import annotations

import copy
import enum
import json
import pickle

import pytest

from dovetail.str_enum import StrEnum


class Light(StrEnum):
    """Words."""

    FIRST = "first word"
    """What stands below a member is no member."""
    SECOND = "2nd"


class Heavy(enum.StrEnum):
    FIRST = "first word"
    SECOND = "2nd"


def test_members_are_strings_as_those_of_the_original() -> None:
    assert [*Light] == [*Heavy]
    assert len(Light) == len(Heavy)
    for light, heavy in zip(Light, Heavy, strict=True):
        assert light == heavy
        assert hash(light) == hash(heavy)
        assert (light.name, light.value, str(light)) == (heavy.name, heavy.value, str(heavy))
        assert type(str(light)) is type(light.value) is str
        assert f"{light:>12}" == f"{heavy:>12}"
        assert repr(light) == repr(heavy).replace("Heavy", "Light")
        assert json.dumps({light: [light]}) == json.dumps({heavy: [heavy]})
        assert isinstance(light, Light)


def test_a_value_gives_the_member() -> None:
    assert Light("2nd") is Light.SECOND
    assert Light(Light.FIRST) is Light.FIRST
    assert "2nd" in Light
    assert "SECOND" not in Light


@pytest.mark.parametrize("value", ["SECOND", "", "name", None, 1, []])
def test_another_value_is_refused_as_by_the_original(value: object) -> None:
    with pytest.raises(ValueError, match="is not a valid Heavy"):
        Heavy(value)
    with pytest.raises(ValueError, match="is not a valid Light"):
        Light(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_copy_is_the_member(protocol: int) -> None:
    one = Light.FIRST
    assert copy.copy(one) is one
    assert copy.deepcopy(one) is one
    assert pickle.loads(pickle.dumps(one, protocol)) is one


def test_a_word_that_is_there_twice_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Wrong\.B"):
        type(StrEnum)("Wrong", (StrEnum,), {"A": "same", "B": "same"})
