"""What expressions in a ``setup.py`` are, as far as its text and the files beside it say."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

Value = Any
"""A literal, or a container of values, or one of the classes here, none of which is a tuple."""


class ComputedError(Exception):
    """Only running the text would tell what something is."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a name is bound to where only running the text would tell."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that was imported, or is built in, by its full name."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the text defines."""

    node: ast.FunctionDef


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a value, not called yet."""

    value: Value
    name: str


class FileText(str):
    """The text of a file beside ``setup.py``, and its path relative to the project."""

    __slots__ = ("path",)
    path: str

    @classmethod
    def of(cls, text: str, path: str) -> FileText:
        """Return the text with the path."""
        made = cls(text)
        made.path = path
        return made


class AttributeText(str):
    """A text that a module of the project binds at its top level, and which: ``package.module.NAME``."""

    __slots__ = ("attribute",)
    attribute: str

    @classmethod
    def of(cls, text: str, attribute: str) -> AttributeText:
        """Return the text with the name of the attribute."""
        made = cls(text)
        made.attribute = attribute
        return made


@dataclass(slots=True)
class OpenFile:
    """A file that was opened to be read."""

    path: str
    """Relative to the project."""
    text: str
    was_read: bool = False

    def read(self) -> str:
        """Return the whole text, once: from then on it stands at its end. Raises ValueError."""
        if self.was_read:
            raise ValueError(self.path)
        self.was_read = True
        return self.text


@dataclass(frozen=True, slots=True)
class Place:
    """A `pathlib.Path`, absolute or as it was given."""

    path: str


_OLDEST = (3, 9)
"""The oldest Python that setuptools 77 runs on, and poetry-core 2."""
_ORDERED: dict[type[ast.cmpop], tuple[bool, bool]] = {
    # What a comparison says of all versions that are newer than what it compares with; of that one itself.
    ast.Lt: (False, False),
    ast.LtE: (False, True),
    ast.Gt: (True, False),
    ast.GtE: (True, True),
    ast.Eq: (False, True),
    ast.NotEq: (True, False),
}


@dataclass(frozen=True, slots=True)
class RunningPython:
    """``sys.version_info`` or a part of it: whatever it is, it is not older than what the backend runs on."""

    length: int | None = None
    """How many of its items; None for all."""
    major: bool = False
    """Whether it is the first item itself."""

    def first(self, count: Value) -> RunningPython:
        """Return the first items. Raises TypeError."""
        if self.major or self.length is not None or not isinstance(count, int) or count < 1:
            raise TypeError(count)
        return RunningPython(count)

    def part(self, index: Value) -> RunningPython:
        """Return the first item. Raises LookupError for any other."""
        if self.major or index != 0:
            raise LookupError(index)
        return RunningPython(major=True)

    def compared(self, operator: ast.cmpop, other: Value) -> bool | None:
        """Return what a comparison says on every Python that the backend runs on, None if that differs."""
        if type(operator) not in _ORDERED:
            return None
        newer, same = _ORDERED[type(operator)]
        if self.major:
            if not isinstance(other, int) or other > _OLDEST[0]:
                return None
            return newer if other < _OLDEST[0] else same
        if not isinstance(other, tuple | list) or not all(isinstance(each, int) for each in other):
            return None
        # `(3, 9)` itself is met by 3.9 only if both have as many items.
        return newer if tuple(other) < _OLDEST or (tuple(other) == _OLDEST and newer and same) else None


@dataclass(frozen=True, slots=True)
class FindPackages:
    """A call of ``find_packages`` or ``find_namespace_packages``, which setuptools can make itself."""

    where: str
    exclude: tuple[str, ...]
    include: tuple[str, ...]
    namespaces: bool
