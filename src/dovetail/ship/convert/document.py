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


def build_system(document: TOMLDocument, backend: str, made: Metadata, *, script_stays: bool) -> None:
    """Make ``[build-system]`` name a release of the backend that understands the new tables."""
    needed, requirement = _SETUPTOOLS if backend == "setuptools" else _POETRY
    table = document.get("build-system")
    if table is None:
        table = tomlkit.table()
        document["build-system"] = table
    requires = [str(each) for each in table.get("requires") or ()]
    own = ("setuptools", "poetry") if backend == "poetry" else ("setuptools",)
    kept = [each for each in requires if _name(each) not in {*own, f"{backend}-core"}]
    current = next((each for each in requires if _name(each) in {backend, f"{backend}-core"}), "")
    names = {_name(each) for each in kept}
    added = [each for each in made.build_requires if _name(each) not in names]
    requires = [current if _is_enough(current, needed) else requirement, *kept, *added]
    table["requires"] = item(requires)
    if backend == "poetry":
        table["build-backend"] = "poetry.core.masonry.api"
    elif "build-backend" not in table:
        # The other one does not find what `setup.py` imports from beside it.
        table["build-backend"] = "setuptools.build_meta" + (":__legacy__" if script_stays else "")


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


def with_tables(document: TOMLDocument, made: Metadata, tool: str) -> str:
    """Return the text of the document with ``[project]``, the groups and ``[tool.TOOL]`` added.

    ``[project]`` comes after ``[build-system]``, where one looks for it; what was there keeps its place.
    """
    added: dict[str, Any] = {"project": {key: made.project[key] for key in ORDER if key in made.project}}
    groups = {**(document.get("dependency-groups") or {}), **made.groups}
    if made.groups and "dependency-groups" not in document:
        added["dependency-groups"] = groups
    elif made.groups:
        for name, requirements in made.groups.items():
            document["dependency-groups"].setdefault(name, item(requirements))
    result = _placed(document, {key: _table(value, top=True) for key, value in added.items()})
    for name, value in made.tool.items() if tool else ():
        own = name == "setuptools_scm"
        holder = result.setdefault("tool", tomlkit.table(is_super_table=True))
        if own:
            holder.setdefault(name, item(value))
            continue
        holder.setdefault(tool, tomlkit.table(is_super_table=_only_tables(made.tool)))
        if name not in holder[tool]:
            holder[tool][name] = item(value)
    return tomlkit.dumps(result).lstrip("\n")


def _placed(document: TOMLDocument, added: dict[str, Table]) -> TOMLDocument:
    result = tomlkit.document()
    done = False
    for key, value in document.body:
        if key is None:
            result.add(value)  # a comment or a blank line
        else:
            result.append(key, value)
        if key is not None and key.key == "build-system" and not done:
            done = True
            _append(result, added)
    if not done:
        _append(result, added)
    return result


def _append(document: TOMLDocument, added: dict[str, Table]) -> None:
    text = tomlkit.dumps(document)
    if text and not text.endswith("\n\n"):
        document.add(tomlkit.nl())
    for key, table in added.items():
        document.append(key, table)
        document.add(tomlkit.nl())


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
