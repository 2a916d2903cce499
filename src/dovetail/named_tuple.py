"""`typing.NamedTuple` for the modules that short commands need, without the import of `typing`.

To import `typing` takes half as long as Python needs to start, and a class of it, whose annotations are
evaluated, takes longer than many a module. Here a class is made of the names alone. Type checkers see the
original; at run time the methods live in a base class, and there is no ``_make``.
"""

from __future__ import annotations

from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self

__all__ = ["NamedTuple"]


class _Fields(type):
    """Makes the annotated names of a class the fields of a tuple."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _Fields:
        """Return the class, with a property for each field in the place of its default."""
        fields = tuple(namespace.get("__annotations__", ()))
        defaults = {field: namespace[field] for field in fields if field in namespace}
        least = len(fields) - len(defaults)
        if tuple(defaults) != fields[least:]:
            raise TypeError(f"{name}: a field without a default follows one that has a default")
        # By how many values are given: the defaults of the others.
        rest = {count: tuple(defaults.values())[count - least :] for count in range(least, len(fields) + 1)}
        places = {field: property(itemgetter(place)) for place, field in enumerate(fields)}
        made = {"_fields": fields, "_field_defaults": defaults, "_rest": rest, "__match_args__": fields}
        return super().__new__(cls, name, bases, {**namespace, **places, **made, "__slots__": ()})


class _Record(tuple, metaclass=_Fields):  # type: ignore[type-arg]  # it holds what the fields of a class say
    """What named tuples can do; see `collections.namedtuple`."""

    __slots__ = ()
    if TYPE_CHECKING:  # `typing.get_type_hints` is to find the fields alone
        _fields: ClassVar[tuple[str, ...]]
        _field_defaults: ClassVar[dict[str, Any]]
        _rest: ClassVar[dict[int, tuple[Any, ...]]]

    def __new__(cls, /, *values: Any, **named: Any) -> Self:
        """Return a tuple of the values of the fields. Raises TypeError as a call of a function does."""
        rest = cls._rest.get(len(values))
        if named or rest is None:
            rest = cls._named(len(values), named)
        return tuple.__new__(cls, values + rest)

    @classmethod
    def _named(cls, count: int, named: dict[str, Any]) -> tuple[Any, ...]:
        """Return the values of the fields after so many. Raises TypeError if they do not fit."""
        rest = cls._fields[count:]
        found = {**cls._field_defaults, **named}
        missing = [field for field in rest if field not in found]
        if missing:
            raise TypeError(f"{cls.__name__} lacks {', '.join(missing)}")
        if count > len(cls._fields) or not named.keys() <= set(rest):
            wrong = ", ".join(sorted(named.keys() - set(rest))) or "a value"
            raise TypeError(f"{cls.__name__} has no place for {wrong}")
        return tuple([found[field] for field in rest])

    def _replace(self, /, **changes: Any) -> Self:
        """Return the same with other values in some fields. Raises ValueError for what is no field."""
        made: Self = tuple.__new__(type(self), map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"no such fields: {', '.join(changes)}")
        return made

    def _asdict(self) -> dict[str, Any]:
        """Return the values by the names of the fields."""
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        """Return the call that makes it."""
        values = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({values})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        """Return what to make it of again: a tuple alone would be taken for the first field."""
        return tuple(self)


if TYPE_CHECKING:
    from typing import NamedTuple
else:
    NamedTuple = _Record
