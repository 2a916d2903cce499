"""A module whose text changes its own spec: what is found for it depends on whether it ran before.

`importlib.util.find_spec` gives the spec of a module that is in ``sys.modules`` already, as a submodule is
that its package imports: then it is the spec that the body left there, not that which the finders made.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

_SIGNS = rb"\b__spec__\b[.\w]*[ \t]*=(?!=)|\bsys\.modules\[__name__\][ \t]*=(?!=)|^[\w.]+\(globals\(\)"
_WORDS = (b"__spec__", b"sys.modules[__name__]", b"(globals()")


def doubt_about_spec(name: str, text: bytes | None) -> str:
    """Return why the spec of the module ``name`` of a package may be another; empty if nothing says so.

    ``text`` is its own, None if it cannot be read. Most are done with once the words were sought in them.
    """
    if text is None or not any(word in text for word in _WORDS):
        return ""
    import re

    if re.search(_SIGNS, text, re.MULTILINE) is None:
        return ""
    line = min(_changes(text), default=None)
    if line is None:
        return ""
    package = name.rpartition(".")[0]
    return (
        f"line {line} of `{name}` changes its spec, and only running `{package}` tells"
        " whether that has imported it before"
    )


def _changes(text: bytes) -> Iterator[int]:
    """Yield the lines of the statements that change the spec, without an order."""
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those about the text are for its author
            tree = ast.parse(text)
        nodes = list(ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # it does not run, and so it changes nothing
    for node in nodes:
        if isinstance(node, ast.Assign) and any(map(_is_spec, node.targets)) and not _is_cast(node.value):
            yield node.lineno
    for statement in tree.body:
        # A function that is given the whole namespace may put that of another module in its place.
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            arguments = statement.value.args[:1]
            if arguments and ast.unparse(arguments[0]) == "globals()":
                yield statement.lineno


def _is_spec(target: ast.expr) -> bool:
    import ast

    words = ast.unparse(target)
    return words in ("__spec__", "sys.modules[__name__]") or words.startswith("__spec__.")


def _is_cast(value: ast.expr) -> bool:
    """Return whether an expression is ``cast(..., __spec__)``: it is what it was, for the type checker."""
    import ast

    if not isinstance(value, ast.Call) or ast.unparse(value.func).rpartition(".")[2] != "cast":
        return False
    return [ast.unparse(argument) for argument in value.args[1:]] == ["__spec__"]
