"""``suppression``: a comment for dovetail that allows nothing, or that nothing needs any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dovetail.source.suppression import Problem


def diagnostics(problems: Iterable[Problem]) -> Iterator[Diagnostic]:
    """Yield a finding for every comment that is not understood, gives no reason, or suppresses nothing.

    Unlike other checks it is given what was found: comments are held against the findings of all others.
    """
    for problem in problems:
        yield Diagnostic(
            "suppression",
            Severity.WARNING,
            problem.message,
            Place(problem.path, problem.line, problem.column, problem.line, problem.end_column),
            problem.help,
        )
