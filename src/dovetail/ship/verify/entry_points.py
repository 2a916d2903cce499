"""The entry points of an archive, with the places where they stand ("Entry points specification")."""

from __future__ import annotations

import re
from typing import NamedTuple

from dovetail.ship.archive.member import ArchiveError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.archive.archive import Archive

_REFERENCE = re.compile(r"\s*([^:\s\[]+)\s*(?::\s*([^\s\[]+))?\s*(\[[^\]]*\])?\s*")
SCRIPTS = ("console_scripts", "gui_scripts")
_TABLES = {"scripts": "console_scripts", "gui-scripts": "gui_scripts"}


class EntryPoint(NamedTuple):
    """One name in one group, and the object that it stands for."""

    group: str
    name: str
    value: str
    module: str
    """Empty where the value is no object reference."""
    attribute: str
    """Dotted; empty for the module itself."""
    path: str
    """The member that says so."""
    line: int


def entry_points(archive: Archive) -> list[EntryPoint]:
    """Return the entry points of ``entry_points.txt``, or of sources without one those of ``[project]``.

    What cannot be parsed is passed over: `faulty_lines` tells it.
    """
    path = entry_points_path(archive)
    if path is not None:
        return list(_of_text(path, _text(archive, path)))
    path = f"{archive.prefix}pyproject.toml"
    if archive.is_installed_layout or path not in archive.files:
        return []
    return list(_of_project(path, _text(archive, path)))


def entry_points_path(archive: Archive) -> str | None:
    """Return the member that lists them, None if there is none."""
    if archive.is_installed_layout:
        path = f"{archive.dist_info}/entry_points.txt"
        return path if path in archive.files else None
    found = [path for path in archive.files if path.endswith(".egg-info/entry_points.txt")]
    return min(found, key=len) if found else None


def faulty_lines(archive: Archive) -> Iterator[tuple[str, int, str]]:
    """Yield member, line and fault of each line of ``entry_points.txt`` that is none of an entry point."""
    path = entry_points_path(archive)
    group = None
    for number, line in enumerate(_text(archive, path).splitlines(), 1) if path else ():
        text = line.strip()
        if not text or text.startswith(("#", ";")):
            continue
        if text.startswith("[") and text.endswith("]"):
            group = text[1:-1].strip()
        elif group is None or "=" not in text:
            yield path or "", number, f"`{text}` is neither a group nor `name = module:object`"


def _text(archive: Archive, path: str) -> str:
    try:
        return archive.read(path).decode("utf-8", "replace")
    except ArchiveError:
        return ""


def _of_text(path: str, text: str) -> Iterator[EntryPoint]:
    group = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1].strip()
        elif group is not None and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield _entry_point(group, name.strip(), value.strip(), path, number)


def _of_project(path: str, text: str) -> Iterator[EntryPoint]:
    import tomllib

    try:
        project = tomllib.loads(text).get("project", {})
    except (ValueError, RecursionError):
        return
    if not isinstance(project, dict):
        return
    groups = {group: project.get(table) for table, group in _TABLES.items()}
    declared = project.get("entry-points")
    groups |= declared if isinstance(declared, dict) else {}
    lines = text.splitlines()
    for group, names in groups.items():
        for name, value in names.items() if isinstance(names, dict) else ():
            if isinstance(value, str):
                at = (number for number, line in enumerate(lines, 1) if name in line and value in line)
                yield _entry_point(group, name, value, path, next(at, 1))


def _entry_point(group: str, name: str, value: str, path: str, line: int) -> EntryPoint:
    match = _REFERENCE.fullmatch(value)
    module, attribute = (match[1], match[2] or "") if match else ("", "")
    return EntryPoint(group, name, value, module, attribute, path, line)
