"""Patterns of paths, in the syntax of gitignore (``man gitignore``, "Pattern format")."""

from __future__ import annotations

import re
from functools import lru_cache


def matches(pattern: str, path: str) -> bool:
    """Whether ``pattern`` matches ``path`` or a folder that it is in.

    ``path`` is of a file, POSIX, and relative to the folder that the pattern is relative to. A pattern
    without a slash, other than one at its end, matches a name at any depth. ``*``, ``?`` and ``[...]`` stay
    within a name, ``**`` stands for any folders. There is no negation: a leading ``!`` is like any other
    character.
    """
    return _compiled(pattern).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(expression(pattern), re.DOTALL)


def expression(pattern: str) -> str:
    """Return the regular expression that `matches` applies to the whole path, for whoever joins several."""
    body = pattern.rstrip("/")
    anchored = "/" in body
    *folders, name = body.strip("/").split("/")
    regex = "" if anchored else "(?:.*/)?"
    regex += "".join("(?:.*/)?" if folder == "**" else f"{_segment(folder)}/" for folder in folders)
    if name == "**":
        regex += ".+/.*" if pattern.endswith("/") else ".+"
    else:
        # what is below a folder that matches is in it; a slash at the end asks for a folder
        regex += _segment(name) + ("/.*" if pattern.endswith("/") else "(?:/.*)?")
    return regex


def _segment(text: str) -> str:
    """Return the regular expression of a pattern between two slashes."""
    regex, at = "", 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == "*":
            regex += "[^/]*"
        elif character == "?":
            regex += "[^/]"
        elif character == "[" and (end := text.find("]", at + 1 + text.startswith(("!", "^"), at))) > 0:
            inside = text[at:end]
            negated = inside.startswith(("!", "^"))
            members = re.sub(r"([\\\[&~|^])", r"\\\1", inside[negated:])
            regex += f"(?!/)[{'^' if negated else ''}{members}]"
            at = end + 1
        elif character == "\\" and at < len(text):
            regex += re.escape(text[at])
            at += 1
        else:
            regex += re.escape(character)
    return regex
