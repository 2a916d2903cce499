"""A line of source as it stands on a screen of fixed-width cells, cut around what is marked in it."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple
from unicodedata import category, east_asian_width

from dovetail.printable import printable

WIDTH = 200
"""The most cells that a line of source may take; a longer one is cut."""

_TAB = 4
_BEFORE = 60
"""Cells kept before the marked span when the start of the line must be cut off."""
_CUT = "..."


class Shown(NamedTuple):
    """A line as it is shown, and where the marked span begins and ends in it, in cells."""

    text: str
    start: int
    end: int


def show(line: str, start: int, end: int) -> Shown:
    """Return ``line`` as it is shown, with the span between the characters ``start`` and ``end`` in it.

    Tabs become spaces up to the next multiple of four cells, control characters become escapes, wide
    characters (UAX 11: W and F) count two cells and combining ones none. A line of more than `WIDTH` cells
    is cut around the start of the span; ``...`` stands for what is left out.
    """
    end = min(max(start, end), len(line))
    start = min(start, end)
    if len(line) <= WIDTH and line.isascii() and line.isprintable():
        return Shown(line, start, end)
    # A line of a megabyte costs no more than a short one: nothing far from the span can be shown.
    first = max(0, start - WIDTH) if len(line) > WIDTH else 0
    last = min(len(line), start + 2 * WIDTH)
    pieces, widths = _pieces(line[first:last])
    edges = list(accumulate(widths, initial=0))
    low, high = edges[start - first], edges[min(end, last) - first]
    left = 0 if first == 0 and high <= WIDTH else max(0, low - _BEFORE)
    begin = next(index for index, edge in enumerate(edges) if edge >= left)
    stop = max(index for index, edge in enumerate(edges) if edge <= edges[begin] + WIDTH)
    head = _CUT if first + begin > 0 else ""
    tail = _CUT if first + stop < len(line) else ""
    shift = len(head) - edges[begin]
    text = head + "".join(pieces[begin:stop]) + tail
    return Shown(text, low + shift, min(high, edges[stop]) + shift)


def _pieces(text: str) -> tuple[list[str], list[int]]:
    """Return what is shown for each character of ``text``, and how many cells it takes."""
    pieces: list[str] = []
    widths: list[int] = []
    at = 0
    for character in text:
        if character == "\t":
            piece, width = " " * (_TAB - at % _TAB), _TAB - at % _TAB
        elif character.isascii() and character.isprintable():
            piece, width = character, 1
        else:
            piece = printable(character)
            width = _width(piece) if len(piece) == 1 else len(piece)
        pieces.append(piece)
        widths.append(width)
        at += width
    return pieces, widths


def _width(character: str) -> int:
    if east_asian_width(character) in {"W", "F"}:
        return 2
    return 0 if category(character) in {"Mn", "Me"} else 1
