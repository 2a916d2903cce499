"""What the owner of the code allows in a comment: ``# dovetail: allow[name] reason``.

The comment speaks for its statement if it stands at the end of the statement's first or last line; for its
own line if it stands in the middle of it; and if it stands alone, for what begins in the next line of code.
Above all code it speaks for the whole file as well.
"""

from __future__ import annotations

import difflib
import itertools
import re
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from dovetail.source.decoding import decode, lines, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from dovetail.diagnostic import Diagnostic

_MARK = "dovetail:"
_DIRECTIVE = re.compile(r"#\s*dovetail:\s*")
_ALLOW = re.compile(r"allow\s*\[([^\]]*)\](.*)", re.DOTALL)
# Tokens that stand between statements and are no code.
_BETWEEN = frozenset({tokenize.ENCODING, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_UNFIT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that allows findings.

    ``line`` is 1-based; ``column`` and ``end_column`` are 0-based and count UTF-8 bytes. ``first`` and
    ``last`` are the lines it speaks for, both included. ``names`` are the checks it allows, ``reason`` is
    why. A comment that is not understood has no names.
    """

    line: int
    column: int
    end_column: int
    first: int
    last: int
    names: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a comment: it is ``bad``, and allows nothing; or ``unused``.

    Its place is ``column`` to ``end_column`` in ``line`` of the file ``path``, counted as in `Suppression`.
    """

    kind: Literal["bad", "unused"]
    path: str
    line: int
    column: int
    end_column: int
    message: str
    help: str


class Applied(NamedTuple):
    """What is left of findings: those kept, how many were suppressed, and what is wrong with comments."""

    kept: tuple[Diagnostic, ...]
    suppressed: int
    problems: tuple[Problem, ...]


def suppressions(source: bytes | str) -> tuple[Suppression, ...]:
    """Return the comments in ``source`` that speak to dovetail, in their order.

    Only a comment counts, never a string that looks like one. Never fails: where the text is no Python, it
    goes on with the next line.
    """
    text = source if isinstance(source, str) else decode(source)
    if _MARK not in text:
        return ()
    rows = lines(text)
    found = (
        suppression for comment in _comments(rows) for suppression in _read(comment, rows[comment.row - 1])
    )
    return tuple(sorted(found, key=lambda suppression: (suppression.line, suppression.column)))


def apply(
    diagnostics: Iterable[Diagnostic],
    read: Callable[[str], bytes | None],
    *,
    known: Collection[str] | None = None,
    ran: Collection[str] | None = None,
    paths: Iterable[str] = (),
) -> Applied:
    """Return ``diagnostics`` without those that a comment in their file allows.

    ``read`` gives the content of a file by the path of its place, None if there is none. Only files that
    have diagnostics are read, and those in ``paths``, where comments may be that suppress nothing.
    ``known`` are the names of all checks (None: any name is one), ``ran`` of those that ran (None: all of
    them); a comment about one that did not run is not called unused. A finding is allowed where one of the lines of its place is
    one that the comment speaks for.
    """
    findings = tuple(diagnostics)
    every = dict.fromkeys([*(finding.place.path for finding in findings), *paths])
    found = {path: suppressions(read(path) or b"") for path in every}
    used: set[tuple[str, Suppression, str]] = set()
    kept = []
    for finding in findings:
        path = finding.place.path
        allowing = next((one for one in found[path] if _allows(one, finding)), None)
        if allowing is None:
            kept.append(finding)
        else:
            used.add((path, allowing, finding.check))
    problems = [
        problem
        for path in sorted(found)
        for one in found[path]
        for problem in _problems(
            path, one, {name for name in one.names if (path, one, name) in used}, known, ran
        )
    ]
    return Applied(tuple(kept), len(findings) - len(kept), tuple(problems))


def _allows(one: Suppression, finding: Diagnostic) -> bool:
    place = finding.place
    return (
        finding.check in one.names
        and bool(one.reason)
        and place.line <= one.last
        and one.first <= place.end_line
    )


def _problems(
    path: str, one: Suppression, used: set[str], known: Collection[str] | None, ran: Collection[str] | None
) -> Iterator[Problem]:
    """Yield what is wrong with a comment, of whose names ``used`` suppressed something."""

    def problem(kind: Literal["bad", "unused"], message: str, remedy: str) -> Problem:
        return Problem(kind, path, one.line, one.column, one.end_column, message, remedy)

    if not one.names:
        yield problem(
            "bad",
            "this comment is for dovetail, which does not understand it",
            "write `# dovetail: allow[check] reason`",
        )
        return
    for name in one.names:
        if known is not None and name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            remedy = f"did you mean `{near[0]}`?" if near else "name a check, or remove the comment"
            yield problem("bad", f"no check is called `{name}`", remedy)
        elif one.reason and name not in used and (ran is None or name in ran):
            yield problem(
                "unused", f"`{name}` finds nothing here that could be allowed", "remove the comment"
            )
    if not one.reason:
        yield problem(
            "bad", "this comment gives no reason, and so allows nothing", "say why after the bracket"
        )


def _read(comment: _Comment, row: str) -> Iterator[Suppression]:
    """Yield what a comment allows; it may do so more than once, and say other things before."""
    marks = [*_DIRECTIVE.finditer(comment.text)]
    for mark, following in itertools.zip_longest(marks, marks[1:]):
        end = following.start() if following else len(comment.text)
        body = comment.text[mark.end() : end].rstrip()
        names: tuple[str, ...] = ()
        reason = ""
        if allow := _ALLOW.match(body):
            names = tuple(name for part in allow[1].split(",") if (name := part.strip()))
            reason = allow[2].lstrip(" \t:;,.-\u2013\u2014")
            # the comment of another tool is no reason
            reason = "" if reason.startswith("#") or not any(map(str.isalnum, reason)) else reason
        yield Suppression(
            comment.row,
            to_bytes(row, comment.column + mark.start()),
            to_bytes(row, comment.column + mark.end() + len(body)),
            comment.first,
            comment.last,
            names,
            reason,
        )


@dataclass(slots=True)
class _Comment:
    """A comment with the mark in it, and the lines it speaks for."""

    row: int
    column: int
    text: str
    first: int
    last: int


def _comments(rows: list[str]) -> list[_Comment]:
    """Return the comments in ``rows`` that have the mark; what is no Python ends a statement, no more."""
    # Characters that no source can have, and that would make the tokenizer refuse all of it.
    rows = [_UNFIT.sub("\ufffd", row) for row in rows]
    statements = _Statements(rows)
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

    def __init__(self, rows: list[str]) -> None:
        self.offset = 0
        """The rows before those that are being tokenized."""
        self.row = 0
        """The last row of the last token."""
        self._rows = rows
        self._found: list[_Comment] = []
        self._first: int | None = None
        """The first row of the statement, None between two."""
        self._any_code = False
        self._here: list[_Comment] = []
        """Comments of the statement."""
        self._before: list[_Comment] = []
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
            if _MARK in token.string:
                comment = _Comment(row, token.start[1], token.string, row, row)
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

    def end(self) -> list[_Comment]:
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
