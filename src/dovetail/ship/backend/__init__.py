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
    from collections.abc import Callable, Mapping
    from typing import Any

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
    return _here("wheel", wheel_directory)


def build_editable(
    wheel_directory: str,
    config_settings: _Settings = None,  # noqa: ARG001 - PEP 660
    metadata_directory: str | None = None,  # noqa: ARG001 - likewise
) -> str:
    """Write a wheel that leads to the modules where they are, and return its name."""
    return _here("editable", wheel_directory)


def build_sdist(sdist_directory: str, config_settings: _Settings = None) -> str:  # noqa: ARG001 - PEP 517
    """Write the sdist of the project in the current folder, and return its name."""
    return _here("sdist", sdist_directory)


def prepare_metadata_for_build_wheel(
    metadata_directory: str,
    config_settings: _Settings = None,  # noqa: ARG001 - PEP 517
) -> str:
    """Write the ``.dist-info`` that the wheel would have, without RECORD, and return its name."""
    return _here("metadata", metadata_directory)


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def _here(kind: str, folder: str) -> str:
    """Make one thing of the project in the current folder, where the hooks are called."""
    from dovetail.ship.backend import archives

    make: Callable[[str, str], str] = getattr(archives, kind)
    try:
        return make(os.getcwd(), folder)
    except DovetailError as error:
        if error.hint:
            error.add_note(f"help: {error.hint}")  # a frontend prints the error, and knows of no hint
        raise
