"""What an expression in a ``setup.py`` is: literals, files beside it, and operations on them.

It computes only what has one answer from the text: operations on known texts, lists and dictionaries. What
depends on the interpreter, the platform, or anything that is imported is unknown, with the reason.
"""

from __future__ import annotations

import ast
import operator
import os

from dovetail.ship.convert.calls import CALLS, METHODS, Given, check_size
from dovetail.ship.convert.project_module import bound_values, module_file
from dovetail.ship.convert.value import (
    ComputedError,
    Function,
    Method,
    OpenFile,
    Place,
    Reference,
    RunningPython,
    Unknown,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dovetail.ship.convert.value import Value

SETUP = frozenset(
    ("setuptools.setup", "distutils.core.setup", "setup", "skbuild.setup", "numpy.distutils.core.setup")
)
_BUILT_IN = frozenset(("open", "str", "list", "tuple", "dict", "set", "sorted", "len", "exec", "filter"))
_BINARY: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Mod: operator.mod,
    ast.Div: operator.truediv,
}
_COMPARED: dict[type[ast.cmpop], Callable[[Value, Value], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_LITERAL = (str, bytes, int, float, bool, list, tuple, dict, set, type(None))
_LONGEST = 1_000_000
"""Characters or items; what is longer was made to be long."""


class Expressions:
    """Tells what expressions are, by the names that are bound so far."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.depth = 0
        self.decided: set[int] = set()
        """The lines with a test of the Python version that has one answer wherever the backend runs."""
        self.names: dict[str, Value] = {
            **{name: Reference(f"builtins.{name}") for name in _BUILT_IN},
            "__name__": "__main__",
            "__file__": os.path.join(folder, "setup.py"),
            "__doc__": None,
        }

    def value_or_unknown(self, node: ast.expr) -> Value:
        """Return what an expression is, `Unknown` where only running the text would tell."""
        try:
            return self.value(node)
        except ComputedError as error:
            return Unknown(error.line, error.reason)

    def value(self, node: ast.expr) -> Value:
        """Return what an expression is. Raises `ComputedError`."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise _computed(node)
        try:
            value = method(node)
        # Whatever it is, running the text would come to it as well, or to something else.
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError) as error:
            raise _computed(node) from error
        except RecursionError as error:
            raise ComputedError(node.lineno, "an expression that is nested too deeply") from error
        if isinstance(value, str | bytes | list) and len(value) > _LONGEST:
            raise _computed(node)
        if isinstance(value, Unknown):
            raise ComputedError(value.line, value.reason)
        return value

    def iterated(self, node: ast.expr) -> list[Value]:
        """Return what a loop over an expression goes through."""
        value = self.value(node)
        if isinstance(value, OpenFile):
            if value.was_read:
                raise _computed(node)
            return value.read().splitlines(keepends=True)
        if not isinstance(value, list | tuple | dict | str):
            raise _computed(node)
        return list(value)

    # One method for each kind of expression, by its name in `ast`.

    def _constant(self, node: ast.Constant) -> Value:
        return node.value

    def _joinedstr(self, node: ast.JoinedStr) -> Value:
        return "".join(self._piece(piece) for piece in node.values)

    def _piece(self, piece: ast.expr) -> str:
        if not isinstance(piece, ast.FormattedValue):
            return str(self.value(piece))
        value = self.value(piece.value)
        if (
            piece.conversion != -1
            or piece.format_spec is not None
            or not isinstance(value, str | int | float)
        ):
            raise _computed(piece)
        return f"{value}"

    def _name(self, node: ast.Name) -> Value:
        if node.id not in self.names:
            raise _computed(node)
        return self.names[node.id]

    def _attribute(self, node: ast.Attribute) -> Value:
        value = self.value(node.value)
        if isinstance(value, Reference):
            return self.imported(value.name, node.attr)
        if isinstance(value, RunningPython) and node.attr == "major":
            return value.part(0)
        if isinstance(value, Place) and node.attr == "parent":
            return Place(os.path.dirname(value.path))
        return Method(value, node.attr)

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        result: list[Value] = []
        for each in node.elts:
            if isinstance(each, ast.Starred):
                result += self.iterated(each.value)
            else:
                result.append(self.value(each))
        return result

    def _tuple(self, node: ast.Tuple) -> Value:
        return tuple(self._list(node))

    def _set(self, node: ast.Set) -> Value:
        return list(dict.fromkeys(self._list(node)))

    def _dict(self, node: ast.Dict) -> Value:
        result: dict[Value, Value] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                result |= self.value(value)
            else:
                # `dict(name=..., version=computed)` must not take the name with it.
                result[self.value(key)] = self.value_or_unknown(value)
        return result

    def _binop(self, node: ast.BinOp) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(left, Place) and isinstance(node.op, ast.Div) and isinstance(right, str):
            return Place(os.path.join(left.path, right))
        if not isinstance(left, _LITERAL) or not isinstance(right, _LITERAL) or type(node.op) not in _BINARY:
            raise _computed(node)
        if isinstance(node.op, ast.Mult) and not isinstance(left, int | float):
            raise _computed(node)
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            check_size(left, list(right) if isinstance(right, tuple) else [right])
        return _BINARY[type(node.op)](left, right)

    def _boolop(self, node: ast.BoolOp) -> Value:
        value: Value = None
        for each in node.values:
            value = self.value(each)
            if not isinstance(value, _LITERAL):
                raise _computed(each)
            if bool(value) is isinstance(node.op, ast.Or):
                return value
        return value

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return not self.truth(node.operand)
        if isinstance(node.op, ast.USub):
            return -self.value(node.operand)
        raise _computed(node)

    def _compare(self, node: ast.Compare) -> Value:
        left = self.value(node.left)
        for comparison, each in zip(node.ops, node.comparators, strict=True):
            right = self.value(each)
            if isinstance(left, RunningPython):
                holds = left.compared(comparison, right)
                if holds is None:
                    raise _computed(node)
                self.decided.add(node.lineno)
                if not holds:
                    return False
                continue
            known = isinstance(left, _LITERAL) and isinstance(right, _LITERAL)
            if not known or type(comparison) not in _COMPARED:
                raise _computed(node)
            if not _COMPARED[type(comparison)](left, right):
                return False
            left = right
        return True

    def truth(self, node: ast.expr) -> bool:
        """Return whether an expression is true. Raises `ComputedError`."""
        value = self.value(node)
        if not isinstance(value, _LITERAL):
            raise _computed(node)
        return bool(value)

    def _ifexp(self, node: ast.IfExp) -> Value:
        return self.value(node.body if self.truth(node.test) else node.orelse)

    def _subscript(self, node: ast.Subscript) -> Value:
        value = self.value(node.value)
        if isinstance(value, RunningPython):
            return self._part_of_version(value, node)
        if isinstance(node.slice, ast.Slice):
            bounds = (node.slice.lower, node.slice.upper, node.slice.step)
            return value[slice(*(None if bound is None else self.value(bound) for bound in bounds))]
        if not isinstance(value, str | list | tuple | dict):
            raise _computed(node)
        return value[self.value(node.slice)]

    def _part_of_version(self, value: RunningPython, node: ast.Subscript) -> Value:
        if isinstance(node.slice, ast.Slice):
            if node.slice.lower is not None or node.slice.step is not None or node.slice.upper is None:
                raise _computed(node)
            return value.first(self.value(node.slice.upper))
        return value.part(self.value(node.slice))

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Value:
        return [self.value(node.elt) for _ in self._rounds_of(node.generators)]

    _generatorexp = _listcomp
    _setcomp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Value:
        return {self.value(node.key): self.value(node.value) for _ in self._rounds_of(node.generators)}

    def _rounds_of(self, generators: list[ast.comprehension]) -> Iterator[None]:
        if not generators:
            yield
            return
        first, *rest = generators
        around = self.names
        for each in self.iterated(first.iter):
            self.names = dict(around)
            targets = first.target.elts if isinstance(first.target, ast.Tuple) else [first.target]
            values = each if isinstance(first.target, ast.Tuple) else [each]
            for target, value in zip(targets, values, strict=True):
                if not isinstance(target, ast.Name):
                    self.names = around
                    raise _computed(target)
                self.names[target.id] = value
            try:
                if all(self.truth(test) for test in first.ifs):
                    yield from self._rounds_of(rest)
            finally:
                self.names = around

    def _call(self, node: ast.Call) -> Value:
        function = self.value(node.func)
        if isinstance(function, Function):
            return self.call_function(function, node)
        arguments: list[Value] = []
        for each in node.args:
            if isinstance(each, ast.Starred):
                arguments += self.iterated(each.value)
            else:
                arguments.append(self.value(each))
        named = {each.arg or "**": self.value_or_unknown(each.value) for each in node.keywords}
        given = Given(self.folder, arguments, named)
        if isinstance(function, Method):
            # Texts of files and of attributes are texts.
            kind = str if isinstance(function.value, str) else type(function.value)
            return METHODS[kind][function.name](function.value, given)
        if isinstance(function, Reference) and function.name in CALLS:
            return CALLS[function.name](given)
        raise _computed(node)

    def call_function(self, function: Function, call: ast.Call) -> Value:
        """Return what a function of the text returns."""
        raise NotImplementedError(function, call)

    def change(self, call: ast.Call) -> None:
        """Call a method that changes a list or a dictionary. Raises `ComputedError`."""
        method = self.value(call.func)
        holder = method.value if isinstance(method, Method) else None
        if not isinstance(holder, list | dict) or isinstance(holder, Unknown):
            raise _computed(call)
        arguments = [self.value(each) for each in call.args]
        if call.keywords:
            arguments.append({each.arg: self.value(each.value) for each in call.keywords})
        try:
            getattr(holder, method.name)(*arguments)
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            raise _computed(call) from error

    def execute(self, call: ast.Call) -> None:
        """Bind in a dictionary what the text of a module binds: ``exec(open(path).read(), names)``."""
        arguments = [self.value(each) for each in call.args]
        path = getattr(arguments[0], "path", None) if arguments else None
        names = arguments[-1] if len(arguments) > 1 else self.names
        if path is None or not isinstance(names, dict):
            raise _computed(call)
        names.update(bound_values(self.folder, path))

    def star_import(self, module: str, line: int) -> None:
        """Bind what a module of the project binds; of another one nothing is known."""
        path = module_file(self.folder, module)
        if path is not None:
            self.names.update(bound_values(self.folder, path))
        elif module in ("setuptools", "distutils.core"):
            self.names["setup"] = Reference("setuptools.setup")
            self.names["find_packages"] = Reference("setuptools.find_packages")
        else:
            raise ComputedError(line, f"what `from {module} import *` binds")

    def imported(self, module: str, name: str) -> Value:
        """Return an attribute of a module: its value, if the project has the module and the text says it."""
        if (module, name) == ("sys", "version_info"):
            return RunningPython()
        path = module_file(self.folder, module)
        if path is not None:
            found = bound_values(self.folder, path)
            if name in found:
                return found[name]
        return Reference(f"{module}.{name}")


def _computed(node: ast.expr) -> ComputedError:
    text = " ".join(ast.unparse(node).split())
    return ComputedError(node.lineno, f"`{text if len(text) <= 60 else text[:57] + '...'}`")  # noqa: PLR2004
