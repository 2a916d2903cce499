"""Which backend a project declares (PEP 517, PEP 518), and dovetail's own as one of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dovetail.errors import DovetailError, UsageError
from dovetail.ship.archive import Form

if TYPE_CHECKING:
    from collections.abc import Callable

_OWN = "dovetail.ship.backend"
_LEGACY = "setuptools.build_meta:__legacy__"


class BuildError(DovetailError):
    """The backend of a project failed; ``output`` is what it printed."""

    def __init__(self, message: str, *, output: str = "", hint: str | None = None) -> None:
        self.output = output
        super().__init__(message, hint=hint)


class Progress:
    """Whom a build tells what it is about to do; this one is silent."""

    def foreign(self, backend: str, *, isolation: bool) -> None:
        """Hear that code which is not dovetail's is going to be run."""

    def step(self, text: str) -> None:
        """Hear of the next step."""

    def output(self, text: str) -> None:
        """Hear what a backend printed."""


class Backend(Protocol):
    """What builds one archive of a project."""

    def build(self, source: str, form: Form, folder: str, progress: Progress) -> str:
        """Build into ``folder``, which need not exist, and return the path of the archive."""


class Declared(NamedTuple):
    """The ``[build-system]`` of a project."""

    name: str
    """As ``build-backend`` gives it."""
    requires: tuple[str, ...]
    is_own: bool
    """Whether it is `dovetail.ship.backend`, alone and as it is here, so that nothing needs to be run."""


def declared_backend(folder: str) -> Declared:
    """Return what the project in ``folder`` declares; without a table, setuptools as pip takes it.

    Raises `UsageError` for a folder without ``pyproject.toml`` and ``setup.py``, `ConfigurationError` for a
    faulty ``pyproject.toml``.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"no such folder: {folder}", hint="give the folder of a project")
    path = os.path.join(folder, "pyproject.toml")
    if not os.path.isfile(path):
        if not os.path.isfile(os.path.join(folder, "setup.py")):
            hint = "a project has one of them; `dovetail new package NAME` makes one"
            raise UsageError(f"neither pyproject.toml nor setup.py in {folder}", hint=hint)
        return Declared(_LEGACY, ("setuptools",), is_own=False)
    from dovetail.ship.metadata.document import Document, Table

    document = Document(path)
    table = Table.of(document, "build-system")
    table.known(("requires", "build-backend", "backend-path"))
    name = table.string("build-backend")
    requires = table.strings("requires")
    if table.values and requires is None and "requires" not in table.values:
        table.fault("requires", "`[build-system]` has no `requires`")
    document.stop()
    own = name == _OWN and not table.values.get("backend-path") and _is_here(requires or [])
    return Declared(name or _LEGACY, tuple(requires or ("setuptools",)), is_own=own)


def _is_here(requires: list[str]) -> bool:
    """Whether what is required is dovetail alone, in a version that this one is."""
    from packaging.requirements import InvalidRequirement, Requirement

    from dovetail import __version__

    try:
        read = [Requirement(one) for one in requires]
    except InvalidRequirement:
        return False
    return [one.name.lower() for one in read] == ["dovetail"] and all(
        one.specifier.contains(__version__, prereleases=True) and one.url is None for one in read
    )


class OwnBackend:
    """`dovetail.ship.backend`, called where it is: it runs nothing of the project."""

    def build(self, source: str, form: Form, folder: str, progress: Progress) -> str:  # noqa: ARG002 - as `Backend` has it
        """Build into ``folder`` and return the path of the archive."""
        from dovetail.ship.backend.archives import sdist, wheel

        os.makedirs(folder, exist_ok=True)
        make: Callable[[str, str], str] = sdist if form is Form.SDIST else wheel
        return os.path.join(folder, make(source, folder))
