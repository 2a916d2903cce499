"""Whose a module is: of the standard library, of an installed distribution, or of nobody."""

from __future__ import annotations

import os

from dovetail.environment.entry import STANDARD_LIBRARY, within
from dovetail.modules.resolution import Found
from dovetail.named_tuple import NamedTuple
from dovetail.str_enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.environment.distribution import Distribution
    from dovetail.environment.environment import Environment
    from dovetail.environment.installed import Installed
    from dovetail.modules.resolution import Resolution


class OwnerKind(StrEnum):
    """What a module belongs to."""

    STANDARD_LIBRARY = "standard library"
    DISTRIBUTION = "distribution"
    """A distribution records the file; for a namespace package, a file in one of its portions."""
    EDITABLE = "editable install"
    """The file lies in the folder of a project that is installed in editable mode."""
    NOBODY = "no distribution"
    """What is there belongs to no distribution, as the modules of a project do, or nothing is there."""


class Owner(NamedTuple):
    """Whose a module is."""

    kind: OwnerKind
    distributions: tuple[Distribution, ...] = ()
    """More than one where several record the file; for a namespace package, all that have something in it."""

    def __str__(self) -> str:
        """Return the owner as messages name it."""
        return " and ".join(map(str, self.distributions)) or self.kind


class Owners:
    """Tells the owners of modules in one environment; metadata is read when it is first needed."""

    def __init__(self, environment: Environment, *, many: bool = False) -> None:
        """``many`` says that the owners of many modules will be asked for."""
        self._environment = environment
        self._many = many
        self._installed: Installed | None = None
        self._folders = [
            (entry.path, entry.provenance in STANDARD_LIBRARY) for entry in environment.search_path
        ]
        if environment.frozen_library:
            self._folders.append((environment.frozen_library, True))

    @property
    def installed(self) -> Installed:
        """The installed distributions; for a module of the standard library they are not needed."""
        if self._installed is None:
            from dovetail.environment.installed import Installed

            self._installed = Installed(self._environment, many=self._many)
        return self._installed

    def of(self, module: Resolution) -> Owner:
        """Return whose a module is; it never raises.

        Where nothing is nearer, what lies in the folder of the standard library belongs to it; other files
        belong to the distributions that record them, else to the project of an editable install around them.
        """
        if not module.found:
            return Owner(OwnerKind.NOBODY)
        origin = module.origin or ""
        if os.path.isabs(origin):
            return self.of_file(origin)
        if module.kind is Found.NAMESPACE_PACKAGE:
            return self._of_portions(module.submodule_search_locations or ())
        return Owner(OwnerKind.STANDARD_LIBRARY)  # built in or frozen

    def of_file(self, path: str) -> Owner:
        """Return whose a file is, which may lie in an archive."""
        if self._in_standard_library(path):
            return Owner(OwnerKind.STANDARD_LIBRARY)
        owners = self.installed.owners(path)
        if owners:
            return Owner(OwnerKind.DISTRIBUTION, owners)
        project = self.installed.editable_at(path)
        return Owner(OwnerKind.EDITABLE, (project,)) if project else Owner(OwnerKind.NOBODY)

    def _of_portions(self, portions: tuple[str, ...]) -> Owner:
        """Return those who have something in a namespace package."""
        if portions and all(map(self._in_standard_library, portions)):
            return Owner(OwnerKind.STANDARD_LIBRARY)
        recorded = {one.name: one for portion in portions for one in self.installed.owners_below(portion)}
        if recorded:
            return Owner(OwnerKind.DISTRIBUTION, tuple(one for _, one in sorted(recorded.items())))
        around = (self.installed.editable_at(portion) for portion in portions)
        projects = {one.name: one for one in around if one}
        if projects:
            return Owner(OwnerKind.EDITABLE, tuple(one for _, one in sorted(projects.items())))
        return Owner(OwnerKind.NOBODY)

    def _in_standard_library(self, path: str) -> bool:
        """Return whether the nearest folder of the search path around a file is one of the interpreter's."""
        around = [(len(folder), own) for folder, own in self._folders if within(path, folder) is not None]
        return max(around)[1] if around else False
