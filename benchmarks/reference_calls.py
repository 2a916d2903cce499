"""What ``ast`` says of the calls that import: which they are, and what their arguments name."""

from __future__ import annotations

import ast

# A text without these words has no such call.
CALLEES = (b"import_module", b"__import__")


class Callees:
    """The names by which a module can call ``importlib.import_module``."""

    def __init__(self, tree: ast.Module) -> None:
        """Collect them from the import statements anywhere in ``tree``."""
        self._modules = {"importlib"}
        self._functions: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self._modules |= {n.asname for n in node.names if n.name == "importlib" and n.asname}
            elif isinstance(node, ast.ImportFrom) and (node.module, node.level) == ("importlib", 0):
                self._functions |= {n.asname or n.name for n in node.names if n.name == "import_module"}

    def form(self, callee: ast.expr) -> str | None:
        """Return what ``callee`` is, ``import_module`` or ``__import__``, or ``None`` if neither."""
        match callee:
            case ast.Name(id="__import__"):
                return "__import__"
            case ast.Attribute(attr="__import__", value=ast.Name(id="builtins" | "importlib")):
                return "__import__"
            case ast.Name(id=name) if name in self._functions:
                return "import_module"
            case ast.Attribute(attr="import_module", value=ast.Name(id=name)) if name in self._modules:
                return "import_module"
            case _:
                return None


def arguments(form: str, call: ast.Call, text: bytes) -> tuple[bool, int, str | None, tuple[str, ...]]:
    """Return whether all is literal, the level, the module, and the names of a ``fromlist``.

    ``text`` is that of the call: a character given by its name is not literal for the lexer.
    """
    name = _string(_argument(call, 0, "name"))
    if name is None or rb"\N{" in text:
        return False, 0, None, ()
    if form == "import_module":
        bare = name.lstrip(".")
        return True, len(name) - len(bare), bare or None, ()
    names, level = _names(_argument(call, 3, "fromlist")), _argument(call, 4, "level")
    match level:
        case None:
            number: int | None = 0
        case ast.Constant(value=int(value)):
            number = value
        case _:
            number = None
    if names is None or number is None:
        return False, 0, None, ()
    return True, number, name or None, names


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if place < len(call.args):
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _string(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _names(node: ast.expr | None) -> tuple[str, ...] | None:
    match node:
        case None | ast.Constant(value=None):
            return ()
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            names = [_string(element) for element in elements]
            known = tuple(name for name in names if name is not None)
            return known if len(known) == len(names) else None
        case _:
            return None
