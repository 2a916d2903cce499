"""Entry points (PyPA, "Entry points specification"): scripts, GUI scripts and plugins."""

from __future__ import annotations

import re

from dovetail.ship.metadata.document import kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dovetail.ship.metadata.document import Table

_SCRIPTS = {"scripts": "console_scripts", "gui-scripts": "gui_scripts"}
_GROUP = re.compile(r"\w+(?:\.\w+)*")
_NAME = re.compile(r"[^\s=\[][^=]*(?<!\s)")
_VALUE = re.compile(r"(?P<module>[\w.]+)\s*(?::\s*(?P<attribute>[\w.]+))?\s*(?:\[[^\]]*\])?")


def entry_points(table: Table) -> dict[str, dict[str, str]]:
    """Return the entry points of ``[project]`` by group and name; faults are noted in the document."""
    groups: dict[str, dict[str, str]] = {}
    for key, group in _SCRIPTS.items():
        points = table.mapping(key)
        for name, value in points.items():
            _check(table, (key, name), name, value, script=True)
        if points:
            groups[group] = points
    value = table.values.get("entry-points", {})
    if not isinstance(value, dict):
        table.fault("entry-points", f"`entry-points` must be a table of tables, not {kind(value)}")
        return groups
    inner = type(table)(table.document, (*table.keys, "entry-points"), value)
    for group in value:
        if group in _SCRIPTS.values():
            instead = next(key for key, one in _SCRIPTS.items() if one == group)
            inner.fault(group, f"the group `{group}` is given as `[project.{instead}]`")
        elif not _GROUP.fullmatch(group):
            inner.fault(group, f"`{group}` is no name of a group: words, with dots between them")
        points = inner.mapping(group)
        for name, text in points.items():
            _check(inner, (group, name), name, text)
        if points:
            groups[group] = points
    return groups


def _check(table: Table, keys: tuple[str, ...], name: str, value: str, *, script: bool = False) -> None:
    found = _VALUE.fullmatch(value.strip())
    if not _NAME.fullmatch(name) or (script and not re.fullmatch(r"[\w.-]+", name)):
        table.document.fault((*table.keys, *keys), f"`{name}` is no name of an entry point")
    if found is None or not _dotted(found["module"]) or not _dotted(found["attribute"] or "x"):
        table.document.fault(
            (*table.keys, *keys), f"`{value}` refers to nothing: give `module:object`, or `module` alone"
        )
    elif script and not found["attribute"]:
        table.document.fault(
            (*table.keys, *keys), f"`{value}` names no function: a script is given as `module:function`"
        )


def _dotted(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def modules(groups: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Return the modules that entry points refer to."""
    values = (value for points in groups.values() for value in points.values())
    return {value.partition(":")[0].partition("[")[0].strip() for value in values}


def rendered(groups: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return the text of ``entry_points.txt``, sorted."""
    sections = []
    for group in sorted(groups):
        lines = [f"{name} = {value}" for name, value in sorted(groups[group].items())]
        sections.append("\n".join([f"[{group}]", *lines]) + "\n")
    return "\n".join(sections).encode()
