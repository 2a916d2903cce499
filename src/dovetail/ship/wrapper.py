"""A build backend around another one: ``build-backend = "dovetail.ship.wrapper"`` (PEP 517, PEP 660).

The other is named in ``[tool.dovetail.build]``::

    [build-system]
    requires = ["dovetail", "hatchling"]
    build-backend = "dovetail.ship.wrapper"

    [tool.dovetail.build]
    backend = "hatchling.build"

Each hook calls the other's. What an sdist or a wheel would not do, import, is found before anybody gets it:
where `dovetail.ship.verify` finds an error, the archive is removed and the build fails with the findings;
``ignore = ["CHECK"]`` beside ``backend`` leaves a check out. An editable wheel leads to the modules instead
of having them, so there is nothing to verify.
"""

from __future__ import annotations

import os
import sys

from dovetail.errors import ConfigurationError, DovetailError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    _Settings = Mapping[str, Any] | None


class UnfitArchiveError(DovetailError):
    """The archive that the other backend made was refused."""


def get_requires_for_build_wheel(config_settings: _Settings = None) -> list[str]:
    """Return what the other backend needs for a wheel."""
    return _requires("get_requires_for_build_wheel", config_settings)


def get_requires_for_build_sdist(config_settings: _Settings = None) -> list[str]:
    """Return what the other backend needs for an sdist."""
    return _requires("get_requires_for_build_sdist", config_settings)


def get_requires_for_build_editable(config_settings: _Settings = None) -> list[str]:
    """Return what the other backend needs for an editable wheel."""
    return _requires("get_requires_for_build_editable", config_settings)


def build_wheel(
    wheel_directory: str, config_settings: _Settings = None, metadata_directory: str | None = None
) -> str:
    """Have the other backend build a wheel, and return its name; raises `UnfitArchiveError`."""
    name: str = _other().build_wheel(wheel_directory, config_settings, metadata_directory)
    return _proved(wheel_directory, name)


def build_sdist(sdist_directory: str, config_settings: _Settings = None) -> str:
    """Have the other backend build an sdist, and return its name; raises `UnfitArchiveError`."""
    name: str = _other().build_sdist(sdist_directory, config_settings)
    return _proved(sdist_directory, name)


def __getattr__(name: str) -> Any:
    """Offer those of the optional hooks that the other backend has, and no others (PEP 517)."""
    if name in ("prepare_metadata_for_build_wheel", "prepare_metadata_for_build_editable", "build_editable"):
        hook = getattr(_other(), name, None)
        if hook is not None:
            return hook
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _requires(hook: str, settings: _Settings) -> list[str]:
    other = getattr(_other(), hook, None)
    return [] if other is None else list(other(settings))


def _other() -> Any:
    """Return the object that has the other backend's hooks.

    Raises `ConfigurationError` where none is named, or the one named is this one.
    """
    from importlib import import_module
    from pathlib import Path

    from dovetail.configuration import read_configuration

    path = Path("pyproject.toml").absolute()
    given = read_configuration(os.getcwd()).build
    if given is None or not given.backend or given.backend.partition(":")[0] == __name__:
        text = "`[tool.dovetail.build]` names no `backend` for `dovetail.ship.wrapper` to call"
        hint = 'give one, such as `backend = "hatchling.build"`, and require it in `[build-system]`'
        raise ConfigurationError(path, [(None, text)], hint=hint)
    for folder in reversed(given.backend_path):
        place = os.path.abspath(folder)
        if place not in sys.path:
            sys.path.insert(0, place)
    module, _, attributes = given.backend.partition(":")
    try:
        other: Any = import_module(module)
        for attribute in filter(None, attributes.split(".")):
            other = getattr(other, attribute)
    except (ImportError, AttributeError) as error:
        text = f"the backend `{given.backend}` cannot be imported: {error}"
        hint = "`requires` of `[build-system]` must name what has it"
        raise ConfigurationError(path, [(None, text)], hint=hint) from error
    return other


def _proved(folder: str, name: str) -> str:
    """Return the name of an archive that was found fit; remove one that was not, and raise."""
    from dovetail.configuration import read_configuration
    from dovetail.diagnostic import Severity
    from dovetail.ship.verify import verify

    path = os.path.join(folder, name)
    given = read_configuration(os.getcwd()).build
    outcome = verify(path, beside=[os.getcwd()], ignore=given.ignore if given is not None else ())
    errors = outcome.count(Severity.ERROR)
    lines = [f"{one.place.path}:{one.place.line}: {one.check}: {one.message}" for one in outcome.diagnostics]
    for line in lines:
        sys.stderr.write(f"dovetail: {line}\n")
    if errors:
        os.unlink(path)
        counted = f"{errors} error{'' if errors == 1 else 's'}"
        message = "\n".join([f"{name} was not let out, for it has {counted}:", *lines])
        raise UnfitArchiveError(message, hint="`dovetail explain CHECK` tells of each check")
    return name
