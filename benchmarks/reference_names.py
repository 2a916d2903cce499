"""What ``ast`` says of a module's own names: those bound at its top level, and its ``__all__``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from source_text import SourceText


# `__all__` as a module leaves it: the names in it, or `None` where reading does not tell.
DunderAll: TypeAlias = frozenset[str] | None


class ModuleNames:
    """Collects what the statements at module scope bind, one statement at a time."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.has_all = False
        self.dunder_all: DunderAll = frozenset()
        self._bound: list[tuple[int, str]] = []

    def bound(self) -> list[str]:
        """Return the names that are bound or deleted, once for each time, in the order of the text."""
        return [name for _, name in sorted(self._bound)]

    def read(self, node: ast.stmt) -> None:
        """Take in one statement, without those within it."""
        self._bind_expressions(node)
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._bound.append((self.source.offset(node.lineno, node.col_offset), node.name))
            case ast.Import() | ast.ImportFrom():
                if any((alias.asname or alias.name) == "__all__" for alias in node.names):
                    self._change_all(None)
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr=method)) as call
            ):
                self._call_all(method, call)
            case ast.Expr():
                # Whatever else is done with it may change it, or so the lexer has to think.
                start = self.source.offset(node.lineno, node.col_offset)
                after = self.source.after_blank(start + len("__all__"))
                if self.source.text.startswith(b"__all__", start) and self.source.text[after : after + 1] in (
                    b".",
                    b"[",
                ):
                    self._change_all(None)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._assign(node)
            case ast.Match():
                self._bind_captures(node)
            case _:
                self._bind(_targets(node))

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if node.value is None:
            # An annotation alone binds nothing.
            return
        if isinstance(node, ast.AugAssign) and _is_all(node.target):
            self._bind_names(node.target)
            self._extend_all(_literal(node.value) if isinstance(node.op, ast.Add) else None)
            return
        self._bind(targets)
        if any(_is_all(target) for target in targets):
            self._change_all(_literal(node.value))

    def _bind_expressions(self, node: ast.stmt) -> None:
        """Bind the targets of assignment expressions: not in f-strings, which only count as literals here."""
        pending: list[ast.AST] = [node]
        while pending:
            inner = pending.pop()
            if isinstance(inner, ast.NamedExpr):
                self._bind_names(inner.target)
            if isinstance(inner, ast.Lambda):
                pending.append(inner.args)
            elif not isinstance(inner, ast.JoinedStr):
                pending += [n for n in ast.iter_child_nodes(inner) if not isinstance(n, ast.stmt)]
                # The statements of handlers and cases come on their own.

    def _bind_captures(self, node: ast.Match) -> None:
        for case in node.cases:
            for inner in ast.walk(case.pattern):
                name = inner.rest if isinstance(inner, ast.MatchMapping) else getattr(inner, "name", None)
                if name is not None:
                    assert isinstance(inner, ast.pattern)
                    self._bound.append((self.source.offset(inner.lineno, inner.col_offset), name))

    def _bind(self, targets: Iterable[ast.expr]) -> None:
        for target in targets:
            if _holds_all(target):
                self._change_all(None)
            self._bind_names(target)

    def _bind_names(self, target: ast.expr) -> None:
        self._bound += [
            (self.source.offset(name.lineno, name.col_offset), name.id) for name in _names(target)
        ]

    def _change_all(self, names: DunderAll) -> None:
        self.has_all, self.dunder_all = True, names

    def _extend_all(self, names: DunderAll) -> None:
        before = self.dunder_all
        self._change_all(None if before is None or names is None else before | names)

    def _call_all(self, method: str, call: ast.Call) -> None:
        match method, call.args:
            case "extend", [value]:
                self._extend_all(_literal(value))
            case "append", [ast.Constant(value=str(name))]:
                self._extend_all(frozenset((name,)))
            case "remove", [ast.Constant(value=str(name))]:
                self._change_all(self.dunder_all and self.dunder_all - {name})
            case "sort" | "reverse", []:
                pass
            case _:
                self._change_all(None)


def _literal(value: ast.expr) -> DunderAll:
    """Return the names in a value that is made of string literals."""
    match value:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            parts = [_element(element) for element in elements]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            parts = [_literal(left), _literal(right)]
        case ast.Call(func=ast.Name(id="list" | "tuple" | "set" | "sorted"), args=[inner], keywords=[]):
            parts = [_literal(inner)]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="split"), args=[]):
            parts = [frozenset(text.split())]
        case _:
            return None
    known = [part for part in parts if part is not None]
    return frozenset().union(*known) if len(known) == len(parts) else None


def _element(element: ast.expr) -> DunderAll:
    match element:
        case ast.Constant(value=str(name)):
            return frozenset((name,))
        case ast.Starred(value=value):
            return _literal(value)
        case _:
            return None


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
