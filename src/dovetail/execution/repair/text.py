"""The text of a module, as far as a repair needs it: import statements, what uses their names, edits."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Statement = ast.Import | ast.ImportFrom
    Function = ast.FunctionDef | ast.AsyncFunctionDef


class Use(NamedTuple):
    """One place where a name is used."""

    node: ast.Name
    annotation: bool
    function: Function | None
    """The outermost function around it; None where it is evaluated as part of the module's body."""
    qualified: str
    """The name of that function, with the classes around it."""


class Text:
    """A module of the project. Raises `SyntaxError` or `ValueError` if the running Python cannot parse it."""

    def __init__(self, path: str, file: str, source: str) -> None:
        self.path = path
        """POSIX, relative to the project."""
        self.file = file
        self.lines = source.split("\n")
        self.tree = ast.parse(source)
        self.source = source

    def import_at(self, line: int) -> Statement | None:
        """Return the import statement at the top level that covers a line."""
        for statement in self.tree.body:
            if statement.lineno <= line <= (statement.end_lineno or line):
                return statement if isinstance(statement, ast.Import | ast.ImportFrom) else None
        return None

    def binding(self, name: str) -> ast.stmt | None:
        """Return the first statement of the top level that binds a name."""
        return next((statement for statement in self.tree.body if name in _bound(statement)), None)

    @property
    def has_future_annotations(self) -> bool:
        """Whether its annotations are not evaluated when they are come by."""
        return any(
            isinstance(statement, ast.ImportFrom)
            and statement.module == "__future__"
            and any(alias.name == "annotations" for alias in statement.names)
            for statement in self.tree.body
        )

    def uses(self, names: Iterable[str]) -> list[Use] | None:
        """Return where names are used; None if something else than an import binds one of them."""
        finder = _Uses(set(names))
        finder.visit(self.tree)
        return None if finder.rebound else finder.found

    def mentions(self, name: str, statement: Statement) -> bool:
        """Whether the word of a name stands anywhere outside a statement, say in a quoted annotation."""
        rest = "\n".join(self.without(statement))
        return re.search(rf"\b{re.escape(name)}\b", rest) is not None

    def shown(self, statement: Statement) -> str:
        """Return a statement on one line."""
        return ast.unparse(statement)

    def without(self, statement: ast.stmt, instead: str = "") -> list[str]:
        """Return the lines with a statement replaced, and all others on their lines."""
        lines = list(self.lines)
        start, end = statement.lineno - 1, statement.end_lineno or statement.lineno
        head = lines[start].encode()[: statement.col_offset].decode()
        tail = lines[end - 1].encode()[statement.end_col_offset :].decode()
        lines[start] = head + (instead or "pass") + tail
        lines[start + 1 : end] = [""] * (end - start - 1)
        return lines


def names_of(statement: Statement) -> list[str]:
    """Return the names that an import statement binds; a star binds what nobody knows."""
    if isinstance(statement, ast.ImportFrom):
        return [alias.asname or alias.name for alias in statement.names]
    return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]


def is_star(statement: Statement) -> bool:
    """Whether it is a star import."""
    return any(alias.name == "*" for alias in statement.names)


def inserted(lines: Sequence[str], additions: Iterable[tuple[int, str]]) -> list[str]:
    """Return lines with others put before those of the given numbers (1-based)."""
    result = list(lines)
    for number, line in sorted(additions, key=lambda each: each[0], reverse=True):
        result.insert(number - 1, line)
    return result


def future_annotations(text: Text) -> tuple[int, str]:
    """Return the line that makes annotations wait, and where it belongs: after the docstring."""
    body = text.tree.body
    first = body[0] if body else None
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    line = (first.end_lineno or 0) + 1 if documented and first else 1
    return line, "from __future__ import annotations"


def body_start(function: Function) -> tuple[int, str] | None:
    """Return the line before which a statement can be put first into a function, and its indentation."""
    body = function.body
    first = body[0]
    if len(body) > 1 and isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        first = body[1]
    decorators = getattr(first, "decorator_list", [])
    line = decorators[0].lineno if decorators else first.lineno
    if line <= function.lineno:
        return None  # all on one line
    return line, " " * first.col_offset


def _bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        yield from names_of(statement)
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    else:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name


class _Uses(ast.NodeVisitor):
    """Finds where names are used, and in which function."""

    def __init__(self, names: set[str]) -> None:
        self.names = names
        self.found: list[Use] = []
        self.rebound = False
        self._function: Function | None = None
        self._around: list[str] = []
        self._annotation = False

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in self.names:
            if isinstance(node.ctx, ast.Load):
                qualified = ".".join(self._around)
                self.found.append(Use(node, self._annotation, self._function, qualified))
            else:
                self.rebound = True

    def visit_arg(self, node: ast.arg) -> None:
        self.rebound |= node.arg in self.names
        self._visit_annotation(node.annotation)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.target)
        self._visit_annotation(node.annotation)
        if node.value is not None:
            self.visit(node.value)

    def _visit_annotation(self, node: ast.expr | None) -> None:
        if node is not None:
            before, self._annotation = self._annotation, True
            self.visit(node)
            self._annotation = before

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.rebound |= node.name in self.names
        for child in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(child)
        if self._function is None:
            self._around.append(node.name)
        for statement in node.body:
            self.visit(statement)
        if self._function is None:
            self._around.pop()

    def visit_FunctionDef(self, node: Function) -> None:
        self.rebound |= node.name in self.names
        for child in node.decorator_list:
            self.visit(child)
        self.visit(node.args)
        self._visit_annotation(node.returns)
        outermost = self._function is None
        if outermost:
            self._function = node
            self._around.append(node.name)
        for statement in node.body:
            self.visit(statement)
        if outermost:
            self._function = None
            self._around.pop()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)
