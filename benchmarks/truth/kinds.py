"""Kinds of changes that people make to the imports of a module."""

from __future__ import annotations

import ast
import keyword
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources import Edit, Import, Source

_MOST_NAMES = 8


class Change(NamedTuple):
    """One change."""

    kind: str
    module: str
    """Whose file is changed."""
    target: str
    """The module that the changed statement imports."""
    edits: list[Edit]

    def text(self, source: Source) -> bytes:
        """Return the changed text."""
        text = source.text
        for begin, end, new in sorted(self.edits, reverse=True):
            text = text[:begin] + new + text[end:]
        return text


def _statement(node: Import) -> bytes:
    return ast.unparse(node).encode() + b"\n"


def _removed(source: Source, node: Import, *, alone: bool) -> Edit:
    """Return the edit that takes a statement out of a block, which may not stay empty."""
    if alone:
        return (*source.span(node), b"pass")
    lines = source.lines(node)
    assert lines
    return (*lines, b"")


def made_eager(source: Source, kind: str) -> Iterator[Change]:
    """Yield the changes of deferred or typing imports into imports at the top of the file."""
    at = source.end_of_imports()
    for found, block, nodes in source.blocks():
        for node in nodes if found == kind else ():
            body: list[ast.stmt] = getattr(block, "body")  # noqa: B009 - functions and ifs have one
            edits = [_removed(source, node, alone=len(body) == 1), (at, at, _statement(node))]
            yield Change(f"{kind}-made-eager", source.name, source.targets(node)[0], edits)


def moved_up(source: Source) -> Iterator[Change]:
    """Yield the changes that put an import before all others."""
    at = source.top()
    for node in source.imports:
        lines = source.lines(node)
        if lines and lines[0] > at:
            edits = [(*lines, b""), (at, at, _statement(node))]
            yield Change("moved-up", source.name, source.targets(node)[0], edits)


def name_for_module(source: Source) -> Iterator[Change]:
    """Yield the changes of ``from . import b`` and ``b.x`` into ``from .b import x`` and ``x``."""
    nodes = list(ast.walk(source.tree))
    names = [one.id for one in nodes if isinstance(one, ast.Name)]
    for node in source.imports:
        (target, *others), alias = source.targets(node), node.names[0]
        if others or (isinstance(node, ast.Import) and not alias.asname):
            continue
        if isinstance(node, ast.ImportFrom) and target == source.base(node):
            continue
        bound = alias.asname or alias.name
        uses = [
            one
            for one in nodes
            if isinstance(one, ast.Attribute)
            and isinstance(one.value, ast.Name)
            and one.value.id == bound
            and isinstance(one.ctx, ast.Load)
        ]
        wanted = sorted({use.attr for use in uses})
        clash = any(name in names or keyword.iskeyword(name) for name in wanted)
        if not wanted or len(wanted) > _MOST_NAMES or clash or len(uses) != names.count(bound):
            continue
        if isinstance(node, ast.ImportFrom):
            dots = "." * node.level
            origin = f"{dots}{node.module}.{alias.name}" if node.module else f"{dots}{alias.name}"
        else:
            origin = alias.name
        edits = [(*source.span(use), use.attr.encode()) for use in uses]
        text = f"from {origin} import {', '.join(wanted)}".encode()
        yield Change("name-for-module", source.name, target, [(*source.span(node), text), *edits])


def through_the_package(source: Source, exported: dict[str, dict[str, str]]) -> Iterator[Change]:
    """Yield the changes of ``from .b import X`` into ``from . import X``, where that is the same.

    ``exported`` has for each package the names that its body imports, with the modules they are from.
    """
    for node in source.imports:
        base = source.base(node)
        if not isinstance(node, ast.ImportFrom) or base is None or base == source.name:
            continue
        package = base.rpartition(".")[0]
        while package:
            there = exported.get(package, {})
            if package != source.name and all(there.get(alias.name) == base for alias in node.names):
                level = _level(source, package) if node.level else 0
                name = "." * level if level else package
                shown = ", ".join(
                    alias.name + (f" as {alias.asname}" if alias.asname else "") for alias in node.names
                )
                edit = (*source.span(node), f"from {name} import {shown}".encode())
                yield Change("through-the-package", source.name, package, [edit])
            package = package.rpartition(".")[0]


def _level(source: Source, package: str) -> int:
    """Return with how many dots a module says a package around it, 0 if it is not around it."""
    if f"{source.package}.".startswith(f"{package}."):
        return source.package.count(".") - package.count(".") + 1
    return 0


def swapped(source: Source) -> Iterator[Change]:
    """Yield the changes that swap two imports of the body of a package."""
    nodes = source.imports if source.is_package else []
    for at, one in enumerate(nodes):
        for other in nodes[at + 1 :]:
            (begin, end), (first, last) = source.span(one), source.span(other)
            edits = [(begin, end, source.text[first:last]), (first, last, source.text[begin:end])]
            yield Change("swapped", source.name, source.targets(other)[0], edits)
