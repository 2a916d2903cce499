"""Places in decoded source text: between ``ast``'s lines and columns and plain offsets."""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

_LINE = re.compile(rb"\r\n|\r|\n")
# What may stand between the end of a statement and the next keyword.
_GAP = re.compile(rb"(?:[ \t\f\r\n;]|\\(?:\r\n|\r|\n)|\#[^\r\n]*)*")
# The same behind the subject of a `match`, which may be in brackets that `ast` does not show.
_HEADER_GAP = re.compile(rb"(?:[ \t\f\r\n,):]|\\(?:\r\n|\r|\n)|\#[^\r\n]*)*")
# What may stand between two tokens of one line.
_BLANK = re.compile(rb"(?:[ \t\f]|\\(?:\r\n|\r|\n))*")


class MisreadError(Exception):
    """The reference did not find in the text what ``ast`` says is there: a fault of the reference."""


class SourceText:
    """The UTF-8 text of a source file without its byte order mark, as the lexer and ``ast`` count it."""

    def __init__(self, raw: bytes) -> None:
        """Decode ``raw``, the bytes of a file that ``ast`` parses."""
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        self.text = raw.decode(encoding).removeprefix("\ufeff").encode()
        self._starts = [0, *(match.end() for match in _LINE.finditer(self.text))]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a 1-based line and a 0-based column in bytes."""
        return self._starts[line - 1] + column

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]

    def keyword_after(self, offset: int, word: bytes, *, header: bool = False) -> int:
        """Return where ``word`` stands behind ``offset``, the end of a statement or of a ``header``.

        Nothing but white space and comments may come between, so the first thing found must be the word.
        """
        gap = (_HEADER_GAP if header else _GAP).match(self.text, offset)
        found = gap.end() if gap else offset
        if not self.text.startswith(word, found):
            raise MisreadError(f"no {word.decode()} at {self.position(found)}")
        return found

    def after_blank(self, offset: int) -> int:
        """Return the offset of the next token in the line."""
        blank = _BLANK.match(self.text, offset)
        return blank.end() if blank else offset

    def after_words(self, offset: int, *words: bytes) -> int:
        """Return the offset just after the last of ``words``, which stand at ``offset``."""
        at = offset
        for word in words:
            at = self.after_blank(at)
            if not self.text.startswith(word, at):
                raise MisreadError(f"no {word.decode()} at {self.position(at)}")
            at += len(word)
        return at

    def spans(self, nodes: Iterable[ast.expr]) -> list[tuple[int, int]]:
        """Return where each of ``nodes`` begins and ends."""
        return [
            (self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset))
            for node in nodes
            if node.end_lineno is not None and node.end_col_offset is not None
        ]
