"""Whether an ImportError that a module raises itself tells of a module that is missing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dovetail.modules.resolution import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.execution.simulation import Place
    from dovetail.ship.proof.subject import Subject

_RELATIVE = "."


def tells_of_missing(subject: Subject, place: Place) -> bool:
    """Whether the statement at ``place`` stands in the handler of an import that cannot succeed.

    Other modules raise an ImportError for reasons that only running them would show: a compiled part that is
    loaded in a way of its own, a version that is asked for.
    """
    text = subject.text(place.file or "")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False  # of a Python that this one cannot read
    return any(
        not _is_there(subject, name, place.module)
        for each in ast.walk(tree)
        if isinstance(each, ast.Try) and any(_covers(handler, place.line) for handler in each.handlers)
        for name in _imported(each.body)
    )


def _covers(handler: ast.ExceptHandler, line: int) -> bool:
    return handler.lineno <= line <= (handler.end_lineno or handler.lineno)


def _imported(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names of the modules that statements import, relative ones with their dots."""
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            yield _RELATIVE * statement.level + (statement.module or "")


def _is_there(subject: Subject, name: str, importer: str) -> bool:
    answer = subject.resolver.resolve(name, importer or None)
    return answer.found or answer.confidence is Confidence.UNKNOWN
