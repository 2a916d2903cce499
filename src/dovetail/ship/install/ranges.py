"""A file behind an address, of which only the parts that are read are fetched (HTTP range requests)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from dovetail.errors import DovetailError

if TYPE_CHECKING:
    import httpx

_TAIL = 64 * 1024
"""Bytes that are fetched first: the directory of a wheel, and what installers write last, is at its end."""
_BLOCK = 64 * 1024
_MOST = 64 * 1024 * 1024
"""Bytes that are fetched at the most where a server does not know ranges."""


class RangeError(DovetailError):
    """A file cannot be read in parts, or at all."""


class RangeFile(io.RawIOBase):
    """A file that is read over HTTP, for `zipfile`: it seeks, and fetches what is not at hand.

    Raises `RangeError` where the server does not answer as it should.
    """

    def __init__(self, client: httpx.Client, address: str) -> None:
        super().__init__()
        self._client = client
        self._address = address
        self._at = 0
        self._pieces: list[tuple[int, bytes]] = []
        self._size = self._begin()

    def _begin(self) -> int:
        """Fetch the end of the file, and return its size."""
        data, size = self._fetch(f"bytes=-{_TAIL}")
        self._pieces.append((size - len(data), data))
        return size

    def _fetch(self, span: str) -> tuple[bytes, int]:
        import httpx

        headers = {"Range": span, "Accept-Encoding": "identity"}
        try:
            with self._client.stream(
                "GET", self._address, headers=headers, follow_redirects=True
            ) as response:
                if response.status_code not in (200, 206):
                    raise RangeError(f"{self._address} answers with status {response.status_code}")
                told = response.headers.get("content-range", "").rpartition("/")[2]
                length = response.headers.get("content-length", "")
                whole = response.status_code == 200  # noqa: PLR2004 - the server sends all of it
                if whole and (not length.isdigit() or int(length) > _MOST):
                    raise RangeError(f"{self._address} is not sent in parts, and is large")
                data = b"".join(response.iter_bytes())
        except httpx.HTTPError as error:
            raise RangeError(f"{self._address} does not answer: {error}") from None
        if whole:
            return data, len(data)
        if not told.isdigit():
            raise RangeError(f"{self._address} does not say how long it is")
        return data, int(told)

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be read anywhere."""
        return True

    def tell(self) -> int:
        """Return the offset."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go elsewhere; nothing is fetched for it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as the file goes."""
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        data = self._held(self._at, end)
        if data is None:
            last = min(max(end, self._at + _BLOCK), self._size)
            fetched, _ = self._fetch(f"bytes={self._at}-{last - 1}")
            if len(fetched) == self._size:
                self._pieces.append((0, fetched))
            else:
                self._pieces.append((self._at, fetched))
            data = self._held(self._at, min(end, self._at + len(fetched)))
        if not data:
            raise RangeError(f"{self._address} sends another part than it was asked for")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _held(self, start: int, end: int) -> bytes | None:
        for at, piece in self._pieces:
            if at <= start and end <= at + len(piece):
                return piece[start - at : end - at]
        return None
