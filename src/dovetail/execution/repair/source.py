"""Ask another module, or for another thing: the module that defines the name, the module and not its name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dovetail.execution.repair.candidate import Candidate, at
from dovetail.execution.repair.text import inserted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.execution.repair.text import Text


def absolute(package: str, statement: ast.ImportFrom) -> str:
    """Return the module that a ``from`` statement names, in a module whose ``__package__`` is ``package``."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    base = ".".join(parts[: len(parts) - statement.level + 1])
    return f"{base}.{statement.module}" if statement.module else base


def from_definition(text: Text, statement: ast.ImportFrom, name: str, through: str, source: str) -> Candidate:
    """Take one name of a ``from`` statement from the module ``source``, and not from ``through``."""
    alias = next(alias for alias in statement.names if alias.name == name)
    own = ast.unparse(ast.ImportFrom(source, [alias], 0))
    others = [each for each in statement.names if each is not alias]
    rest = f"; {ast.unparse(ast.ImportFrom(statement.module, others, statement.level))}" if others else ""
    return Candidate(
        f"in {at(text, statement.lineno)} write `{own}`: `{source}` defines it, and `{through}` only hands it on",
        text.file,
        text.without(statement, own + rest),
    )


def submodule(text: Text, line: int, name: str) -> Iterator[Candidate]:
    """Import the submodule that is used as an attribute of its package, before the line that uses it."""
    imports = [each for each in text.tree.body if isinstance(each, ast.Import) and each.lineno < line]
    top = name.partition(".")[0]
    for statement in imports:
        if any(alias.asname is None and alias.name.partition(".")[0] == top for alias in statement.names):
            addition = f"import {name}"
            yield Candidate(
                f"add `{addition}` below {at(text, statement.lineno)}: the submodule is used there, and nothing in"
                " this file imports it",
                text.file,
                inserted(text.lines, [((statement.end_lineno or statement.lineno) + 1, addition)]),
            )
            return


def module_not_name(text: Text, statement: ast.ImportFrom, package: str) -> Iterator[Candidate]:
    """Import the module, and look its names up where they are used."""
    module = absolute(package, statement)
    parent, _, last = module.rpartition(".")
    names = {alias.asname or alias.name: alias.name for alias in statement.names}
    uses = text.uses(names)
    if not uses or not last or any(last == name for name in names):
        return
    if text.uses([last]) != []:
        return  # the name of the module means something else here
    instead = f"from {parent} import {last}" if parent else f"import {last}"
    lines = text.without(statement, instead)
    for use in sorted(uses, key=lambda use: (use.node.lineno, use.node.col_offset), reverse=True):
        row = lines[use.node.lineno - 1].encode()
        new = f"{last}.{names[use.node.id]}".encode()
        lines[use.node.lineno - 1] = (
            row[: use.node.col_offset] + new + row[use.node.end_col_offset :]
        ).decode()
    places = sorted({use.node.lineno for use in uses})
    where = f"line {places[0]}" if len(places) == 1 else f"lines {', '.join(map(str, places[:6]))}"
    where += f" and {len(places) - 6} more" if len(places) > 6 else ""  # noqa: PLR2004 - enough to find them
    first = next(iter(names.values()))
    yield Candidate(
        f"in {at(text, statement.lineno)} import the module and not its names: `{instead}`, and write"
        f" `{last}.{first}` in {where}",
        text.file,
        lines,
    )
