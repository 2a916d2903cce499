"""What the owner of the code allows in a comment: ``# dovetail: allow[name] reason``.

The comment speaks for its statement if it stands at the end of the statement's first or last line; for its
own line if it stands in the middle of it; and if it stands alone, for what begins in the next line of code.
Above all code it speaks for the whole file as well.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from dovetail.source.decoding import decode, lines, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from dovetail.diagnostic import Diagnostic
    from dovetail.source.comment import Comment

_MARK = "dovetail:"
_DIRECTIVE = re.compile(r"#\s*dovetail:\s*")
_ALLOW = re.compile(r"allow\s*\[([^\]]*)\](.*)", re.DOTALL)


class Suppression(NamedTuple):
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


class Problem(NamedTuple):
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

    kept: list[Diagnostic]
    suppressed: int
    problems: list[Problem]


def suppressions(source: bytes | str) -> tuple[Suppression, ...]:
    """Return the comments in ``source`` that speak to dovetail, in their order.

    Only a comment counts, never a string that looks like one. Never fails: where the text is no Python, it
    goes on with the next line.
    """
    if (source.find(_MARK) if isinstance(source, str) else source.find(_MARK.encode())) < 0:
        return ()
    from dovetail.source.comment import comments

    rows = lines(source if isinstance(source, str) else decode(source))
    found = (
        suppression
        for comment in comments(rows, _MARK)
        for suppression in _read(comment, rows[comment.row - 1])
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
    them); a comment about one that did not run is not called unused. A finding is allowed where one of
    the lines of its place is one that the comment speaks for.
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
    return Applied(kept, len(findings) - len(kept), problems)


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
            import difflib

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


def _read(comment: Comment, row: str) -> Iterator[Suppression]:
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
