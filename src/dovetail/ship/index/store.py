"""Where an index is kept: objects by key, written by two primitives, create-only and compare-and-swap.

Everything that changes an index is made of these two, so that any number of writers on any number of
machines lose nothing, with no server between them: a distribution is created and never replaced, and a page
is replaced only by who has seen the one that is there (`change`).
"""

from __future__ import annotations

import random
import re
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from dovetail.ship.index.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PRIVATE = ".dovetail"
"""What stands below this key is the index's own, and nobody else's to read."""

CHUNK = 1 << 18
"""Bytes of a distribution that are held in memory at a time."""

_PART = re.compile(r"[\w][\w.!+@-]*", re.ASCII)
_PATIENCE = 60.0
_LONGEST_WAIT = 0.5


class Stored(NamedTuple):
    """The bytes of an object, and the version of it that compare-and-swap compares."""

    data: bytes
    version: str


class Entry(NamedTuple):
    """An object as a listing has it; ``modified`` in seconds since the epoch."""

    key: str
    size: int
    modified: float


class Store(ABC):
    """Objects by key: POSIX paths of names that `checked` lets pass."""

    page: str
    """The last part of the key of a JSON page, after the folder that it is the page of."""

    name: str
    """The place as the user gave it."""

    @abstractmethod
    def read(self, key: str) -> Stored | None:
        """Return an object, None where there is none."""

    @abstractmethod
    def write(self, key: str, data: bytes, media_type: str, expected: str | None) -> bool:
        """Write an object if its version is ``expected``, or there is none where that is None.

        Return whether it was written. It is written whole or not at all.
        """

    @abstractmethod
    def create_from(self, key: str, file: Path, media_type: str) -> bool:
        """Create an object from the bytes of a file; return False where there is one already."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Delete an object, if there is one."""

    @abstractmethod
    def stat(self, key: str) -> Entry | None:
        """Return what a listing says of one object, None where there is none."""

    @abstractmethod
    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the objects whose keys begin so, ordered by key."""

    @abstractmethod
    def chunks(self, key: str, first: int, last: int) -> Iterator[bytes]:
        """Yield the bytes of an object from ``first`` to ``last``, both included."""

    def local(self, key: str) -> Path | None:  # noqa: ARG002 - for those that have files
        """Return the file that holds an object, None where that is no file of this machine."""
        return None

    def page_key(self, *parts: str) -> str:
        """Return the key of the JSON page of a folder."""
        return "/".join((*parts, self.page))

    def sweep(self) -> None:  # noqa: B027 - not all leave anything
        """Remove what writers that were killed have left half-written."""


def checked(key: str) -> str:
    """Return a key that is safe as a path below a folder on any system; raises `StoreError` otherwise."""
    parts = key.split("/")
    if parts and parts[-1] == "":
        parts.pop()
    for number, part in enumerate(parts):
        good = _PART.fullmatch(part) or part.isidentifier() or (number == 0 and part == PRIVATE)
        if not good or part.endswith("."):
            raise StoreError(f"no key of an index: {key!r}")
    if not parts:
        raise StoreError("an empty key")
    return key


def change(
    store: Store, key: str, media_type: str, edit: Callable[[bytes | None], bytes | None]
) -> bytes | None:
    """Change an object by compare-and-swap, and return what it is then.

    ``edit`` is given what is there and returns what is to be there, or None where that is well as it is. It
    is called again whenever another writer was faster, so it must mean the same each time; what it raises
    ends the change. Raises `StoreError` if others are faster for a minute.
    """
    end = time.monotonic() + _PATIENCE
    wait = 0.002
    while True:
        found = store.read(key)
        data = edit(found.data if found else None)
        if data is None:
            return found.data if found else None
        if store.write(key, data, media_type, found.version if found else None):
            return data
        if time.monotonic() > end:
            raise StoreError(
                f"{store.name}: {key} is changed by others all the time",
                hint="try again when fewer upload at the same time",
            )
        time.sleep(random.uniform(0, wait))  # noqa: S311 - so that two that collided do not collide again
        wait = min(2 * wait, _LONGEST_WAIT)
