"""What stands around a statement at which an import fails, where that decides whether it really does."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dovetail.modules.resolution import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.execution.simulation import Place
    from dovetail.ship.proof.subject import Subject

_RELATIVE = "."
_BY_NAME = frozenset(("__import__", "import_module"))


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
    tries = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Try) and any(_covers(handler, place.line) for handler in each.handlers)
    ]
    return any(
        _imports_by_name(each.body)
        or any(not _is_there(subject, name, place.module) for name in _imported(each.body))
        for each in tries
    )


def _imports_by_name(body: list[ast.stmt]) -> bool:
    """Whether statements import what a string names: that it is missing, the simulation has seen."""
    calls = (part.func for each in body for part in ast.walk(each) if isinstance(part, ast.Call))
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
    return not names.isdisjoint(_BY_NAME)


def is_behind_call(subject: Subject, place: Place) -> bool:
    """Whether the statement at ``place`` runs only if some function says so.

    Such as one that looks for the very distribution that is missing: what it returns may rest on what no text
    tells.
    """
    try:
        tree = ast.parse(subject.text(place.file or ""))
    except (SyntaxError, ValueError, RecursionError):
        return False
    return any(
        any(isinstance(part, ast.Call) for part in ast.walk(each.test))
        for each in ast.walk(tree)
        if isinstance(each, ast.If)
        and any(_covers(inner, place.line) for inner in (*each.body, *each.orelse))
    )


def _covers(node: ast.ExceptHandler | ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


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
