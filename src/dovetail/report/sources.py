"""The source that a report shows: read from disk when it is needed, and only then."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from dovetail.source.decoding import decode, lines, to_characters

if TYPE_CHECKING:
    from dovetail.diagnostic import Outcome
    from dovetail.report import Request

_KEPT = 16
"""Files held at a time: findings come sorted by path, and the notes of one name few other files."""


class Sources:
    """The files of an outcome, by the paths that its diagnostics give."""

    def __init__(self, outcome: Outcome, request: Request) -> None:
        self._base = outcome.base
        self._start = outcome.base if request.start is None else request.start
        self._near = os.path.abspath(self._base) == os.path.abspath(self._start)
        self._read = request.read
        self._files: dict[str, list[str] | None] = {}

    def shown(self, path: str) -> str:
        """Return ``path`` (relative to the base) as it reads from the start, POSIX.

        It is absolute where that is shorter than the way up and down again.
        """
        if self._near:
            return path
        file = self._base / path
        try:
            near = Path(os.path.relpath(file, self._start)).as_posix()
        except ValueError:  # on another drive of Windows
            return file.as_posix()
        return min(near, file.as_posix(), key=len)

    def line(self, path: str, number: int) -> str | None:
        """Return the 1-based line of the file without its end, None if there is none or no reading it."""
        found = self._lines(path)
        return found[number - 1] if found is not None and 1 <= number <= len(found) else None

    def characters(self, path: str, line: int, column: int) -> int:
        """Return the 0-based column in characters for one in UTF-8 bytes, which it is without the file."""
        text = self.line(path, line)
        return column if text is None else to_characters(text, column)

    def utf16(self, path: str, line: int, column: int) -> int | None:
        """Return the 0-based column in UTF-16 code units, None if the line cannot be read."""
        text = self.line(path, line)
        if text is None:
            return None
        before = text[: to_characters(text, column)]
        return len(before) + sum(character > "\uffff" for character in before)

    def _lines(self, path: str) -> list[str] | None:
        if path not in self._files:
            if len(self._files) == _KEPT:
                del self._files[next(iter(self._files))]
            found = _read(self._base / path)
            self._files[path] = self._within(path) if found is None else found
        return self._files[path]

    def _within(self, path: str) -> list[str] | None:
        data = self._read(path) if self._read is not None else None
        try:
            return None if data is None else lines(decode(data))
        except ValueError:
            return None


def _read(file: Path) -> list[str] | None:
    try:
        # a pipe or a device would make the report wait, a folder has no text
        if not stat.S_ISREG(file.stat().st_mode):
            return None
        return lines(decode(file.read_bytes()))
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return None
