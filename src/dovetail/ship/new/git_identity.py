"""The name and address that git would write into a commit, read from its files without starting it."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SECTION = re.compile(r"\s*\[\s*([\w.-]+)(?:\s+\"((?:[^\"\\]|\\.)*)\")?\s*\]")
_KEY = re.compile(r"\s*([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$")
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}
_DEPTH = 10
"""How deep files may include each other; as git has it."""


class Identity(NamedTuple):
    """Who writes; each part may be empty."""

    name: str
    email: str


def git_identity(folder: str, variables: Mapping[str, str] | None = None) -> Identity:
    """Return the identity that git has in ``folder``.

    In git's order: the variables ``GIT_AUTHOR_NAME`` and ``GIT_AUTHOR_EMAIL``, the configuration of the
    repository, that of the user, that of the system. ``[include]`` is followed; ``[includeIf]`` is not.
    ``variables`` are the environment variables (those of this process if None).
    """
    variables = os.environ if variables is None else variables
    found = dict(entry for path in _files(folder, variables) for entry in _entries(path, variables, _DEPTH))
    return Identity(
        variables.get("GIT_AUTHOR_NAME") or found.get("user.name", ""),
        variables.get("GIT_AUTHOR_EMAIL") or found.get("user.email", "") or variables.get("EMAIL", ""),
    )


def _files(folder: str, variables: Mapping[str, str]) -> Iterator[str]:
    """Yield the files of the configuration, the strongest last."""
    home = variables.get("HOME") or os.path.expanduser("~")
    if not variables.get("GIT_CONFIG_NOSYSTEM"):
        yield variables.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig"
    if "GIT_CONFIG_GLOBAL" in variables:
        yield variables["GIT_CONFIG_GLOBAL"]
    else:
        yield os.path.join(variables.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git", "config")
        yield os.path.join(home, ".gitconfig")
    at = os.path.abspath(folder)
    while True:
        if os.path.isdir(os.path.join(at, ".git")):
            yield os.path.join(at, ".git", "config")
        above = os.path.dirname(at)
        if above == at or os.path.exists(os.path.join(at, ".git")):
            return
        at = above


def _entries(path: str, variables: Mapping[str, str], depth: int) -> Iterator[tuple[str, str]]:
    """Yield the entries of a file as ``section.key`` and value; a file that cannot be read has none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return
    section = ""
    for line in re.sub(r"\\\n", "", text).split("\n"):
        match = _SECTION.match(line)
        if match:
            section = match[1].lower() + (f".{match[2]}" if match[2] is not None else "")
            line = line[match.end() :]  # noqa: PLW2901 - an entry may stand behind its header
        entry = _KEY.match(line)
        if not entry:
            continue
        key, value = f"{section}.{entry[1].lower()}", _value(entry[2] or "")
        if key == "include.path" and depth:
            home = variables.get("HOME") or os.path.expanduser("~")
            named = os.path.join(home, value[2:]) if value.startswith("~/") else value
            yield from _entries(os.path.join(os.path.dirname(path), named), variables, depth - 1)
        else:
            yield key, value


def _value(text: str) -> str:
    """Return a value without comment, quotes and escapes."""
    result, quoted, kept = "", False, 0
    characters = iter(text)
    for character in characters:
        if character == '"':
            quoted = not quoted
            kept = len(result)
        elif character == "\\":
            following = next(characters, "")
            result += _ESCAPES.get(following, following)
            kept = len(result)
        elif character in "#;" and not quoted:
            break
        else:
            result += character
            if quoted or not character.isspace():
                kept = len(result)
    return result[:kept].lstrip() if not text.startswith('"') else result[:kept]
