"""What ``[tool.dovetail.build]`` says to the build backend."""

from __future__ import annotations

from dovetail.named_tuple import NamedTuple


class BuildOptions(NamedTuple):
    """How a distribution is built. All paths and patterns are relative to the project's folder."""

    version: str | None = None
    """Where a dynamic version stands: ``module:NAME``; None, ``__version__`` of the package."""
    include: tuple[str, ...] = ()
    """Patterns, in the syntax of gitignore, of files in the packages that are shipped though
    ``.gitignore`` names them."""
    exclude: tuple[str, ...] = ()
    """Patterns of files in the packages that are not shipped."""
    sdist: tuple[str, ...] = ()
    """Patterns of further files that the sdist has."""
    data: str | None = None
    """A folder whose content is installed below the prefix of the environment."""
    ignore: tuple[str, ...] = ()
    """Checks of `dovetail.ship.verify` that do not hold for what is built."""
    backend: str | None = None
    """The backend that `dovetail.ship.wrapper` calls, as ``build-backend`` names one."""
    backend_path: tuple[str, ...] = ()
    """Folders of the project in which that backend lies."""
