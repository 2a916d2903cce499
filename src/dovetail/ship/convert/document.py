"""The text of a ``pyproject.toml``: what there was, comments and all, with the new tables in it."""

from __future__ import annotations

from typing import Any

import tomlkit

from dovetail.ship.convert.metadata import ORDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tomlkit import TOMLDocument
    from tomlkit.items import Table

    from dovetail.ship.convert.metadata import Metadata

_SETUPTOOLS = (77, "setuptools>=77")
"""The first release that writes licences by PEP 639."""
_POETRY = ((2, 2), "poetry-core>=2.2,<3")
"""The first release that reads dependency groups beside PEP 621, and writes licences by PEP 639."""
_SHORT = 60
"""Characters of an array that stands on one line."""


def build_system(document: TOMLDocument, backend: str, made: Metadata, *, script_stays: bool) -> str:
    """Make ``[build-system]`` ask for a release of the backend that understands the new tables.

    Returns the line that names the backend, empty if there is one. It is put in as text: behind the last key
    may be comments of the next table, which tomlkit counts to this one.
    """
    needed, requirement = _SETUPTOOLS if backend == "setuptools" else _POETRY
    if "build-system" not in document:
        document["build-system"] = tomlkit.table()
    table = document["build-system"]
    requires = [str(each) for each in table.get("requires") or ()]
    own = ("setuptools", "poetry") if backend == "poetry" else ("setuptools",)
    kept = [each for each in requires if _name(each) not in {*own, f"{backend}-core"}]
    current = next((each for each in requires if _name(each) in {backend, f"{backend}-core"}), "")
    names = {_name(each) for each in kept}
    added = [each for each in made.build_requires if _name(each) not in names]
    requires = [current if _is_enough(current, needed) else requirement, *kept, *added]
    table["requires"] = item(requires)
    if backend == "poetry":
        name = "poetry.core.masonry.api"
    else:
        # The other one does not find what `setup.py` imports from beside it.
        name = "setuptools.build_meta" + (":__legacy__" if script_stays else "")
    if "build-backend" not in table:
        return f'build-backend = "{name}"'
    if backend == "poetry":
        table["build-backend"] = name
    return ""


def _name(requirement: str) -> str:
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    try:
        return canonicalize_name(Requirement(requirement).name)
    except InvalidRequirement:
        return requirement


def _is_enough(requirement: str, needed: Any) -> bool:
    from packaging.requirements import Requirement
    from packaging.version import Version

    if not requirement:
        return False
    lowest = [Version(each.version) for each in Requirement(requirement).specifier if each.operator == ">="]
    wanted = Version(".".join(map(str, needed)) if isinstance(needed, tuple) else str(needed))
    return any(each >= wanted for each in lowest)


def with_tables(document: TOMLDocument, made: Metadata, tool: str, line: str) -> str:
    """Return the text of the document with the tables added, and ``line`` in ``[build-system]``.

    ``tool`` names the table below ``[tool]`` that takes what `Metadata.tool` has. ``[project]`` comes after
    ``[build-system]``, where one looks for it; what was there keeps its place.
    """
    added: dict[str, Any] = {"project": {key: made.project[key] for key in ORDER if key in made.project}}
    groups = {**(document.get("dependency-groups") or {}), **made.groups}
    if made.groups and "dependency-groups" not in document:
        added["dependency-groups"] = groups
    elif made.groups:
        for name, requirements in made.groups.items():
            document["dependency-groups"].setdefault(name, item(requirements))
    for name, value in made.tool.items() if tool else ():
        holder = document.setdefault("tool", tomlkit.table(is_super_table=True))
        if name == "setuptools_scm":
            holder.setdefault(name, item(value))
            continue
        holder.setdefault(tool, tomlkit.table(is_super_table=_only_tables(made.tool)))
        if name not in holder[tool]:
            holder[tool][name] = item(value)
    block = tomlkit.document()
    for key, values in added.items():
        block[key] = _table(values, top=True)
    return _spliced(tomlkit.dumps(document), line, tomlkit.dumps(block))


def _spliced(text: str, line: str, block: str) -> str:
    """Return a document with a line at the end of ``[build-system]``, and a block of tables after it.

    Comments above the next table stay with it.
    """
    lines = text.strip("\n").split("\n")
    headers = [number for number, line in enumerate(lines) if line.startswith("[")]
    own = next((number for number in headers if lines[number].startswith("[build-system]")), None)
    at = len(lines) if own is None else next((number for number in headers if number > own), len(lines))
    while at < len(lines) and at > 0 and (not lines[at - 1].strip() or lines[at - 1].startswith("#")):
        at -= 1
    before = "\n".join([*lines[:at], line]).strip("\n")
    after = "\n".join(lines[at:]).strip("\n")
    return "\n\n".join(part for part in (before, block.strip("\n"), after) if part) + "\n"


def _only_tables(values: dict[str, Any]) -> bool:
    return all(isinstance(value, dict) and value for value in values.values())


def _table(values: dict[str, Any], *, top: bool = False) -> Table:
    table = tomlkit.table(is_super_table=not top and bool(values) and _only_tables(values))
    # Plain keys before tables, or they would belong to these.
    for key, value in sorted(
        values.items(), key=lambda pair: isinstance(pair[1], dict) and not _inline(pair[0])
    ):
        table[key] = _inline_table(value) if isinstance(value, dict) and _inline(key) else item(value)
    return table


def _inline(key: str) -> bool:
    """Whether a table of this key is written on one line."""
    return key in ("license", "readme", "version", "classifiers", "dependencies")


def item(value: Any) -> Any:
    """Return a value as tomlkit writes it: long arrays and texts on several lines."""
    if isinstance(value, dict):
        return _table(value)
    if isinstance(value, list | tuple):
        return _array(value)
    if isinstance(value, str):
        return tomlkit.string(str(value), multiline="\n" in value)
    return value


def _array(values: Sequence[Any]) -> Any:
    array = tomlkit.array()
    array.extend([_inline_table(each) if isinstance(each, dict) else str(each) for each in values])
    tables = any(isinstance(each, dict) for each in values)
    return array.multiline(multiline=tables or len(array.as_string()) > _SHORT)


def _inline_table(values: dict[str, Any]) -> Any:
    table = tomlkit.inline_table()
    for key, value in values.items():
        plain = [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
        table[key] = plain
    return table
