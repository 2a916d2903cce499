"""Whether a record that was read holds what its annotations say: JSON can put anything anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def misfits(record: Any, names: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields of a named tuple, also of those within it, whose values are not of their types.

    ``names`` are those that its annotations use and its module does not have at run time.
    """
    hints = get_type_hints(type(record), localns={**names, "Mapping": Mapping})
    for field, hint in hints.items():
        value = getattr(record, field)
        if not _fits(value, hint, names):
            yield f"{type(record).__name__}.{field}"


def _fits(value: Any, hint: Any, names: Mapping[str, Any]) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return any(_fits(value, each, names) for each in arguments)
    if origin is not None:
        return isinstance(value, origin) and all(_fits(*pair, names) for pair in _parts(value, arguments))
    if hasattr(hint, "_fields"):
        return isinstance(value, hint) and not any(misfits(value, names))
    return type(value) is hint or (hint is not int and isinstance(value, hint))


def _parts(value: Any, arguments: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    """Yield what a tuple, a set or a mapping holds, each with its type."""
    if isinstance(value, Mapping):
        for pair in value.items():
            yield from zip(pair, arguments, strict=True)
    elif len(arguments) > 1 and arguments[-1] is not ...:
        # A tuple of another length has something without a type, or a type without something: None.
        yield from zip_longest(value, arguments, fillvalue=type(None))
    else:
        yield from ((item, arguments[0]) for item in value)
