"""Put something off: an import below what others need first, a call until the program starts."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dovetail.execution.repair.candidate import Candidate, at
from dovetail.execution.repair.text import inserted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.execution.repair.text import Statement, Text


def move_below(text: Text, statement: Statement, wanted: str) -> Iterator[Candidate]:
    """Yield the ways to have ``wanted`` bound before ``statement`` is executed."""
    shown, place = f"`{text.shown(statement)}`", at(text, statement.lineno)
    binding = text.binding(wanted)
    moved = text.shown(statement)
    lines = text.without(statement)
    if binding is not None and binding.lineno > statement.lineno:
        end = binding.end_lineno or binding.lineno
        where = f"line {binding.lineno}" if end == binding.lineno else f"lines {binding.lineno} to {end}"
        yield Candidate(
            f"move {shown} ({place}) below {where}, where `{wanted}` is bound",
            text.file,
            inserted(lines, [(end + 1, moved)]),
        )
    last = text.tree.body[-1]
    if last.lineno > statement.lineno and last is not binding:
        yield Candidate(f"move {shown} ({place}) to the end of the file", text.file, [*lines, moved])


def call_later(text: Text, line: int) -> Iterator[Candidate]:
    """Leave a call that stands for itself to whoever starts the program."""
    for statement in text.tree.body:
        if isinstance(statement, ast.Expr) and statement.lineno <= line <= (statement.end_lineno or line):
            yield Candidate(
                f"call `{ast.unparse(statement)}` ({at(text, statement.lineno)}) when the program starts, and"
                " not while the module is imported",
                text.file,
                text.without(statement),
            )
