"""A build backend: ``build-backend = "dovetail.ship.backend"`` (PEP 517, PEP 660).

It reads ``[project]`` and the text of the modules, runs nothing, needs nothing beside dovetail, and makes of
the same files the same archives, byte for byte, wherever and whenever it is run. Its options are in
``[tool.dovetail.build]``, see `dovetail.configuration.build`; ``config_settings`` have no meaning.

The hooks raise `ConfigurationError` for faults of ``pyproject.toml``, each with its line, and `DovetailError`
for what cannot be shipped; nothing is written then.
"""

from __future__ import annotations

import os

from dovetail.errors import DovetailError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from dovetail.ship.backend.contents import Contents

    _Settings = Mapping[str, Any] | None

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]


def get_requires_for_build_wheel(config_settings: _Settings = None) -> list[str]:  # noqa: ARG001 - PEP 517
    """Return what else is needed to build a wheel: nothing."""
    return []


get_requires_for_build_sdist = get_requires_for_build_wheel
get_requires_for_build_editable = get_requires_for_build_wheel


def build_wheel(
    wheel_directory: str,
    config_settings: _Settings = None,  # noqa: ARG001 - PEP 517
    metadata_directory: str | None = None,  # noqa: ARG001 - the metadata would come out the same
) -> str:
    """Write the wheel of the project in the current folder, and return its name."""
    return _build(wheel_directory, lambda contents: contents.wheel())


def build_editable(
    wheel_directory: str,
    config_settings: _Settings = None,  # noqa: ARG001 - PEP 660
    metadata_directory: str | None = None,  # noqa: ARG001 - likewise
) -> str:
    """Write a wheel that leads to the modules where they are, and return its name."""
    return _build(wheel_directory, lambda contents: contents.editable())


def build_sdist(sdist_directory: str, config_settings: _Settings = None) -> str:  # noqa: ARG001 - PEP 517
    """Write the sdist of the project in the current folder, and return its name."""
    from dovetail.ship.backend.sdist import write_sdist

    def write(contents: Contents) -> str:
        return write_sdist(sdist_directory, contents.project.fields.stem, contents.sdist())

    return _with_contents(write)


def prepare_metadata_for_build_wheel(
    metadata_directory: str,
    config_settings: _Settings = None,  # noqa: ARG001 - PEP 517
) -> str:
    """Write the ``.dist-info`` that the wheel would have, without RECORD, and return its name."""

    def write(contents: Contents) -> str:
        name = f"{contents.project.fields.stem}.dist-info"
        for path, data in contents.info():
            place = os.path.join(metadata_directory, name, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as stream:
                stream.write(data)
        return name

    return _with_contents(write)


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def _build(folder: str, files: Callable[[Contents], Iterable[tuple[str, bytes]]]) -> str:
    from dovetail.ship.backend.wheel import write_wheel

    return _with_contents(lambda contents: write_wheel(folder, contents.project.fields.stem, files(contents)))


def _with_contents(write: Callable[[Contents], str]) -> str:
    """Return what ``write`` returns for the project in the current folder, as the hooks are called there."""
    from dovetail.ship.backend.contents import Contents
    from dovetail.ship.backend.project import BuildProject

    try:
        project = BuildProject(os.getcwd())
        name = write(Contents(project))
    except DovetailError as error:
        if error.hint:
            error.add_note(f"help: {error.hint}")  # a frontend prints the error, and knows of no hint
        raise
    project.tell()
    return name
