"""Names of projects and of distribution files, as the PyPA specifications have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    is_normalized_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from dovetail.ship.index.errors import RefusedError

if TYPE_CHECKING:
    from packaging.version import Version

_LONGEST = 255
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._!+-]*")
_LONGEST_PROJECT = 200
_PROJECT = re.compile(r"[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")


class FileName(NamedTuple):
    """What the name of a distribution file says.

    ``identity`` is the same for all spellings of what is one file: a project has no two of the same.
    """

    name: str
    project: str
    version: Version
    wheel: bool
    identity: tuple[object, ...]


def file_name(name: str) -> FileName:
    """Take the name of a wheel or an sdist apart.

    Raises `RefusedError` for any other name, and for one that is not safe as a key or a file on any system.
    """
    if len(name) > _LONGEST or not _SAFE.fullmatch(name):
        raise RefusedError(
            f"no name of a distribution: {name[:_LONGEST]!r}",
            hint="letters, digits and `._!+-`, as build backends name wheels and sdists",
        )
    try:
        if name.endswith(".whl"):
            project, version, build, tags = parse_wheel_filename(name)
            return FileName(name, project, version, wheel=True, identity=("wheel", version, build, tags))
        project, version = parse_sdist_filename(name)
    except (InvalidWheelFilename, InvalidSdistFilename, ValueError) as error:
        hint = "NAME-VERSION-PYTHON-ABI-PLATFORM.whl for a wheel, NAME-VERSION.tar.gz for an sdist"
        raise RefusedError(f"no name of a distribution: {name}: {error}", hint=hint) from None
    if not is_normalized_name(project):
        raise RefusedError(f"no name of a project in {name}")
    return FileName(name, project, version, wheel=False, identity=("sdist", version))


def project_name(name: str) -> str:
    """Return the normalized name of a project; raises `RefusedError` for what is no name of one."""
    if len(name) > _LONGEST_PROJECT or not _PROJECT.fullmatch(name):
        raise RefusedError(
            f"no name of a project: {name[:_LONGEST_PROJECT]!r}",
            hint="letters and digits, with `.`, `_` and `-` between them",
        )
    return str(canonicalize_name(name))
