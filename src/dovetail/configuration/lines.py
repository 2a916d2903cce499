"""Where a key stands in a TOML document, which `tomllib` does not say.

A prefix of the lines of a valid document is valid where it ends between two statements, and invalid inside
of one. So a statement begins after the longest valid prefix that lacks its key. Slow, and only needed to
say what is wrong.
"""

from __future__ import annotations

import re
import tomllib

_AT = re.compile(r"\(at line (\d+), column \d+\)")


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """Return the 1-based line of the statement that first gives the value found under ``keys``.

    ``text`` is a valid document that has it; ``keys`` lead to it through tables.
    """
    lines = _lines(text)
    # The prefixes that have it follow those that lack it: halve until the two are neighbours.
    without, having = 0, len(lines)
    while having - without > 1:
        middle = (without + having) // 2
        length, document = _longest_valid(lines, middle)
        if _has(document, keys):
            having = length
        else:
            without = middle
    return _longest_valid(lines, without)[0] + 1


def line_of_fault(text: str, error: Exception) -> int:
    """Return the 1-based line of what ``error`` of `tomllib` says is wrong in ``text``.

    Of a statement that does not end, it is the line where it begins.
    """
    if found := _AT.search(str(error)):
        return int(found[1])
    lines = _lines(text)
    return min(_longest_valid(lines, len(lines) - 1)[0] + 1, len(lines))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _longest_valid(lines: list[str], most: int) -> tuple[int, object]:
    """Return how many of the first ``most`` lines form a valid document, and that document."""
    for count in range(most, 0, -1):
        try:
            return count, tomllib.loads("\n".join(lines[:count]))
        except (ValueError, RecursionError):
            continue
    return 0, {}


def _has(document: object, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(document, dict) or key not in document:
            return False
        document = document[key]
    return True
