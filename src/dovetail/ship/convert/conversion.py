"""A project of ``setup.py``, ``setup.cfg`` or Poetry's tables as one of PEP 621: what would be written."""

from __future__ import annotations

import os
import tomllib
from typing import NamedTuple

import tomlkit

from dovetail.errors import ConfigurationError, UsageError
from dovetail.ship.changes import Change
from dovetail.ship.convert.document import build_system, with_tables
from dovetail.ship.convert.found import ByHand, Source
from dovetail.ship.convert.setup_cfg import DECLARATIVE, read_setup_cfg
from dovetail.ship.convert.setuptools_metadata import setuptools_metadata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from dovetail.ship.convert.metadata import Metadata

PYPROJECT = "pyproject.toml"
SCRIPT = "setup.py"


class Conversion(NamedTuple):
    """What converting a project comes to; nothing of it is on disk yet."""

    folder: str
    source: str
    """What the project declared itself with: ``setup.py``, ``setup.cfg``, both, or ``tool.poetry``."""
    changes: tuple[Change, ...]
    """Empty where so much is computed that there is nothing to write."""
    by_hand: tuple[ByHand, ...]
    notes: tuple[str, ...]


def convert(path: str) -> Conversion:
    """Return what converts the project in the folder ``path``. Nothing is run, and nothing written.

    Raises `UsageError` where there is nothing to convert, `ConfigurationError` for a faulty pyproject.toml,
    and `DovetailError` for another file that cannot be read.
    """
    folder = os.path.abspath(path)
    if not os.path.isdir(folder):
        raise UsageError(f"no such folder: {path}", hint="give the folder of a project")
    text = _read(os.path.join(folder, PYPROJECT))
    document = _parsed(os.path.join(folder, PYPROJECT), text or "")
    if "project" in document:
        message = f"{os.path.join(path, PYPROJECT)} has the table `project` already"
        raise UsageError(message, hint="there is nothing to convert")
    if "poetry" in (document.get("tool") or {}):
        return _of_poetry(folder, text or "", document)
    if os.path.isfile(os.path.join(folder, SCRIPT)) or os.path.isfile(os.path.join(folder, "setup.cfg")):
        return _of_setuptools(folder, text, document)
    raise UsageError(
        f"{path} has neither {SCRIPT} nor setup.cfg, and no Poetry tables in {PYPROJECT}",
        hint="a new project: `dovetail new package NAME`",
    )


def _read(path: str) -> str | None:
    if not os.path.isfile(path):
        return None
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def _parsed(path: str, text: str) -> TOMLDocument:
    from pathlib import Path

    try:
        tomllib.loads(text)
        return tomlkit.parse(text)
    except (ValueError, RecursionError) as error:
        from dovetail.configuration.lines import Lines

        line = Lines(text).of_fault(error)
        raise ConfigurationError(Path(path), [(line, f"not valid TOML: {error}")]) from error


def _of_setuptools(folder: str, text: str | None, document: TOMLDocument) -> Conversion:
    source = Source()
    script = _read_source(folder)
    has_script = script is not None
    if script is not None:
        _add_script(folder, script, source)
    configuration = read_setup_cfg(folder, source)
    made = setuptools_metadata(source, folder)
    what = " and ".join([SCRIPT] * has_script + ["setup.cfg"] * (configuration is not None))
    fatal = "**" in source.computed or "name" not in made.project
    if fatal:
        if "name" not in source.computed and "**" not in source.computed and "name" not in made.project:
            made.by_hand.append(ByHand("name", SCRIPT if has_script else "setup.cfg", 1, "there is none"))
        return Conversion(folder, what, (), tuple(made.by_hand), tuple(made.notes))
    if _has_scm_plugin(document):
        made.dynamic("version")
    if "version" not in made.project and "version" not in made.project.get("dynamic", ()):
        made.project["version"] = "0.0.0"  # what setuptools takes where there is none
    # Whatever `setup.py` has to say beside the arguments that were read, it still says.
    dynamic_by_script = any(each.field != "license" for each in made.by_hand)
    script_stays = has_script and (bool(made.needs_script) or dynamic_by_script)
    line = build_system(document, "setuptools", made, script_stays=script_stays)
    changes = [
        _change(os.path.join(folder, PYPROJECT), with_tables(document, made, "setuptools", line), text)
    ]
    if has_script and not script_stays:
        changes.append(_change(os.path.join(folder, SCRIPT), None, None))
    changes += _rest_of_setup_cfg(folder, configuration, script_stays=script_stays)
    if script_stays:
        made.notes.append(f"{SCRIPT} stays as it is; what pyproject.toml says stands over it")
    return Conversion(folder, what, tuple(changes), tuple(made.by_hand), tuple(made.notes))


def _has_scm_plugin(document: TOMLDocument) -> bool:
    """Whether the version is that of the repository, as a plugin of setuptools tells it."""
    requires = (document.get("build-system") or {}).get("requires") or ()
    return "setuptools_scm" in (document.get("tool") or {}) or any(
        str(each).lower().replace("-", "_").startswith("setuptools_scm") for each in requires
    )


def _read_source(folder: str) -> str | None:
    from dovetail.source.decoding import decode

    path = os.path.join(folder, SCRIPT)
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return decode(file.read())


def _add_script(folder: str, text: str, source: Source) -> None:
    from dovetail.ship.convert.script import read_script

    try:
        calls = read_script(text, folder)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        source.by_hand.append(ByHand("**", SCRIPT, line, f"this Python cannot read it: {error}"))
        return
    if len(calls) != 1:
        reason = "there is no call of `setup()`" if not calls else "there are several calls of `setup()`"
        source.by_hand.append(ByHand("**", SCRIPT, calls[1].line if calls else 1, reason))
        return
    for name, (value, line) in calls[0].known.items():
        if value is not None:
            source.declare(name, value, SCRIPT, line)
    if calls[0].decided:
        lines = ", ".join(map(str, sorted(calls[0].decided)))
        source.notes.append(f"tests of the Python version are decided as on 3.9 and newer: {SCRIPT}:{lines}")
    for name, (reason, line) in calls[0].computed.items():
        source.by_hand.append(ByHand(name, SCRIPT, line, f"is computed: {reason}"))


def _rest_of_setup_cfg(folder: str, text: str | None, *, script_stays: bool) -> list[Change]:
    """Return what takes the moved sections out of ``setup.cfg``; without others it goes altogether."""
    # What `setup.cfg` declares and `setup.py` computes with must stay with it.
    if text is None or (script_stays and _is_pbr(text)):
        return []
    kept: list[str] = []
    inside = False
    sections = 0
    for line in text.splitlines(keepends=True):
        if line.startswith("[") and "]" in line:
            inside = line[1 : line.index("]")].strip() in DECLARATIVE
            sections += not inside
        if not inside:
            kept.append(line)
    after = "".join(kept).strip("\n") + "\n" if sections else None
    return [_change(os.path.join(folder, "setup.cfg"), after, text)] if after != text else []


def _is_pbr(text: str) -> bool:
    return "pbr" in text


def _change(path: str, after: str | None, before: str | None) -> Change:
    if os.path.isfile(path):
        with open(path, "rb") as file:
            return Change(path, file.read(), None if after is None else after.encode())
    return Change(
        path, None if before is None else before.encode(), None if after is None else after.encode()
    )


def _of_poetry(folder: str, text: str, document: TOMLDocument) -> Conversion:
    from dovetail.configuration.lines import Lines
    from dovetail.ship.convert.poetry import Poetry

    lines = Lines(text)
    poetry = document["tool"]["poetry"]
    found = Poetry(poetry, lines.of)
    made: Metadata = found.move()
    if "name" not in made.project:
        return Conversion(
            folder, "tool.poetry", (), (ByHand("name", PYPROJECT, 1, "there is none: nothing is built"),), ()
        )
    if not poetry:
        del document["tool"]["poetry"]
        if not document["tool"]:
            del document["tool"]
    elif "poetry-dynamic-versioning" in document["tool"]:
        poetry["version"] = made.project.pop("version")
        made.dynamic("version")
    line = build_system(document, "poetry", made, script_stays=False)
    change = _change(os.path.join(folder, PYPROJECT), with_tables(document, made, "", line), text)
    return Conversion(folder, "tool.poetry", (change,), tuple(made.by_hand), tuple(made.notes))
