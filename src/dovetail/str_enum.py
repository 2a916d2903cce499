"""`enum.StrEnum` for the modules that short commands need, without the import of `enum`.

To import `enum` takes half as long as Python needs to start. Here a class has what is asked of sets of words:
members that are strings, by name, by value and in their order. Type checkers see the original.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["StrEnum"]


class _Members(type):
    """Makes the strings in the body of a class its members."""

    _by_value: dict[str, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _Members:
        """Return the class with its members. Raises TypeError for a word that it has twice."""
        by_value: dict[str, Any] = {}
        made: Any = super().__new__(cls, name, bases, {"__slots__": (), **namespace, "_by_value": by_value})
        for key, value in namespace.items():
            if key.startswith("_") or not isinstance(value, str):
                continue
            if value in by_value:
                raise TypeError(f"{name}.{key} is {value!r}, as another member is")
            member = by_value[value] = str.__new__(made, value)
            member.name = key
            setattr(made, key, member)
        return made  # type: ignore[no-any-return]

    def __call__(cls, value: str) -> Any:
        """Return the member that has a value. Raises ValueError if there is none."""
        try:
            return cls._by_value[value]
        except (KeyError, TypeError):
            raise ValueError(f"{value!r} is not a valid {cls.__name__}") from None

    def __iter__(cls) -> Iterator[Any]:
        """Yield the members in the order of the class."""
        return iter(cls._by_value.values())

    def __len__(cls) -> int:
        """Return the number of members."""
        return len(cls._by_value)

    def __contains__(cls, value: object) -> bool:
        """Return whether a member has a value."""
        return value in cls._by_value


class _Word(str, metaclass=_Members):
    """A member: a string that knows its name."""

    __slots__ = ("name",)
    name: str

    @property
    def value(self) -> str:
        """The string itself, as one that is no member."""
        return str(self)

    def __repr__(self) -> str:
        """Return name and value."""
        return f"<{type(self).__name__}.{self.name}: {str(self)!r}>"

    def __reduce_ex__(self, protocol: object) -> tuple[type, tuple[str]]:
        """Stay the same object where it is copied, and become the member where it is unpickled."""
        return type(self), (str(self),)


if TYPE_CHECKING:
    from enum import StrEnum
else:
    StrEnum = _Word
