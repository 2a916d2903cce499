"""The statements of a module that change its ``__path__``, followed in order without running them.

Only what stands at the top level counts, in ``try`` with its ``ImportError``, and under tests that text can
answer. All else that could change it is `ComputedError`.
"""

from __future__ import annotations

import ast
import warnings

from dovetail.modules.literal import Literals
from dovetail.modules.literal_value import ComputedError, Reference
from dovetail.modules.path_use import WORDS, binds, only_reads
from dovetail.modules.static_condition import truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.modules.package_path import Surroundings
    from dovetail.modules.resolution import Resolution

__all__ = ["ComputedError", "path_after"]

_CAUGHT = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))


class _MissingError(Exception):
    """A module that is imported is not there."""


def path_after(text: bytes, module: Resolution, surroundings: Surroundings) -> tuple[str, ...] | None:
    """Return the ``__path__`` that a body leaves, None if there is none.

    Raises `ComputedError` where the text does not tell it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those about the text are for its author
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ComputedError(None, f"speaks of its __path__, and its text does not parse: {error}") from error
    body = _Body(module, surroundings)
    try:
        body.begin(tree.body)
    except _MissingError as missing:
        raise ComputedError(None, f"fails when it is imported: there is no module `{missing}`") from missing
    except RecursionError as error:
        raise ComputedError(None, "nests too deep to be read") from error
    path = body.literals.path
    return None if path is None else tuple(path)


class _Body:
    """The body of a module while it is followed."""

    def __init__(self, module: Resolution, surroundings: Surroundings) -> None:
        self.literals = Literals(module, surroundings)
        self._can_import = surroundings.can_import
        self._version = surroundings.environment.version[:2]
        self._words = WORDS
        self._strict = False  # whether a missing module matters: within a try, where something catches it

    def begin(self, statements: Sequence[ast.stmt]) -> None:
        own = {each.name for each in statements if isinstance(each, ast.FunctionDef)}
        # pkg_resources itself has a function of that name.
        self._words = WORDS - own
        self.run(statements)

    def run(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self._import(statement)
            elif only_reads(statement, self._words):
                self._pass_over(statement)
            elif not self._follow(statement):
                reason = "changes its __path__ in a way that only running it tells"
                raise ComputedError(statement.lineno, reason)

    def _follow(self, statement: ast.stmt) -> bool:  # noqa: PLR0911 - one for each kind of statement
        """Follow a statement that speaks of the path; False if it is of a form that is not understood."""
        literals = self.literals
        if isinstance(statement, ast.Assign):
            self._require(statement.value)
            names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
            return len(names) == len(statement.targets) and self._assign(names, statement.value)
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            return statement.value is None or self._assign([statement.target.id], statement.value)
        if isinstance(statement, ast.AugAssign):
            return self._add(statement)
        if isinstance(statement, ast.Expr):
            if isinstance(statement.value, ast.Constant):
                return True
            self._require(statement.value)
            return literals.call_effect(statement.value)
        if isinstance(statement, ast.Try):
            self._try(statement)
        elif isinstance(statement, ast.If):
            holds = truth(statement.test, literals, self._version)
            if holds is None:
                return False
            self.run(statement.body if holds else statement.orelse)
        else:
            return False
        return True

    def _assign(self, names: list[str], expression: ast.expr) -> bool:
        value = self.literals.value_or_none(expression)
        # Under a second name the list could be changed without its own name being said.
        is_second_name = isinstance(expression, ast.Name) and expression.id == "__path__" != names[0]
        if value is None or is_second_name or ("__path__" in names and not isinstance(value, list)):
            return False
        for name in names:
            self.literals.bind(name, value)
        return True

    def _add(self, statement: ast.AugAssign) -> bool:
        if not isinstance(statement.target, ast.Name) or not isinstance(statement.op, ast.Add):
            return False
        value = self.literals.value_or_none(statement.value)
        if statement.target.id != "__path__" or self.literals.path is None or not isinstance(value, list):
            return False
        self.literals.path.extend(value)
        return True

    def _try(self, statement: ast.Try) -> None:
        outer, self._strict = self._strict, True
        try:
            self.run(statement.body)
        except _MissingError:
            handler = next((each for each in statement.handlers if _catches(each)), None)
            if handler is None:
                raise
            self._strict = outer
            self.run(handler.body)
        else:
            self._strict = outer
            self.run(statement.orelse)
        finally:
            self._strict = outer
        self.run(statement.finalbody)
        # What the clauses that do not run would have bound is bound by nobody.

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        if isinstance(statement, ast.ImportFrom):
            name = None if statement.level else statement.module
            self._look(name, statement)
            for alias in statement.names:
                bound = alias.asname or alias.name
                if bound == "__path__":
                    raise ComputedError(statement.lineno, "takes its __path__ from another module")
                self.literals.bind(bound, Reference(f"{name}.{alias.name}") if name else None)
            return
        for alias in statement.names:
            self._look(alias.name, statement)
            top = alias.name.partition(".")[0]
            self.literals.bind(alias.asname or top, Reference(alias.name if alias.asname else top))

    def _look(self, name: str | None, statement: ast.stmt) -> None:
        """Stop at an import of what is not there, if something catches that."""
        if not self._strict:
            return
        there = self._can_import(name) if name else None
        if there is None:
            raise ComputedError(
                statement.lineno, "changes its __path__ if an import succeeds, which is not known"
            )
        if not there:
            raise _MissingError(name)

    def _require(self, expression: ast.expr) -> None:
        """Look for the modules that calls of ``__import__`` in an expression name."""
        for node in ast.walk(expression):
            if isinstance(node, ast.Call):
                name = self.literals.imported(node)
                if name is not None and not self._can_import(name):
                    raise _MissingError(name)

    def _pass_over(self, statement: ast.stmt) -> None:
        """Take note of what a statement binds that does not speak of the path."""
        names = binds(statement)
        simple = isinstance(statement, ast.Assign) and len(statement.targets) == 1
        for name in names:
            value = None
            if simple and isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                value = self.literals.value_or_none(statement.value)
            self.literals.bind(name, value)


def _catches(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in _CAUGHT) for kind in kinds)
