"""What ``ast`` says of a module's own names: those bound at its top level, and its ``__all__``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from source_text import SourceText


class DunderAll(NamedTuple):
    """``__all__`` after the last statement about it.

    ``names`` is ``None`` where it is computed; ``plain`` says that it is written in the forms that the lexer
    promises to read: lists and tuples in brackets, of literals without escapes, joined by ``+``.
    """

    names: tuple[str, ...] | None
    plain: bool


_COMPUTED = DunderAll(None, plain=False)


class ModuleNames:
    """Collects what the statements at module scope bind, one statement at a time."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.dunder_all: DunderAll | None = None
        self._bound: list[tuple[int, str]] = []

    def bound(self) -> list[str]:
        """Return the names that are bound (or deleted), in the order of the text."""
        return [name for _, name in sorted(self._bound)]

    def read(self, node: ast.stmt) -> None:
        """Take in one statement, without those within it."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._bound.append((self.source.offset(node.lineno, node.col_offset), node.name))
            case ast.Import() | ast.ImportFrom():
                if any((alias.asname or alias.name) == "__all__" for alias in node.names):
                    self.dunder_all = _COMPUTED
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=value, attr=method)) as call):
                if _is_all(value):
                    self._call_all(method, call)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._assign(node)
            case _:
                self._bind(_targets(node))

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if node.value is None:
            # An annotation alone binds nothing.
            return
        if isinstance(node, ast.AugAssign) and _is_all(node.target):
            self._bind_names(node.target)
            self._extend_all(node.value, known=isinstance(node.op, ast.Add))
            return
        self._bind(targets)
        if any(_is_all(target) for target in targets):
            self._set_all(node.value)

    def _bind(self, targets: Iterable[ast.expr]) -> None:
        for target in targets:
            if _holds_all(target):
                self.dunder_all = _COMPUTED
            self._bind_names(target)

    def _bind_names(self, target: ast.expr) -> None:
        self._bound += [
            (self.source.offset(name.lineno, name.col_offset), name.id) for name in _names(target)
        ]

    def _set_all(self, value: ast.expr) -> None:
        self.dunder_all = self._literal(value)

    def _extend_all(self, value: ast.expr, *, known: bool) -> None:
        before, more = self.dunder_all or _COMPUTED, self._literal(value)
        if not known or before.names is None or more.names is None:
            self.dunder_all = _COMPUTED
        else:
            self.dunder_all = DunderAll(before.names + more.names, before.plain and more.plain)

    def _call_all(self, method: str, call: ast.Call) -> None:
        match method, call.args:
            case "extend", [value]:
                self._extend_all(value, known=True)
            case "append", [ast.Constant(value=str(name)) as value]:
                before = self.dunder_all or _COMPUTED
                names = None if before.names is None else (*before.names, name)
                self.dunder_all = DunderAll(names, before.plain and self._is_plain(value))
            case _:
                self.dunder_all = _COMPUTED

    def _literal(self, value: ast.expr) -> DunderAll:
        match value:
            case ast.List() | ast.Tuple():
                names: list[str] = []
                bracketed = self.source.text[self.source.offset(value.lineno, value.col_offset)] in b"(["
                plain = bracketed
                for element in value.elts:
                    if not isinstance(element, ast.Constant) or not isinstance(element.value, str):
                        return _COMPUTED
                    names.append(element.value)
                    plain = plain and self._is_plain(element)
                return DunderAll(tuple(names), plain)
            case ast.BinOp(op=ast.Add()):
                left, right = self._literal(value.left), self._literal(value.right)
                if left.names is None or right.names is None:
                    return _COMPUTED
                # Brackets around the sum or its parts do not show here; the lexer may give up at them.
                start = self.source.offset(value.lineno, value.col_offset)
                inner = self.source.offset(value.left.lineno, value.left.col_offset)
                return DunderAll(left.names + right.names, left.plain and right.plain and start == inner)
            case _:
                return _COMPUTED

    def _is_plain(self, node: ast.expr) -> bool:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.source.offset(node.lineno, node.col_offset)
        return self.source.is_plain(start, self.source.offset(node.end_lineno, node.end_col_offset))


def _targets(node: ast.stmt) -> Sequence[ast.expr]:
    """Return the targets of a statement that is no assignment."""
    match node:
        case ast.For() | ast.AsyncFor():
            return [node.target]
        case ast.With() | ast.AsyncWith():
            return [item.optional_vars for item in node.items if item.optional_vars]
        case ast.Delete():
            return node.targets
        case _ if type(node).__name__ == "TypeAlias":
            # Only from Python 3.12 on.
            return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.Name)][:1]
        case _:
            return []


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _holds_all(target: ast.expr) -> bool:
    """Say whether an assignment to ``target`` may change ``__all__``, or its contents."""
    match target:
        case ast.Subscript(value=value) | ast.Attribute(value=value):
            return _is_all(value)
        case _:
            return any(name.id == "__all__" for name in _names(target))


def _names(target: ast.expr) -> Iterator[ast.Name]:
    match target:
        case ast.Name():
            yield target
        case ast.Tuple() | ast.List():
            for element in target.elts:
                yield from _names(element)
        case ast.Starred():
            yield from _names(target.value)
        case _:
            pass
