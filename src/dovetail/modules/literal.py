"""What an expression in the body of a module is, if literals and what is known of ``os.path`` say it."""

from __future__ import annotations

import ast
import os

from dovetail.modules.legacy_namespaces import declare_namespace, extend_path
from dovetail.modules.literal_value import (
    Place,
    Reference,
    UnknownValueError,
    Value,
    apply,
    combined,
    list_of,
    number_of,
    text_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.modules.package_path import Surroundings
    from dovetail.modules.resolution import Resolution


_PATH_FUNCTIONS: dict[str, Callable[..., str]] = {
    f"os.path.{function.__name__}": function
    for function in (
        *(os.path.join, os.path.dirname, os.path.basename, os.path.abspath, os.path.normpath),
        os.path.realpath,
    )
}
_BUILT_IN = frozenset(("str", "list", "tuple", "__import__"))
_UNWRAPPED = ("os.fspath", "os.fsdecode", "builtins.str")


class Literals:
    """The names that are bound so far in a body, and the ``__path__``."""

    def __init__(self, module: Resolution, surroundings: Surroundings) -> None:
        before = module.submodule_search_locations
        self.path: list[str] | None = None if before is None else list(before)
        self._module = module.name
        self._surroundings = surroundings
        self._names: dict[str, Value | None] = {"__name__": module.name}
        if module.origin and os.path.isabs(module.origin):
            self._names["__file__"] = module.origin

    def bind(self, name: str, value: Value | None) -> None:
        """Bind a name; to None if it is not known what to."""
        if name == "__path__":
            self.path = list(value) if isinstance(value, list) else None
        else:
            # A list may be changed by a call that nobody follows.
            self._names[name] = None if isinstance(value, list) else value

    def value_or_none(self, node: ast.expr) -> Value | None:
        """Return what an expression is, None if that is not known."""
        try:
            return self._value(node)
        except (UnknownValueError, TypeError, ValueError, IndexError, OSError):
            return None

    def imported(self, call: ast.Call) -> str | None:
        """Return the module that a call of ``__import__`` or ``import_module`` with a literal imports."""
        function = self.value_or_none(call.func)
        if function not in (Reference("builtins.__import__"), Reference("importlib.import_module")):
            return None
        argument = call.args[0] if call.args else None
        if (
            not isinstance(argument, ast.Constant)
            or not isinstance(argument.value, str)
            or not argument.value
        ):
            return None
        return None if argument.value.startswith(".") else argument.value

    def call_effect(self, node: ast.expr) -> bool:
        """Apply a call that changes the path; False if it is none that is understood."""
        if not isinstance(node, ast.Call) or node.keywords or self.path is None:
            return False
        arguments = [self.value_or_none(argument) for argument in node.args]
        function = node.func
        if isinstance(function, ast.Attribute) and _is_path(function.value):
            return apply(self.path, function.attr, arguments)
        if self.value_or_none(function) == Reference("pkg_resources.declare_namespace"):
            if arguments != [self._module]:
                return False
            self.path = declare_namespace(self.path, self._module, self._surroundings)
            return True
        return False

    def _value(self, node: ast.expr) -> Value:  # noqa: PLR0911 - one for each kind of expression
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -number_of(self._value(node.operand))
        if isinstance(node, ast.List | ast.Tuple):
            return self._list(node.elts)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(self._value(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            return self._item(self._value(node.value), node.slice)
        if isinstance(node, ast.BinOp):
            return combined(self._value(node.left), node.op, self._value(node.right))
        if isinstance(node, ast.JoinedStr):
            return "".join(self._piece(piece) for piece in node.values)
        if isinstance(node, ast.Call):
            return self._call(node)
        raise UnknownValueError

    def _list(self, elements: list[ast.expr]) -> list[str]:
        result: list[str] = []
        for element in elements:
            if isinstance(element, ast.Starred):
                result += list_of(self._value(element.value))
            else:
                result.append(text_of(self._value(element)))
        return result

    def _name(self, name: str) -> Value:
        if name == "__path__":
            return list_of(None if self.path is None else list(self.path))
        value = self._names.get(name)
        if value is not None:
            return value
        if name in _BUILT_IN and name not in self._names:
            return Reference(f"builtins.{name}")
        raise UnknownValueError

    def _attribute(self, value: Value, name: str) -> Value:
        if isinstance(value, Reference):
            return Reference(f"{value.name}.{name}")
        if isinstance(value, Place) and name == "parent":
            return Place(os.path.dirname(value.path))
        raise UnknownValueError

    def _item(self, value: Value, index: ast.expr) -> Value:
        values = list_of(value)
        if isinstance(index, ast.Slice) and not (index.lower or index.upper or index.step):
            return values
        position = self._value(index)
        if isinstance(position, int):
            return values[position]
        raise UnknownValueError

    def _piece(self, piece: ast.expr) -> str:
        if isinstance(piece, ast.FormattedValue):
            if piece.conversion != -1 or piece.format_spec is not None:
                raise UnknownValueError
            return text_of(self._value(piece.value))
        return text_of(self._value(piece))

    def _call(self, call: ast.Call) -> Value:
        name = self.imported(call)
        if name is not None:
            is_top = self.value_or_none(call.func) == Reference("builtins.__import__")
            return Reference(name.partition(".")[0] if is_top and not call.keywords else name)
        if call.keywords:
            raise UnknownValueError
        if isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Constant):
            method = self._method(call.func, call.args)
            if method is not None:
                return method
        function = self._value(call.func)
        if not isinstance(function, Reference):
            raise UnknownValueError
        arguments = [self._value(argument) for argument in call.args]
        return self._result(function.name, arguments)

    def _method(self, function: ast.Attribute, arguments: list[ast.expr]) -> Value | None:
        """Return the result of a method of a `pathlib.Path`, None if it is of something else."""
        value = self._value(function.value)
        if not isinstance(value, Place):
            return None
        if function.attr in ("resolve", "absolute") and not arguments:
            return Place(os.path.realpath(value.path) if function.attr == "resolve" else value.path)
        if function.attr == "joinpath":
            return Place(os.path.join(value.path, *(text_of(self._value(each)) for each in arguments)))
        raise UnknownValueError

    def _result(self, function: str, arguments: list[Value]) -> Value:
        if function in _PATH_FUNCTIONS:
            texts = [text_of(argument) for argument in arguments]
            if function == "os.path.abspath" and not os.path.isabs(texts[0]):
                raise UnknownValueError
            return _PATH_FUNCTIONS[function](*texts)
        if function == "pkgutil.extend_path" and len(arguments) == 2:  # noqa: PLR2004 - it takes two
            if arguments[1] != self._module:
                raise UnknownValueError
            return extend_path(list_of(arguments[0]), self._module, self._surroundings)
        (argument,) = arguments
        if function == "pathlib.Path":
            return Place(os.path.normpath(text_of(argument)))
        if function in _UNWRAPPED:
            return argument.path if isinstance(argument, Place) else text_of(argument)
        if function in ("builtins.list", "builtins.tuple"):
            return list_of(argument)
        raise UnknownValueError


def _is_path(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__path__"
