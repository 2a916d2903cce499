"""The archives of a project in any folder; the hooks call this for the current one."""

from __future__ import annotations

import os

from dovetail.ship.backend.project import BuildProject
from dovetail.ship.backend.wheel import write_wheel


def wheel(source: str, folder: str) -> str:
    """Write the wheel of the project in ``source`` into ``folder``, and return its name.

    Here as below: raises `ConfigurationError` for faults of ``pyproject.toml`` and `DovetailError` for what
    cannot be shipped; remarks are written to stderr.
    """
    project = BuildProject(source)
    name = write_wheel(folder, project.fields.stem, project.contents.wheel())
    project.tell()
    return name


def editable(source: str, folder: str) -> str:
    """Write a wheel that leads to the modules where they are (PEP 660), and return its name."""
    project = BuildProject(source)
    name = write_wheel(folder, project.fields.stem, project.contents.editable())
    project.tell()
    return name


def sdist(source: str, folder: str) -> str:
    """Write the sdist into ``folder``, and return its name."""
    from dovetail.ship.backend.sdist import write_sdist

    project = BuildProject(source)
    name = write_sdist(folder, project.fields.stem, project.contents.sdist())
    project.tell()
    return name


def metadata(source: str, folder: str) -> str:
    """Write the ``.dist-info`` that the wheel has, without RECORD, into ``folder``, and return its name."""
    project = BuildProject(source)
    name = f"{project.fields.stem}.dist-info"
    for path, data in project.contents.info():
        place = os.path.join(folder, name, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as stream:
            stream.write(data)
    project.tell()
    return name
