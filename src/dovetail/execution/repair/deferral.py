"""Put off an import: under ``TYPE_CHECKING``, or into the functions that use its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.execution.repair.candidate import Candidate, at
from dovetail.execution.repair.text import body_start, future_annotations, inserted, is_star, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.execution.repair.text import Function, Statement, Text, Use


def put_off(text: Text, statement: Statement, *, deferred_annotations: bool) -> Iterator[Candidate]:
    """Yield the ways to have an import not executed when its module is.

    ``deferred_annotations``: annotations are not evaluated in any case (Python 3.14).
    """
    if is_star(statement) or getattr(statement, "module", "") == "__future__":
        return
    names = names_of(statement)
    uses = text.uses(names)
    if uses is None or any(use.function is None and not use.annotation for use in uses):
        return
    shown, place = f"`{text.shown(statement)}`", at(text, statement.lineno)
    evaluated = [use for use in uses if use.annotation and use.function is None]
    functions = _functions(uses)
    future = bool(evaluated) and not text.has_future_annotations and not deferred_annotations
    additions = [future_annotations(text)] if future else []
    waits = " and add `from __future__ import annotations`" if future else ""
    if not functions:
        if not uses and not any(text.mentions(name, statement) for name in names):
            if text.path.endswith("__init__.py"):
                return  # what a package imports and does not use is meant for others
            sentence = (
                f"delete {shown} ({place}), unless others take it from here: nothing in this file uses it"
            )
        else:
            sentence = f"put {shown} ({place}) under `if TYPE_CHECKING:`{waits}: only annotations use it"
        yield Candidate(sentence, text.file, inserted(text.without(statement), additions))
        return
    for function in functions.values():
        start = body_start(function)
        if start is None:
            return
        line, indentation = start
        additions.append((line, indentation + text.shown(statement)))
    many = "the function that uses" if len(functions) == 1 else "the functions that use"
    which = _listed(functions)
    sentence = f"move {shown} ({place}) into {many} it: {which}"
    if evaluated:
        sentence += f"; for the annotations, put it under `if TYPE_CHECKING:` as well{waits}"
    yield Candidate(sentence, text.file, inserted(text.without(statement), additions))


def _functions(uses: list[Use]) -> dict[str, Function]:
    """Return the functions in which the names are needed, by their names."""
    found: dict[str, Function] = {}
    for use in uses:
        if use.function is not None and not use.annotation:
            found.setdefault(f"{use.qualified}:{use.function.lineno}", use.function)
    return found


def _listed(functions: dict[str, Function]) -> str:
    shown = [f"`{key.rpartition(':')[0]}` (line {node.lineno})" for key, node in functions.items()]
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""  # noqa: PLR2004 - enough to find them
    return ", ".join(shown[:3]) + more
