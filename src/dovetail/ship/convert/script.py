"""What a ``setup.py`` gives to ``setup()``, read from its text: statement by statement, and never run."""

from __future__ import annotations

import ast
from typing import NamedTuple

from dovetail.ship.convert.expression import SETUP, Expressions
from dovetail.ship.convert.value import (
    ComputedError,
    Function,
    Method,
    OpenFile,
    Reference,
    RunningPython,
    Unknown,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.ship.convert.value import Value

_CHANGING = frozenset(("append", "extend", "insert", "remove", "update", "setdefault", "pop", "sort", "add"))
_ROUNDS = 10_000
"""More rounds of loops than any ``setup.py`` has."""


class SetupCall(NamedTuple):
    """The arguments of ``setup()``, each with its 1-based line."""

    line: int
    known: dict[str, tuple[Value, int]]
    computed: dict[str, tuple[str, int]]
    """Why each is not known, and the line of what made it so; ``**`` stands for arguments without names."""
    decided: set[int]
    """The lines of tests that have one answer for all Pythons that the backend runs on."""


class _ReturnedError(Exception):
    """A function returns; not an error but a way out of its statements."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class _BrokenOffError(Exception):
    """A loop ends."""


class _ContinuedError(Exception):
    """A loop goes on with its next round."""


def read_script(text: str, folder: str) -> list[SetupCall]:
    """Return the calls of ``setup()`` that running the text of ``folder/setup.py`` would come to.

    Raises `SyntaxError` for what is no Python.
    """
    script = _Script(folder)
    tree = ast.parse(text)
    script.names["__doc__"] = ast.get_docstring(tree, clean=False)
    script.run(tree.body)
    return script.calls


class _Script(Expressions):
    """The names of a ``setup.py`` while its statements are followed."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.calls: list[SetupCall] = []
        self._global: dict[str, Unknown] = {}
        self._rounds = 0

    def run(self, body: Sequence[ast.stmt]) -> None:
        """Follow statements in order."""
        for statement in body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        method = getattr(self, f"_{type(node).__name__.lower()}_statement", None)
        try:
            (method or self._any_other)(node)
        except ComputedError as error:
            if any(_leaves(node)):
                raise
            self._forget([node], error.line, error.reason)

    def _forget(self, nodes: Sequence[ast.stmt], line: int, reason: str) -> None:
        """Take everything for unknown that these statements may bind or change."""
        unknown = Unknown(line, reason)
        for node in nodes:
            for each in ast.walk(node):
                for name in [*_bound(each), *self._handed_out(each)]:
                    self.names[name] = unknown
                if isinstance(each, ast.Call) and self.is_setup(each):
                    self.calls.append(SetupCall(each.lineno, {}, {"**": (reason, line)}, self.decided))

    def _handed_out(self, node: ast.AST) -> list[str]:
        """Return the names of what a call is given and could change."""
        if not isinstance(node, ast.Call):
            return []
        names = [each.id for each in node.args if isinstance(each, ast.Name)]
        return [name for name in names if isinstance(self.names.get(name), list | dict | OpenFile)]

    def _any_other(self, node: ast.stmt) -> None:
        """Follow no statement of another kind, as ``while`` or ``del``."""
        raise ComputedError(node.lineno, f"a statement that is not followed ({type(node).__name__.lower()})")

    # One method for each kind of statement, by its name in `ast`.

    def _pass_statement(self, node: ast.Pass) -> None:
        pass

    def _import_statement(self, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            self.names[alias.asname or name] = Reference(name)

    def _importfrom_statement(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.star_import(node.module or "", node.lineno)
            else:
                self.names[alias.asname or alias.name] = self.imported(node.module or "", alias.name)

    def _functiondef_statement(self, node: ast.FunctionDef) -> None:
        self.names[node.name] = Function(node)
        for each in ast.walk(node):
            if isinstance(each, ast.Global):
                for name in each.names:
                    self._global[name] = self.names[name] = Unknown(
                        each.lineno, f"`{node.name}` may change it"
                    )

    def _classdef_statement(self, node: ast.ClassDef) -> None:
        self.names[node.name] = Unknown(node.lineno, f"the class `{node.name}`")

    def _assign_statement(self, node: ast.Assign) -> None:
        value = self._result(node.value)
        for target in node.targets:
            self._bind(target, value)

    def _annassign_statement(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, self._result(node.value))

    def _augassign_statement(self, node: ast.AugAssign) -> None:
        before = self.names.get(node.target.id) if isinstance(node.target, ast.Name) else None
        if isinstance(before, list) and isinstance(node.op, ast.Add):
            # In place: other names may lead to the same list.
            before += self.iterated(node.value)
            return
        load = ast.parse(ast.unparse(node.target), mode="eval").body
        added = ast.BinOp(load, node.op, node.value)
        value = self.value(ast.copy_location(added, node))
        self._bind(node.target, value)

    def _bind(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            self.names[target.id] = self._global.get(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, Unknown):
            for each in target.elts:
                self._bind(each, value)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, list | tuple):
            if len(target.elts) != len(value):
                raise ComputedError(target.lineno, "values that are unpacked")
            for each, one in zip(target.elts, value, strict=True):
                self._bind(each, one)
        elif isinstance(target, ast.Subscript):
            holder, key = self.value(target.value), self.value(target.slice)
            if not isinstance(holder, dict) or isinstance(value, Unknown):
                raise ComputedError(target.lineno, "an item that is assigned")
            holder[key] = value
        elif not isinstance(target, ast.Attribute):
            raise ComputedError(target.lineno, "values that are unpacked")

    def _expr_statement(self, node: ast.Expr) -> None:
        call = node.value
        if not isinstance(call, ast.Call):
            return
        if self.is_setup(call):
            self.calls.append(self._setup(call))
        elif isinstance(call.func, ast.Name) and isinstance(self.names.get(call.func.id), Function):
            self.call_function(self.names[call.func.id], call)
        elif isinstance(call.func, ast.Attribute) and call.func.attr in _CHANGING:
            self.change(call)
        elif isinstance(call.func, ast.Name) and call.func.id == "exec":
            self.execute(call)
        else:
            self._result(call)

    def _result(self, node: ast.expr) -> Value:
        """Return what an expression is; where that is not known, neither is what it may have changed."""
        value = self.value_or_unknown(node)
        if isinstance(value, Unknown):
            for name in self._reached(node):
                self.names[name] = value
        return value

    def _reached(self, node: ast.AST, deep: int = 5) -> set[str]:
        """Return the names of lists, dictionaries and files that calls in a node could change."""
        if not any(isinstance(each, ast.Call) for each in ast.walk(node)):
            return set()
        found: set[str] = set()
        for each in ast.walk(node):
            value = self.names.get(each.id) if isinstance(each, ast.Name) else None
            if isinstance(each, ast.Name) and isinstance(value, list | dict | OpenFile):
                found.add(each.id)
            elif isinstance(value, Function) and deep:
                found |= self._reached(value.node, deep - 1)
        return found

    def _setup(self, call: ast.Call) -> SetupCall:
        result = SetupCall(call.lineno, {}, {}, self.decided)
        if call.args:
            result.computed["**"] = ("arguments without names", call.lineno)
        for keyword in call.keywords:
            value = self._result(keyword.value)
            pairs = {keyword.arg: value}
            if keyword.arg is None:
                if not isinstance(value, dict):
                    reason = value.reason if isinstance(value, Unknown) else "a dictionary"
                    result.computed["**"] = (reason, keyword.value.lineno)
                    continue
                pairs = value
            for name, one in pairs.items():
                lacking = _lacking(one, keyword.value.lineno)
                if lacking is not None:
                    result.computed[str(name)] = (lacking.reason, lacking.line)
                else:
                    result.known[str(name)] = (one, keyword.value.lineno)
        return result

    def _if_statement(self, node: ast.If) -> None:
        try:
            test = self.truth(node.test)
        except ComputedError as error:
            reason = f"it depends on `{ast.unparse(node.test)}`"
            raise ComputedError(node.lineno, reason) from error
        self.run(node.body if test else node.orelse)

    def _try_statement(self, node: ast.Try) -> None:
        before = dict(self.names)
        calls = len(self.calls)
        try:
            for statement in node.body:
                self._followed(statement)
        except ComputedError as error:
            self.names = before
            del self.calls[calls:]
            nodes = [*node.body, *node.orelse, *(each for handler in node.handlers for each in handler.body)]
            self._forget(nodes, error.line, error.reason)
        else:
            # What was read is there, and so nothing is raised.
            self.run(node.orelse)
        self.run(node.finalbody)

    def _followed(self, node: ast.stmt) -> None:
        """Follow a statement of which all must be known, or something may be raised."""
        unknown = {name for name, value in self.names.items() if isinstance(value, Unknown)}
        self._statement(node)
        for name, value in self.names.items():
            if isinstance(value, Unknown) and name not in unknown:
                raise ComputedError(value.line, value.reason)

    def _with_statement(self, node: ast.With) -> None:
        for item in node.items:
            value = self.value(item.context_expr)
            if not isinstance(value, OpenFile):
                raise ComputedError(node.lineno, f"`with {ast.unparse(item.context_expr)}`")
            if item.optional_vars is not None:
                self._bind(item.optional_vars, value)
        self.run(node.body)

    def _for_statement(self, node: ast.For) -> None:
        for each in self.iterated(node.iter):
            self._rounds += 1
            if self._rounds > _ROUNDS:
                raise ComputedError(node.lineno, "a long loop")
            self._bind(node.target, each)
            try:
                self.run(node.body)
            except _ContinuedError:
                continue
            except _BrokenOffError:
                return
        self.run(node.orelse)

    def _break_statement(self, _node: ast.Break) -> None:
        raise _BrokenOffError

    def _continue_statement(self, _node: ast.Continue) -> None:
        raise _ContinuedError

    def _return_statement(self, node: ast.Return) -> None:
        raise _ReturnedError(None if node.value is None else self.value(node.value))

    def call_function(self, function: Function, call: ast.Call) -> Value:
        """Return what a function of the text returns."""
        node = function.node
        names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        arguments = self._list(ast.List(call.args))
        given = dict(zip(names, arguments, strict=False))
        given |= {each.arg: self.value(each.value) for each in call.keywords if each.arg}
        if node.args.vararg:
            given[node.args.vararg.arg] = tuple(arguments[len(names) :])
        defaults = dict(zip(reversed(names), map(self.value, reversed(node.args.defaults)), strict=False))
        if node.args.kwarg or node.decorator_list or self.depth > 10:  # noqa: PLR2004 - no end is in sight
            raise ComputedError(call.lineno, f"what `{node.name}` returns")
        around, self.names = self.names, {**self.names, **defaults, **given}
        self.depth += 1
        try:
            self.run(node.body)
        except _ReturnedError as returned:
            return returned.value
        finally:
            self.names = around
            self.depth -= 1
        return None

    def is_setup(self, call: ast.Call) -> bool:
        """Whether a call is one of ``setup()``, of setuptools or of distutils."""
        value = self.value_or_unknown(call.func)
        return isinstance(value, Reference) and value.name in SETUP


def _lacking(value: Value, line: int) -> Unknown | None:
    """Return what is not known of a value or of something in it, None if all is."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Reference):
        return Unknown(line, f"`{value.name}`, which only importing would tell")
    if isinstance(value, Function | Method | OpenFile | RunningPython):
        return Unknown(line, "a value that has no place in metadata")
    parts: list[Value] = []
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list) or type(value) is tuple:
        parts = list(value)
    return next((lacking for part in parts if (lacking := _lacking(part, line)) is not None), None)


def _leaves(node: ast.AST, *, in_loop: bool = False) -> Iterator[bool]:
    """Yield something for each statement in a node that would leave it, for what is around it."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
        return
    if isinstance(node, ast.Return) or (isinstance(node, ast.Break | ast.Continue) and not in_loop):
        yield True
    for child in ast.iter_child_nodes(node):
        yield from _leaves(child, in_loop=in_loop or isinstance(node, ast.For | ast.While))


def _bound(node: ast.AST) -> list[str]:
    """Return the names that a node binds, or the value of which it changes."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        return [node.id]
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.alias):
        return [node.asname or node.name.partition(".")[0]]
    holder = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
        holder = node.func.value
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        holder = node.value
    return [holder.id] if isinstance(holder, ast.Name) else []
