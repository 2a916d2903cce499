"""Ask another module, or for another thing: the module that defines the name, the module and not its name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from dovetail.execution.repair.candidate import Candidate, at
from dovetail.execution.repair.text import inserted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dovetail.execution.repair.text import Text


def absolute(package: str, statement: ast.ImportFrom) -> str:
    """Return the module that a ``from`` statement names, in a module whose ``__package__`` is ``package``."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    base = ".".join(parts[: len(parts) - statement.level + 1])
    return f"{base}.{statement.module}" if statement.module else base


class Origin(NamedTuple):
    """Where a module has a name from."""

    module: str
    """The module that defines it, or the module that it is."""
    name: str | None
    """How it is called there; None if the name is the module itself."""

    def statement(self, bound: str) -> str:
        """Return the import that binds it as ``bound``."""
        last = self.name or self.module
        alias = "" if bound == last else f" as {bound}"
        return f"from {self.module} import {last}{alias}" if self.name else f"import {last}{alias}"


def from_definition(
    text: Text, statement: ast.ImportFrom, origins: Mapping[str, Origin], through: str
) -> Candidate:
    """Take some names of a ``from`` statement from where they come from, and not through another module."""
    parts = [
        origins[alias.name].statement(alias.asname or alias.name)
        for alias in statement.names
        if alias.name in origins
    ]
    others = [alias for alias in statement.names if alias.name not in origins]
    shown = " and ".join(f"`{part}`" for part in parts)
    if others:
        parts.append(ast.unparse(ast.ImportFrom(statement.module, others, statement.level)))
    first = next(iter(origins.values()))
    if first.name is None or len(origins) > 1:
        why = f"that is where `{through}` has it from"
    else:
        why = f"`{first.module}` has it, and `{through}` hands it on"
    return Candidate(
        f"in {at(text, statement.lineno)} write {shown}: {why}",
        text.file,
        text.without(statement, "; ".join(parts)),
    )


def submodule(text: Text, line: int, name: str) -> Iterator[Candidate]:
    """Import the submodule that is used as an attribute of its package, before the line that uses it."""
    imports = [each for each in text.tree.body if isinstance(each, ast.Import) and each.lineno < line]
    top = name.partition(".")[0]
    for statement in imports:
        if any(alias.asname is None and alias.name.partition(".")[0] == top for alias in statement.names):
            addition = f"import {name}"
            yield Candidate(
                f"add `{addition}` below {at(text, statement.lineno)}: the submodule is used there,"
                " and nothing in this file imports it",
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
