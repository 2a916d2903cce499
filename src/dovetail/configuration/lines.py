"""Where a key stands in a TOML document, which `tomllib` does not say.

A prefix of the lines of a valid document is valid where it ends between two statements, and invalid inside
of one. So a statement begins after the longest valid prefix that lacks its key. Slow, and only needed to
say what is wrong.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

_AT = re.compile(r"\(at line (\d+), column \d+\)")


class Lines:
    """The lines of a TOML document. What was parsed is kept, for faults come in numbers."""

    def __init__(self, text: str) -> None:
        self._lines = text.replace("\r\n", "\n").split("\n")
        self._parsed: dict[int, dict[str, Any] | None] = {0: {}}

    def of(self, keys: tuple[str, ...]) -> int:
        """Return the 1-based line of the statement that first gives the value found under ``keys``.

        The document is valid and has the value; ``keys`` lead to it through tables.
        """
        # The prefixes that have it follow those that lack it: halve until the two are neighbours.
        without, having = 0, len(self._lines)
        while having - without > 1:
            middle = (without + having) // 2
            length, document = self._longest_valid(middle)
            if _has(document, keys):
                having = length
            else:
                without = middle
        return self._longest_valid(without)[0] + 1

    def of_fault(self, error: Exception) -> int:
        """Return the 1-based line of what ``error`` of `tomllib` says is wrong in the document.

        Of a statement that does not end, it is the line where it begins.
        """
        if found := _AT.search(str(error)):
            return int(found[1])
        return min(self._longest_valid(len(self._lines) - 1)[0] + 1, len(self._lines))

    def _longest_valid(self, most: int) -> tuple[int, dict[str, Any]]:
        """Return how many of the first ``most`` lines form a valid document, and that document."""
        for count in range(most, 0, -1):
            document = self._prefix(count)
            if document is not None:
                return count, document
        return 0, {}

    def _prefix(self, count: int) -> dict[str, Any] | None:
        if count not in self._parsed:
            try:
                self._parsed[count] = tomllib.loads("\n".join(self._lines[:count]))
            except (ValueError, RecursionError):
                self._parsed[count] = None
        return self._parsed[count]


def _has(document: object, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(document, dict) or key not in document:
            return False
        document = document[key]
    return True
