r"""The lines of source that a finding is about, with the span marked.

A span in one line is underlined; one of several lines has a bar at its side, from its first character to
its last:

    3 | import shop.orderz          3 | / from shop.orderz import (
      |        ^^^^^^^^^^^          4 | |     Order,
                                    5 | | )
                                      | |_^
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dovetail.report.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.diagnostic import Place
    from dovetail.report.sources import Sources

_MOST = 6
"""Lines shown of a span; of a longer one the first four and the last, which tell it apart from others."""


class Row(NamedTuple):
    """A row of an excerpt: the number of the line, None beside a row of marks; and what is to the right."""

    number: int | None
    text: str


def excerpt(sources: Sources, place: Place, mark: str, ink: Callable[[str], str]) -> list[Row]:
    """Return the rows that show ``place``, marked with the character ``mark`` in ``ink``.

    There are none where ``place`` is a whole file, and where the source cannot be read or ends before it.
    """
    if place.is_file:
        return []
    start = sources.characters(place.path, place.line, place.column)
    last, end = place.end_line, sources.characters(place.path, place.end_line, place.end_column)
    if last > place.line and end == 0:  # it ends with the end of the line before
        last -= 1
        end = len(sources.line(place.path, last) or "")
    source = [sources.line(place.path, number) for number in range(place.line, last + 1)]
    texts = [text for text in source if text is not None]
    if not texts or len(texts) < len(source):
        return []
    if len(texts) == 1:
        shown = show(texts[0], start, end)
        marks = ink(mark * max(1, shown.end - shown.start))
        return [Row(place.line, shown.text.rstrip()), Row(None, " " * shown.start + marks)]
    return _block(place.line, texts, (start, end), mark, ink)


def _block(
    first: int, texts: list[str], columns: tuple[int, int], mark: str, ink: Callable[[str], str]
) -> list[Row]:
    """Return the rows of a span of several lines, which begins and ends at those columns."""
    start, end = columns
    opening = show(texts[0], start, start)
    closing = show(texts[-1], max(0, end - 1), end)
    rows: list[Row] = []
    if opening.text[: opening.start].strip():
        # something stands before it in its line: the bar bends to where it begins
        rows.append(Row(first, f"  {opening.text}".rstrip()))
        rows.append(Row(None, " " + ink("_" * (opening.start + 1) + mark)))
    else:
        rows.append(Row(first, f"{ink('/')} {opening.text}".rstrip()))
    bar = ink("|")
    for offset, text in enumerate(texts[1:-1], 1):
        if len(texts) > _MOST and offset >= _MOST - 2:
            rows.append(Row(None, f"{bar} ..."))
            break
        rows.append(Row(first + offset, f"{bar} {show(text, 0, 0).text}".rstrip()))
    rows.append(Row(first + len(texts) - 1, f"{bar} {closing.text}".rstrip()))
    rows.append(Row(None, ink("|" + "_" * max(1, closing.end) + mark)))
    return rows
