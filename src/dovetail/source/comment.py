"""Comments in a module, and the lines of code that each of them speaks for.

A comment speaks for its statement if it stands at the end of the statement's first or last line; for its
own line if it stands in the middle of it; and if it stands alone, for what begins in the next line of code.
Above all code it speaks for the whole file as well.
"""

from __future__ import annotations

import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Tokens that stand between statements and are no code.
_BETWEEN = frozenset({tokenize.ENCODING, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_UNFIT = re.compile("[\0\ud800-\udfff]")


class Comment:
    """A comment, and the lines that it speaks for.

    ``row``, ``first`` and ``last`` are 1-based, ``column`` counts characters from 0; ``text`` begins with #.
    """

    __slots__ = ("column", "first", "last", "row", "text")

    def __init__(self, row: int, column: int, text: str) -> None:
        self.row = row
        self.column = column
        self.text = text
        self.first = self.last = row


def comments(rows: list[str], mark: str) -> list[Comment]:
    """Return the comments in the lines ``rows`` of a module that contain ``mark``.

    Never fails: what is no Python ends a statement, and the next line begins another.
    """
    # Characters that no source can have, and that would make the tokenizer refuse all of it.
    rows = [_UNFIT.sub("\ufffd", row) for row in rows]
    statements = _Statements(rows, mark)
    while statements.offset < len(rows):
        try:
            for token in tokenize.generate_tokens(statements.readline()):
                statements.take(token)
        except IndentationError as error:
            statements.close()
            # the line is well on its own: what is wrong is how it follows the lines before
            statements.offset += max((error.lineno or 0) - 1, 1)
        except (SyntaxError, tokenize.TokenError) as error:
            statements.close()
            at = error.lineno if isinstance(error, SyntaxError) else error.args[1][0]
            statements.offset = max(statements.offset + (at or 1), statements.row)
        else:
            break
    return statements.end()


class _Statements:
    """Follows tokens from statement to statement, to find for each comment the lines it speaks for."""

    def __init__(self, rows: list[str], mark: str) -> None:
        self.offset = 0
        """The rows before those that are being tokenized."""
        self.row = 0
        """The last row of the last token."""
        self._rows = rows
        self._mark = mark
        self._found: list[Comment] = []
        self._first: int | None = None
        """The first row of the statement, None between two."""
        self._any_code = False
        self._here: list[Comment] = []
        """Comments of the statement."""
        self._before: list[Comment] = []
        """Comments that stand alone, with no code after them yet."""

    def readline(self) -> Callable[[], str]:
        """Return the function that gives the rows to the tokenizer, one at a time."""
        following = (f"{row}\n" for row in self._rows[self.offset :])
        return lambda: next(following, "")

    def take(self, token: tokenize.TokenInfo) -> None:
        """Take the next token."""
        if token.type in _BETWEEN:
            return
        row = token.start[0] + self.offset
        self.row = token.end[0] + self.offset
        if token.type == tokenize.COMMENT:
            if self._mark in token.string:
                comment = Comment(row, token.start[1], token.string)
                alone = not self._rows[row - 1][: comment.column].strip()
                (self._before if alone else self._here).append(comment)
        elif token.type == tokenize.NEWLINE:
            self.close()
        else:
            self._code(row)

    def close(self) -> None:
        """End the statement."""
        for comment in self._here:
            if self._first is not None and comment.last in {self._first, self.row}:
                comment.first, comment.last = min(comment.first, self._first), self.row
        self._found += self._here
        self._here.clear()
        self._first = None

    def end(self) -> list[Comment]:
        """End the text, and return all comments."""
        self.close()
        for comment in self._before:
            comment.first = comment.row if self._any_code else 1
        return self._found + self._before

    def _code(self, row: int) -> None:
        """Take a token that is code: comments above it speak for the line, or for the statement it begins."""
        for comment in self._before:
            comment.first = row if self._any_code else 1
            comment.last = row
        begins = self._first is None
        (self._here if begins else self._found).extend(self._before)
        self._before.clear()
        if begins:
            self._first = row
        self._any_code = True
