"""Literals in the text of a hook: read as `ast.literal_eval` reads them, within limits."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LARGEST_TEXT = 1 << 23
"""A hook of more bytes is not read: the largest real ones hold some thousand modules in one megabyte."""

MOST_PARTS = 400_000
"""A literal of more parts is not read: each of them costs far more memory than its text."""


class FormError(Exception):
    """A text is not of the form that its family of hooks has."""


def literal(text: str) -> Any:
    """Return the value of a literal expression. Raises `FormError` if it is none or cannot be read."""
    import ast
    import warnings

    if sum(map(text.count, ",:+-([{")) > MOST_PARTS:
        raise FormError("is too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape in a string that Python does not know
            return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise FormError(f"{text[:20]!r}... is no literal") from error


def strings(value: Any) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a mapping from strings to strings. Raises `FormError` if it is something else."""
    if not isinstance(value, dict) or not all(isinstance(x, str) for pair in value.items() for x in pair):
        raise FormError("is no mapping of strings")
    return tuple(value.items())


def lists(value: Any) -> dict[str, tuple[str, ...]]:
    """Return a mapping from strings to lists of strings. Raises `FormError` if it is something else."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise FormError("is no mapping")
    return {key: tuple(texts(item)) for key, item in value.items()}


def texts(value: Any) -> list[str]:
    """Return a list of strings. Raises `FormError` if it is something else."""
    if not isinstance(value, (list, tuple, set)) or not all(isinstance(item, str) for item in value):
        raise FormError("is no list of strings")
    return list(value)


def text_of(path: str) -> str | None:
    """Return the text of a file; None if it is no ordinary one, too large, or cannot be decoded."""
    try:
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            data = file.read(LARGEST_TEXT + 1)
        return None if len(data) > LARGEST_TEXT else data.decode()
    except (OSError, ValueError):
        return None


def assigned(text: str, name: str) -> tuple[str, str]:
    """Return what stands after ``name =`` at the beginning of a line, and the text without it.

    Raises `FormError` unless there is exactly one such line.
    """
    import re

    matches = list(re.finditer(rf"^{name}(?:: [^=\n]*)? = (.+)$", text, re.MULTILINE))
    if len(matches) != 1:
        raise FormError(f"`{name}` is not assigned once")
    return matches[0][1], text[: matches[0].start(1)] + text[matches[0].end(1) :]
