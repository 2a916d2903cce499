"""Values that literals in the body of a module can have, and what is done to them."""

from __future__ import annotations

import ast
import os
from typing import NamedTuple


class ComputedError(Exception):
    """Only running the text would tell; says why, and in which line."""

    def __init__(self, line: int | None, reason: str) -> None:
        super().__init__(reason if line is None else f"{reason} (line {line})")


class Reference(NamedTuple):
    """Something that was imported, by its full name."""

    name: str


class Place(NamedTuple):
    """A `pathlib.Path`."""

    path: str


Value = str | int | list[str] | Reference | Place


class UnknownValueError(Exception):
    """What an expression is cannot be told from the text."""


def text_of(value: Value) -> str:
    """Return a value that is text. Raises `UnknownValueError` for any other."""
    if isinstance(value, str):
        return value
    raise UnknownValueError


def number_of(value: Value) -> int:
    """Return a value that is a number. Raises `UnknownValueError` for any other."""
    if isinstance(value, int):
        return value
    raise UnknownValueError


def list_of(value: Value | None) -> list[str]:
    """Return a copy of a value that is a list. Raises `UnknownValueError` for any other."""
    if isinstance(value, list):
        return list(value)
    raise UnknownValueError


def combined(left: Value, operator: ast.operator, right: Value) -> Value:
    """Return two values added, or a path divided. Raises `UnknownValueError` for what is neither."""
    if isinstance(operator, ast.Add) and isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(operator, ast.Add) and isinstance(left, list) and isinstance(right, list):
        return left + right
    if isinstance(operator, ast.Div) and isinstance(left, Place) and isinstance(right, str):
        return Place(os.path.join(left.path, right))
    raise UnknownValueError


def apply(path: list[str], method: str, arguments: list[Value | None]) -> bool:
    """Apply a method of a list; False if it is not understood."""
    match method, arguments:
        case "append", [str() as added]:
            path.append(added)
        case "extend", [list() as added]:
            path.extend(added)
        case "insert", [int() as place, str() as added]:
            path.insert(place, added)
        case "remove", [str() as gone] if gone in path:
            path.remove(gone)
        case _:
            return False
    return True
