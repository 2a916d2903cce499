"""Tests of ``if`` whose answer the text tells: constants, ``TYPE_CHECKING`` and the version of Python."""

from __future__ import annotations

import ast

from dovetail.modules.literal_value import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.modules.literal import Literals

_TYPING, _VERSION = Reference("typing.TYPE_CHECKING"), Reference("sys.version_info")


def truth(test: ast.expr, literals: Literals, version: tuple[int, int]) -> bool | None:
    """Return whether a test holds in a version of Python, None if text does not tell it."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = truth(test.operand, literals, version)
        return None if inner is None else not inner
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        if literals.value_or_none(test.left) != _VERSION:
            return None
        return _compared(version, test.ops[0], test.comparators[0])
    return False if literals.value_or_none(test) == _TYPING else None


def _compared(version: tuple[int, int], operator: ast.cmpop, right: ast.expr) -> bool | None:
    if not isinstance(right, ast.Tuple):
        return None
    parts = [part.value for part in right.elts if isinstance(part, ast.Constant)]
    wanted = tuple(part for part in parts if isinstance(part, int))
    if len(wanted) != len(right.elts) or len(wanted) > len(version):  # the micro version may not be known
        return None
    # With its further parts, sys.version_info is greater than the two that it begins with.
    longer = (*version, 0)
    if isinstance(operator, ast.GtE | ast.Gt):
        return longer > wanted
    return longer < wanted if isinstance(operator, ast.Lt | ast.LtE) else None
