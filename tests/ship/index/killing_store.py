"""A store whose writer is killed at one of its operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.ship.index.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dovetail.ship.index.store import Entry, Stored


class KilledError(BaseException):
    """What no code expects, as little as SIGKILL."""


class KillingStore(Store):
    """Hands everything on to another store until the last operation: killed before it, or after."""

    def __init__(self, store: Store, last: int, *, done: bool) -> None:
        self.store = store
        self.page, self.name = store.page, store.name
        self.left, self.done = last, done
        self.operations = 0

    def read(self, key: str) -> Stored | None:
        return self.store.read(key)

    def write(self, key: str, data: bytes, media_type: str, expected: str | None) -> bool:
        self._before()
        result = self.store.write(key, data, media_type, expected)
        self._after()
        return result

    def create_from(self, key: str, file: Path, media_type: str) -> bool:
        self._before()
        result = self.store.create_from(key, file, media_type)
        self._after()
        return result

    def delete(self, key: str) -> None:
        self._before()
        self.store.delete(key)
        self._after()

    def stat(self, key: str) -> Entry | None:
        return self.store.stat(key)

    def entries(self, prefix: str) -> Iterator[Entry]:
        return self.store.entries(prefix)

    def chunks(self, key: str, first: int, last: int) -> Iterator[bytes]:
        return self.store.chunks(key, first, last)

    def local(self, key: str) -> Path | None:
        return self.store.local(key)

    def _before(self) -> None:
        self.operations += 1
        if self.operations == self.left and not self.done:
            raise KilledError

    def _after(self) -> None:
        if self.operations == self.left and self.done:
            raise KilledError
