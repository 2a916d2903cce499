"""Which modules of a project are imported first: by its commands, by ``python -m``, by tests."""

from __future__ import annotations

import configparser
import os
import re

from dovetail.environment.reading import read_ordinary
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from dovetail.graph.graph import Graph

_TESTS = frozenset(("test", "tests", "testing"))
_TEST_FILE = re.compile(r"(?:test_.*|.*_test|conftest|tests?)\.py")
_ASSIGNMENT = re.compile(r"^([^=#\s][^=]*?)\s*=\s*([\w.]+)", re.MULTILINE)


class Entry(NamedTuple):
    """A module that something imports first."""

    module: str
    reason: str
    """What imports it, such as ``the command `shop` ``."""


def entries(folder: str, members: Iterable[str], graph: Graph) -> list[Entry]:
    """Return the modules of a project that its commands and plug-ins name, that ``-m`` runs, and scripts.

    Read are the entry points of ``pyproject.toml`` (PEP 621 and poetry) and ``setup.cfg`` of each member.
    What cannot be read says nothing.
    """
    found = [Entry(module, why) for member in [folder, *members] for module, why in _declared(member)]
    for module in graph.modules:
        if module.name.endswith(".__main__"):
            found.append(Entry(module.name, f"`python -m {module.name.removesuffix('.__main__')}`"))
        elif module.is_script:
            found.append(Entry(module.name, f"the script {module.path}"))
    return list(dict.fromkeys(entry for entry in found if entry.module in graph))


def is_test(path: str) -> bool:
    """Whether a file, by its POSIX path, is one that a runner of tests imports."""
    *folders, file = path.split("/")
    return bool(_TEST_FILE.fullmatch(file)) or not _TESTS.isdisjoint(folders)


def _declared(folder: str) -> Iterator[tuple[str, str]]:
    for kind, name, reference in (*_of_pyproject(folder), *_of_setup_cfg(folder)):
        what = "command" if kind in ("scripts", "gui-scripts", "console_scripts", "gui_scripts") else kind
        yield reference.partition(":")[0].strip(), f"the {what} `{name}`"


def _of_pyproject(folder: str) -> Iterator[tuple[str, str, str]]:
    import tomllib

    try:
        table = tomllib.loads(read_ordinary(os.path.join(folder, "pyproject.toml")).decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return
    project = _table(table, "project")
    for key in ("scripts", "gui-scripts"):
        yield from ((key, name, text) for name, text in _texts(_table(project, key)))
    for group in sorted(_table(project, "entry-points")):
        names = _table(_table(project, "entry-points"), group)
        yield from ((f"entry point of {group}", name, text) for name, text in _texts(names))
    poetry = _table(_table(_table(table, "tool"), "poetry"), "scripts")
    yield from (("scripts", name, text) for name, text in _texts(poetry))


def _of_setup_cfg(folder: str) -> Iterator[tuple[str, str, str]]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(read_ordinary(os.path.join(folder, "setup.cfg")).decode())
    except (OSError, UnicodeDecodeError, configparser.Error):
        return
    if parser.has_section("options.entry_points"):
        for group, text in parser.items("options.entry_points"):
            kind = group if group in ("console_scripts", "gui_scripts") else f"entry point of {group}"
            yield from ((kind, match[1], match[2]) for match in _ASSIGNMENT.finditer(text))


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _texts(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in table.items() if isinstance(value, str))
