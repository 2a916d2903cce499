"""The version that stands in the text of a module, read without running it (PEP 621, "dynamic")."""

from __future__ import annotations

import _ast
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_DEPTH = 8
"""As many assignments and imports are followed, before it is taken for a circle."""


class UnknownVersionError(Exception):
    """The version cannot be told from the text; says why, with file and line."""


class Texts:
    """The modules of one source root; ``place`` is the root, on disk."""

    def __init__(self, place: str, shown: Callable[[str], str]) -> None:
        self.place = place
        self.shown = shown
        self._trees: dict[str, _ast.Module] = {}

    def file(self, module: str) -> str | None:
        """Return the file of a module, None if there is none."""
        stem = os.path.join(self.place, *module.split("."))
        places = (os.path.join(stem, "__init__.py"), f"{stem}.py")
        return next((place for place in places if os.path.isfile(place)), None)

    def tree(self, path: str) -> _ast.Module:
        """Return the syntax tree of a file; raises `UnknownVersionError` for a text that has none."""
        if path not in self._trees:
            try:
                with open(path, "rb") as stream:
                    tree = compile(stream.read(), path, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
            except SyntaxError as error:
                raise UnknownVersionError(f"{self.shown(path)}:{error.lineno}: {error.msg}") from None
            except (OSError, ValueError) as error:
                raise UnknownVersionError(f"{self.shown(path)}: {error}") from None
            assert isinstance(tree, _ast.Module)  # noqa: S101 - what `exec` asks for
            self._trees[path] = tree
        return self._trees[path]


def version_in(texts: Texts, module: str, name: str = "__version__") -> str:
    """Return the text that ``name`` is bound to when ``module`` has run.

    Followed are assignments of literals and of other names, and imports from modules of the project; a
    tuple of numbers joined with dots is understood too. Raises `UnknownVersionError` with the reason where
    that does not tell.
    """
    return _bound(texts, module, name, _DEPTH)


def _bound(texts: Texts, module: str, name: str, depth: int) -> str:
    path = texts.file(module)
    if path is None:
        raise UnknownVersionError(f"the project has no module `{module}`")
    if not depth:
        raise UnknownVersionError(f"{texts.shown(path)}: `{name}` leads round in a circle")
    found: _ast.stmt | None = None
    for statement in texts.tree(path).body:
        if _binds(statement, name):
            found = statement
    if found is None:
        raise UnknownVersionError(f"{texts.shown(path)} does not bind `{name}`")
    if isinstance(found, _ast.ImportFrom):
        return _imported(texts, module, found, name, depth)
    value = None
    if isinstance(found, _ast.Assign | _ast.AnnAssign):
        value = _value(found.value, lambda other: _bound(texts, module, other, depth - 1))
    if value is None:
        where = f"{texts.shown(path)}:{found.lineno}"
        raise UnknownVersionError(f"{where}: only running it would tell what `{name}` is")
    return value


def _imported(texts: Texts, module: str, statement: _ast.ImportFrom, name: str, depth: int) -> str:
    name = next(alias.name for alias in statement.names if (alias.asname or alias.name) == name)
    path = texts.file(module) or ""
    parts = module.split(".") if path.endswith("__init__.py") else module.split(".")[:-1]
    around = parts[: len(parts) - statement.level + 1] if statement.level else []
    target = ".".join([*around, *filter(None, [statement.module])])
    if texts.file(target) is None:
        where = f"{texts.shown(path)}:{statement.lineno}"
        raise UnknownVersionError(f"{where}: `{name}` comes from `{target}`, which is not in the project")
    return _bound(texts, target, name, depth - 1)


def _value(node: _ast.AST | None, of_name: Callable[[str], str]) -> str | None:
    """Return the text that an expression is, None where the text does not tell."""
    if isinstance(node, _ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, _ast.Name):
        return of_name(node.id)
    if isinstance(node, _ast.BinOp) and isinstance(node.op, _ast.Add):
        sides = [_value(side, of_name) for side in (node.left, node.right)]
        return None if None in sides else "".join(side or "" for side in sides)
    joins = (
        isinstance(node, _ast.Call)
        and isinstance(node.func, _ast.Attribute)
        and node.func.attr == "join"
        and isinstance(node.func.value, _ast.Constant)
        and node.func.value.value == "."
        and len(node.args) == 1
    )
    if joins and isinstance(node, _ast.Call):
        items = node.args[0]
        if isinstance(items, _ast.Tuple | _ast.List):
            texts = [one.value for one in items.elts if isinstance(one, _ast.Constant)]
            if len(texts) == len(items.elts) and all(isinstance(one, str) for one in texts):
                return ".".join(map(str, texts))
    return None


def _binds(statement: _ast.stmt, name: str) -> bool:
    """Whether a statement at the top level binds the name, itself or in a block of its own."""
    if isinstance(statement, _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.ClassDef):
        return statement.name == name
    waiting: list[object] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _ast.Name) and node.id == name and isinstance(node.ctx, _ast.Store):
            return True
        if isinstance(node, _ast.alias) and (node.asname or node.name) == name:
            return True
        if isinstance(node, _ast.AST):
            waiting += [getattr(node, field, None) for field in node._fields]
        elif isinstance(node, list):
            waiting += node
    return False


def summary_in(texts: Texts, module: str) -> str:
    """Return the first line of a module's docstring. Raises `UnknownVersionError` if it has none."""
    path = texts.file(module)
    if path is None:
        raise UnknownVersionError(f"the project has no module `{module}`")
    body = texts.tree(path).body
    first = body[0].value if body and isinstance(body[0], _ast.Expr) else None
    text = first.value if isinstance(first, _ast.Constant) else None
    lines: Iterable[str] = text.strip().splitlines() if isinstance(text, str) else ()
    line = next(iter(lines), "")
    if not line:
        raise UnknownVersionError(f"{texts.shown(path)} has no docstring")
    return line
