"""What a project is called and which distributions it asks for, as its ``pyproject.toml`` says it."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from dovetail.environment.distribution import normalized
from dovetail.environment.reading import read_ordinary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
"""The name at the beginning of a dependency specifier (PEP 508)."""


class Requirements(NamedTuple):
    """Names of distributions, normalised."""

    own: frozenset[str]
    """Of the projects themselves."""
    required: frozenset[str]
    """Of what they ask for, extras and dependency groups included."""


def requirements(folders: Iterable[str]) -> Requirements:
    """Return what the projects in some folders are called and ask for.

    Read are the tables ``project`` (PEP 621), ``dependency-groups`` (PEP 735) and ``tool.poetry``. What
    cannot be read or parsed says nothing: whoever builds the project will hear of it from the backend.
    """
    own: set[str] = set()
    required: set[str] = set()
    for folder in folders:
        table = _read(os.path.join(folder, "pyproject.toml"))
        project, poetry = _table(table, "project"), _table(_table(table, "tool"), "poetry")
        names = (project.get("name"), poetry.get("name"))
        own.update(normalized(name) for name in names if isinstance(name, str))
        for specifier in _specifiers(table, project):
            match = _NAME.match(specifier)
            required.update([normalized(match[1])] if match else ())
        groups = [poetry, *_tables(_table(poetry, "group"))]
        for group in groups:
            required.update(normalized(name) for name in _table(group, "dependencies") if name != "python")
    return Requirements(frozenset(own), frozenset(required))


def _specifiers(table: dict[str, Any], project: dict[str, Any]) -> Iterator[str]:
    lists = [project.get("dependencies")]
    lists += _table(project, "optional-dependencies").values()
    lists += _table(table, "dependency-groups").values()
    for each in lists:
        yield from (item for item in each if isinstance(item, str)) if isinstance(each, list) else ()


def _read(path: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(read_ordinary(path).decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return {}


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _tables(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [value for value in table.values() if isinstance(value, dict)]
