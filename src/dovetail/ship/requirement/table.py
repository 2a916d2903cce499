"""Which import names projects provide: of many popular ones as their wheels have it, of others by their name.

The table is made by ``scripts/import_name_table.py``. No index tells what a project provides before it is
downloaded; what is in no table is unknown.
"""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

from dovetail.environment.distribution import normalized


class Known(NamedTuple):
    """What the newest wheel of a project said when the table was made."""

    imports: frozenset[str]
    """Import names, those in namespace packages dotted."""
    requires: tuple[str, ...]
    """What it requires without any extra, normalized."""


@cache
def _table() -> dict[str, Known]:
    table = {}
    with open(os.path.join(os.path.dirname(__file__), "projects.txt"), encoding="utf-8") as file:
        for line in file:
            name, _, rest = line.rstrip("\n").partition(":")
            imports, _, requires = rest.partition("|")
            table[name] = Known(frozenset(imports.split()), tuple(requires.split()))
    return table


@cache
def _providers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for project, known in _table().items():
        for name in known.imports:
            found.setdefault(name, []).append(project)
    return found


def known(project: str) -> Known | None:
    """Return what is known of a project, None if that is nothing."""
    return _table().get(normalized(project))


def providers(name: str) -> list[str]:
    """Return the projects that are known to provide an import name or what is around it, sorted."""
    while name:
        if name in _providers():
            return sorted(_providers()[name])
        name = name.rpartition(".")[0]
    return []


def tops() -> dict[str, list[str]]:
    """Return the projects by the top-level names that they are known to provide."""
    found: dict[str, list[str]] = {}
    for project, known_ in _table().items():
        for name in known_.imports:
            owners = found.setdefault(name.partition(".")[0], [])
            if project not in owners:
                owners.append(project)
    return found


def covers(provided: str, name: str) -> bool:
    """Whether who provides one name lets the other be imported: it is in it, or around it."""
    return f"{name}.".startswith(f"{provided}.") or provided.startswith(f"{name}.")


def is_alike(project: str, name: str) -> bool:
    """Whether a project that nothing is known of is called like one that would provide an import name.

    Its name then is that of the module, perhaps with a word before or behind it (``python-``, ``-binary``):
    conservative, so that what may be provided is not taken to be missing.
    """
    words = normalized(project).split("-")
    joined = "".join(words)
    parts = [part for part in normalized(name).replace("_", "-").split("-") if part]
    top = normalized(name.partition(".")[0])
    flat = top.replace("-", "")
    if flat in (joined, joined.removeprefix("python"), joined.removeprefix("py"), joined.removesuffix("py")):
        return True
    return set(parts) <= set(words) or set(top.split("-")) <= set(words) or (len(flat) > 3 and flat in joined)  # noqa: PLR2004
