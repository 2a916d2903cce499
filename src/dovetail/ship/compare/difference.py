"""One difference between two wheels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Aspect(StrEnum):
    """What differs."""

    MODULE = "module"
    """An importable module that only one of them has."""
    FILE = "file"
    """Another file that only one of them has."""
    CONTENT = "content"
    """The bytes of a file that both have."""
    METADATA = "metadata"
    """A field of the core metadata."""
    ENTRY_POINT = "entry-point"
    """What an entry point refers to."""
    TAG = "tag"
    """What the wheel is for: a tag, or whether its root is purelib."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """What the first wheel says of one thing, and what the second.

    ``name`` is the module, the path in the wheel, the field of the metadata, or ``group: name`` of an entry
    point. ``first`` and ``second`` are the values, None where a wheel has none; of a module or a file the
    value is its path in the wheel, of content its SHA-256.
    """

    aspect: Aspect
    name: str
    first: str | None
    second: str | None

    def __str__(self) -> str:
        """Return the difference as one line."""
        if self.second is None:
            return f"{self.aspect} `{self.name}`: only the first has {_shown(self.first)}"
        if self.first is None:
            return f"{self.aspect} `{self.name}`: only the second has {_shown(self.second)}"
        return f"{self.aspect} `{self.name}`: {_shown(self.first)} became {_shown(self.second)}"


def _shown(value: str | None) -> str:
    text = " ".join((value or "").split())
    return f"`{text}`" if len(text) <= _WIDTH else f"`{text[:_WIDTH]}...`"


_WIDTH = 100
