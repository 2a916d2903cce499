"""The other Pythons of a machine that somebody may have meant: what lies beside the one that is in use."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dovetail.environment.environment import Environment

_NAMES = ("python", "python3")


def other_places(
    environment: Environment, variables: Mapping[str, str], running: str = sys.prefix
) -> Iterator[str]:
    """Yield folders and executables of other Pythons, nearest first, each once; none of them is started.

    They are what ``VIRTUAL_ENV`` and ``CONDA_PREFIX`` name, virtual environments in the current folder, what
    ``python`` means in the shell, the installation that a virtual environment was made from, and the folder
    ``running``: what runs dovetail. Some may be no Python that dovetail can read.
    """
    seen = {os.path.realpath(environment.prefix or "")}
    for place in _places(environment, variables, running):
        prefix = os.path.realpath(place if os.path.isdir(place) else os.path.dirname(os.path.dirname(place)))
        if prefix not in seen:
            seen.add(prefix)
            yield place


def python_in_shell(variables: Mapping[str, str]) -> str | None:
    """Return the executable that ``python`` (or else ``python3``) means, None if there is none."""
    folders = [folder for folder in variables.get("PATH", "").split(os.pathsep) if folder]
    places = (os.path.join(folder, name) for name in _NAMES for folder in folders)
    return next((place for place in places if os.path.isfile(place) and os.access(place, os.X_OK)), None)


def _places(environment: Environment, variables: Mapping[str, str], running: str) -> Iterator[str]:
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if variables.get(name):
            yield os.path.abspath(variables[name])
    folder = environment.folder
    for name in _listed(folder) if folder else ():
        if os.path.isfile(os.path.join(folder or "", name, "pyvenv.cfg")):
            yield os.path.join(folder or "", name)
    shell = python_in_shell(variables)
    if shell:
        yield shell
    if environment.executable:
        yield os.path.realpath(environment.executable)
    yield running


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []
