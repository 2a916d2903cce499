"""What modules of the project bind to literals, which a ``setup.py`` imports from them."""

from __future__ import annotations

import ast
import os

from dovetail.ship.convert.value import AttributeText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.convert.value import Value

_ROOTS = ("", "src")


def module_file(folder: str, module: str) -> str | None:
    """Return the file of a module of the project, relative to it; None if it has none of that name."""
    for root in _ROOTS:
        stem = os.path.join(root, *module.split("."))
        for path in (f"{stem}.py", os.path.join(stem, "__init__.py")):
            if module and os.path.isfile(os.path.join(folder, path)):
                return path
    return None


def module_name(path: str) -> str | None:
    """Return the dotted name of a module by its path relative to the project, None if it has none."""
    stem, suffix = os.path.splitext(os.path.normpath(path))
    parts = stem.split(os.sep)
    if parts[0] in _ROOTS:
        parts = parts[1:]
    if parts and parts[-1] == "__init__":
        parts = parts[:-1]
    if suffix != ".py" or not parts or not all(part.isidentifier() for part in parts):
        return None
    return ".".join(parts)


def bound_values(folder: str, path: str) -> dict[str, Value]:
    """Return what the module in ``path`` binds at its top level by the one assignment of a literal."""
    name = module_name(path)
    try:
        with open(os.path.join(folder, path), "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, Value] = {"__doc__": ast.get_docstring(tree, clean=False)}
    once = _stored(tree)
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        try:
            value = ast.literal_eval(node.value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and once.get(target.id) == 1:
                is_text = isinstance(value, str) and name is not None
                found[target.id] = AttributeText.of(value, f"{name}.{target.id}") if is_text else value
    return found


def _stored(tree: ast.AST) -> dict[str, int]:
    """Return how often each name is bound by assignment anywhere in a module."""
    counts: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            counts[node.id] = counts.get(node.id, 0) + 1
    return counts
