"""The build backends that a new project can take, and what each must be told to ship one package.

Each is told the package, and not left to discover it: what discovery finds changes with what else lies there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Backend(NamedTuple):
    """One build backend (PEP 517)."""

    requires: str
    """The requirement in ``build-system.requires``: from the first release with PEP 639 licences."""
    module: str
    """``build-system.build-backend``."""
    settings: Callable[[str, bool], dict[str, Any]]
    """Return the tables below ``tool`` for an import name, in the layout with or without ``src``."""


def _hatchling(name: str, flat: bool) -> dict[str, Any]:  # noqa: FBT001 - as all of them
    top = name.partition(".")[0]
    return {
        "hatch": {"build": {"targets": {"wheel": {"packages": [top if flat else f"src/{top}"]}}}},
    }


def _flit(name: str, flat: bool) -> dict[str, Any]:  # noqa: FBT001, ARG001 - flit looks in both places
    return {"flit": {"module": {"name": name}}}


def _setuptools(name: str, flat: bool) -> dict[str, Any]:  # noqa: FBT001 - as all of them
    find = {"where": ["." if flat else "src"], "include": [name, f"{name}.*"]}
    return {
        "setuptools": {
            "include-package-data": False,
            "packages": {"find": find},
            "package-data": {"*": ["py.typed"]},
        }
    }


def _uv(name: str, flat: bool) -> dict[str, Any]:  # noqa: FBT001 - as all of them
    root = {"module-root": ""} if flat else {}
    return {"uv": {"build-backend": {"module-name": name, **root}}}


def _dovetail(name: str, flat: bool) -> dict[str, Any]:  # noqa: FBT001, ARG001 - it is told by the graph
    return {}


BACKENDS = {
    "dovetail": Backend("dovetail", "dovetail.ship.backend", _dovetail),
    "hatchling": Backend("hatchling>=1.27", "hatchling.build", _hatchling),
    "flit": Backend("flit_core>=3.12,<5", "flit_core.buildapi", _flit),
    "setuptools": Backend("setuptools>=77", "setuptools.build_meta", _setuptools),
    "uv": Backend("uv_build>=0.8,<1", "uv_build", _uv),
}
"""The backends by the names that ``--backend`` takes; the first is the default."""
