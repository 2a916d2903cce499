"""What is known of a version of Python without having it: tables made by ``scripts/environment_tables.py``.

Python 3.8 to 3.13 were asked on Linux. Of 3.14 and 3.15 nothing was asked: what their documentation does not
say is taken from 3.13, and `Environment.assumptions` says so.
"""

from __future__ import annotations

import os
import sys

from dovetail.environment.entry import LoadedModule
from dovetail.environment.environment import Environment, Flags

_NEWEST_ASKED = 13


def _table(minor: int) -> dict[str, str]:
    """Return the table of a version: what follows each key, mostly words.

    It is no JSON, because to import `json` takes longer than all else that is done to find a module.
    """
    path = os.path.join(os.path.dirname(__file__), "versions", f"3.{minor}.txt")
    with open(path, encoding="utf-8") as file:
        lines = (line.partition(": ") for line in file)
        return {key: value.rstrip("\n") for key, _, value in lines}


def from_version(
    version: tuple[int, int], platform: str | None = None, *, flags: Flags | None = None
) -> Environment:
    """Return the environment of a CPython of which only the version is known; its search path is empty.

    Raises `ValueError` for a version outside 3.8 to 3.15.
    """
    from dovetail.environment.target import NEWEST, OLDEST

    if not OLDEST <= version <= NEWEST:
        raise ValueError(f"no table for Python {version[0]}.{version[1]}")
    flags = flags or Flags()
    platform = platform or sys.platform
    minor = min(version[1], _NEWEST_ASKED)
    table = _table(minor)
    assumptions = [f"built-in, frozen and loaded modules are those of {table['from']}"]
    if minor != version[1]:
        assumptions.append(f"Python 3.{version[1]} is taken for 3.{minor}: it was not asked")
    frozen = table["frozen" if flags.frozen_modules else "always_frozen"].split()
    loaded = table["loaded_without_site" if flags.no_site else "loaded"].split()
    pairs = (word.partition("=") for word in loaded)
    return Environment(
        version=(*version, -1),
        platform=platform,
        implementation="cpython",
        magic=bytes.fromhex(table["magic"]) if minor == version[1] else b"",
        extension_suffixes=_suffixes(version[1], platform, table["extension_suffixes"].split()),
        source_suffixes=(".py", ".pyw") if platform == "win32" else (".py",),
        bytecode_suffixes=(".pyc",),
        built_in=frozenset(table["built_in"].split()),
        frozen={name.removesuffix("/"): name.endswith("/") for name in frozen},
        frozen_library=None,
        flags=flags,
        search_path=(),
        loaded={name: LoadedModule(name, spec or name) for name, _, spec in pairs},
        assumptions=tuple(assumptions),
    )


def _suffixes(minor: int, platform: str, asked: list[str]) -> tuple[str, ...]:
    """Return the suffixes of extension modules (PEP 3149; on Windows "Build-time tagging", 3.5)."""
    if platform == "win32":
        return (f".cp3{minor}-win_amd64.pyd", ".pyd")
    tag = f".cpython-3{minor}-"
    if platform == "darwin":
        return (f"{tag}darwin.so", ".abi3.so", ".so")
    return (tag + asked[0].partition("-")[2].partition("-")[2], *asked[1:])
