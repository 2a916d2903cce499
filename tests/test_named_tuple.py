"""The light named tuple does what `typing.NamedTuple` does."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import typing
from typing import Any

import pytest

from dovetail.named_tuple import NamedTuple


class Light(NamedTuple):
    first: int
    second: str = "b"
    """What stands below a field is no default."""
    third: tuple[int, ...] = ()

    @property
    def double(self) -> int:
        return self.first * 2

    def __str__(self) -> str:
        return f"{self.first}{self.second}"


class Heavy(typing.NamedTuple):
    first: int
    second: str = "b"
    third: tuple[int, ...] = ()

    @property
    def double(self) -> int:
        return self.first * 2

    def __str__(self) -> str:
        return f"{self.first}{self.second}"


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, "x"), {}),
    ((1, "x", (2,)), {}),
    ((), {"first": 1}),
    ((1,), {"third": (3,)}),
    ((1, "x"), {"third": (3,)}),
    ((), {"third": (3,), "second": "y", "first": 2}),
    ((), {}),
    ((), {"second": "y"}),
    ((1, "x", (), 4), {}),
    ((1,), {"first": 2}),
    ((1, "x", ()), {"third": ()}),
    ((1,), {"fourth": 4}),
    ((1, "x", (), 4), {"fourth": 4}),
]


@pytest.mark.parametrize(("values", "named"), CALLS)
def test_is_called_as_the_original(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    try:
        right = Heavy(*values, **named)
    except TypeError:
        with pytest.raises(TypeError, match="Light"):
            Light(*values, **named)
        return
    light = Light(*values, **named)
    assert tuple(light) == right
    assert (light.first, light.second, light.third) == right
    assert light._asdict() == right._asdict()
    assert repr(light) == repr(right).replace("Heavy", "Light")
    assert hash(light) == hash(right)
    assert (light.double, str(light)) == (right.double, str(right))


def test_replace() -> None:
    one = Light(1)
    assert one._replace(second="z") == (1, "z", ())
    assert type(one._replace()) is Light
    with pytest.raises(ValueError, match="fourth"):
        one._replace(fourth=4)


def test_is_unchangeable_and_has_no_room_for_more() -> None:
    for name in ("first", "other"):
        with pytest.raises(AttributeError):
            setattr(Light(1), name, 2)
    assert not hasattr(Light(1), "__dict__")


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_can_be_copied_and_pickled(protocol: int) -> None:
    one = Light(1, third=(5,))
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one, protocol))):
        assert other == one
        assert type(other) is Light


def test_can_be_matched() -> None:
    match Light(1, "q"):
        case Light(first, second):
            assert (first, second) == (1, "q")
        case _:
            pytest.fail("did not match")


def test_types_of_the_fields_can_be_asked_for() -> None:
    assert typing.get_type_hints(Light) == typing.get_type_hints(Heavy)
    assert Light._fields == Heavy._fields


def test_a_default_before_a_field_without_one_is_refused() -> None:
    with pytest.raises(TypeError, match="without a default"):
        type(NamedTuple)("Wrong", (NamedTuple,), {"__annotations__": {"a": "int", "b": "int"}, "a": 1})


def test_typing_is_not_imported() -> None:
    program = (
        "import sys; before = {*sys.modules}; import dovetail.named_tuple, dovetail.str_enum;"
        "print({'typing', 'enum', 're', 'collections'} & ({*sys.modules} - before))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
