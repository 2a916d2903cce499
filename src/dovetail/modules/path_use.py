"""How a statement uses ``__path__``: whether it may change it, or only reads it."""

from __future__ import annotations

import ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_NAME = "__path__"
WORDS = frozenset((_NAME, "declare_namespace"))
"""What a body uses to change its path."""
_CHANGES = frozenset(("append", "insert", "extend", "remove", "pop", "clear", "sort", "reverse"))
# What is known to leave alone the list that it is given.
_READERS = frozenset(
    (
        *(
            "iter_modules",
            "walk_packages",
            "list",
            "tuple",
            "set",
            "sorted",
            "len",
            "iter",
            "next",
            "enumerate",
        ),
        *(
            "print",
            "repr",
            "str",
            "any",
            "all",
            "map",
            "filter",
            "isinstance",
            "hasattr",
            "getattr",
            "reversed",
        ),
    )
)
# Around the name, these read from the list; a comparison, a test or a text of it changes nothing either.
_READING = (
    *(ast.For, ast.AsyncFor, ast.comprehension, ast.Compare, ast.Starred, ast.If, ast.FormattedValue),
    *(ast.BoolOp, ast.UnaryOp, ast.Expr, ast.Assert),
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def only_reads(statement: ast.stmt, words: Collection[str]) -> bool:
    """Return whether no use of ``__path__`` in a statement can change it, if there is any.

    ``words`` are those of `WORDS` that count. A name that a function or a class binds for itself is another.
    """
    return all(_harmless(node, parents) for node, parents in _uses(statement, (), words))


def binds(statement: ast.stmt) -> set[str]:
    """Return the names that a statement may bind in the module, those in ``global`` included."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name, *_global_names(statement)}
    names: set[str] = set()
    for node in _outside_functions(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names |= {node.name, *_global_names(node)}
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchStar | ast.MatchAs) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
    return names


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            yield from _outside_functions(child)


def _global_names(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Global):
            yield from inner.names


def _word(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        # The __path__ of something else is not that of this module.
        return node.attr if node.attr != _NAME else None
    if isinstance(node, ast.alias):
        return node.asname if node.asname in WORDS else node.name
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None


def _uses(
    node: ast.AST, parents: tuple[ast.AST, ...], words: Collection[str]
) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    if _word(node) in words:
        yield node, parents
    for child in ast.iter_child_nodes(node):
        yield from _uses(child, (*parents, node), words)


def _harmless(node: ast.AST, parents: tuple[ast.AST, ...]) -> bool:  # noqa: PLR0911 - one for each use
    scope = next((each for each in reversed(parents) if isinstance(each, (*_FUNCTIONS, ast.ClassDef))), None)
    parent = parents[-1] if parents else None
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return True  # one of that name is defined, not called
    if isinstance(node, ast.Constant):
        return _is_question(node, parent)
    if not isinstance(node, ast.Name) or node.id != _NAME:
        return False
    if scope is not None and _is_local(scope):
        return True
    if not isinstance(node.ctx, ast.Load):
        return False
    if isinstance(parent, ast.Attribute):
        return parent.attr not in _CHANGES
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Call):
        return node is not parent.func and _called(parent) in _READERS
    return isinstance(parent, _READING)


def _is_local(scope: ast.AST) -> bool:
    """Return whether ``__path__`` is a name of the function or class itself."""
    own = False
    for node in ast.walk(scope):
        if isinstance(node, ast.Global) and _NAME in node.names:
            return False
        own = own or (isinstance(node, ast.Name) and node.id == _NAME and isinstance(node.ctx, ast.Store))
        own = own or (isinstance(node, ast.arg) and node.arg == _NAME)
    return own


def _is_question(node: ast.Constant, parent: ast.AST | None) -> bool:
    """Return whether a text that is the word is only compared, asked for, or stands for itself."""
    if isinstance(parent, ast.Call):
        return _called(parent) in ("hasattr", "getattr") or (
            isinstance(parent.func, ast.Attribute) and parent.func.attr in ("get", "startswith", "endswith")
        )
    return isinstance(parent, ast.Compare | ast.Expr) or (
        # A list of names, as in __all__; a loop over one may set them.
        node.value != _NAME and isinstance(parent, ast.Tuple | ast.List | ast.Set)
    )


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
