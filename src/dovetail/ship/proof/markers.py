"""What environment markers mean in an environment that is not started ("Dependency specifiers")."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, cast

from packaging.markers import Marker, UndefinedEnvironmentName, default_environment

from dovetail.environment.reading import read_ordinary

if TYPE_CHECKING:
    from collections.abc import Collection

    from dovetail.environment.environment import Environment

_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
_NAMES = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalVM"}
_LAST_PATCH = 99
"""No release of CPython has had as many."""


def marker_environments(environment: Environment) -> tuple[dict[str, str], ...]:
    """Return the values of markers in ``environment``: several where its patch version is not known.

    What only a running system knows (machine, release of the system) is taken from this one.
    """
    major, minor, patch = environment.version
    patch = patch if patch >= 0 else _stated_patch(environment)
    here = cast("dict[str, str]", dict(default_environment()))
    here |= {
        "os_name": "nt" if environment.platform == "win32" else "posix",
        "sys_platform": environment.platform,
        "platform_system": _SYSTEMS.get(environment.platform, platform.system()),
        "python_version": f"{major}.{minor}",
        "implementation_name": environment.implementation,
        "platform_python_implementation": _NAMES.get(environment.implementation, environment.implementation),
        "extra": "",
    }
    patches = (patch,) if patch >= 0 else (0, _LAST_PATCH)
    versions = [f"{major}.{minor}.{each}" for each in patches]
    return tuple({**here, "python_full_version": each, "implementation_version": each} for each in versions)


def applies(
    marker: Marker | None, extras: Collection[str], values: Collection[dict[str, str]]
) -> bool | None:
    """Return whether a marker holds with one of ``extras`` or without any; None where that is not known."""
    if marker is None:
        return True
    try:
        answers = {
            any(marker.evaluate({**each, "extra": extra}) for extra in ("", *extras)) for each in values
        }
    except UndefinedEnvironmentName:
        return None
    return answers.pop() if len(answers) == 1 else None


def _stated_patch(environment: Environment) -> int:
    """Return the patch version that ``pyvenv.cfg`` states, -1 if it does not."""
    try:
        text = read_ordinary(os.path.join(environment.prefix or "", "pyvenv.cfg")).decode("utf-8", "replace")
    except OSError:
        return -1
    for line in text.splitlines():
        key, _, value = line.partition("=")
        parts = value.strip().split(".")
        if key.strip() in ("version", "version_info") and len(parts) > 2 and parts[2].isdigit():  # noqa: PLR2004
            return int(parts[2]) if parts[:2] == [str(part) for part in environment.version[:2]] else -1
    return -1
