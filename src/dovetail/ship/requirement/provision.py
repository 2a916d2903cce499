"""What may be imported because a distribution requires it: for certain, perhaps, or not at all."""

from __future__ import annotations

from typing import NamedTuple

from dovetail.environment.distribution import normalized
from dovetail.environment.provider import PROVIDERS
from dovetail.ship.requirement.table import covers, is_alike, known
from dovetail.str_enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packaging.requirements import Requirement


class Certainty(StrEnum):
    """How certain it is that a name can be imported."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


class Provided(NamedTuple):
    """Whether an installation has an import name, and by whom."""

    certainty: Certainty
    by: tuple[str, ...] = ()
    """The projects on the way: the first is required directly, the last provides it. For what is unknown,
    the required projects that nothing is known of."""

    @property
    def is_direct(self) -> bool:
        """Whether what provides it is required by the distribution itself."""
        return self.certainty is Certainty.YES and len(self.by) == 1


class Provision:
    """What is installed along with a distribution, as far as tables tell."""

    def __init__(
        self, requirements: Iterable[Requirement], *, more: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        """Take the requirements that count.

        ``more`` says of projects (by name, normalized) what they provide, as an environment records it; it
        goes before the table.
        """
        requirements = list(requirements)
        self._more = more or {}
        self.direct = tuple(dict.fromkeys(normalized(each.name) for each in requirements))
        self._ways: dict[str, tuple[str, ...]] = {name: (name,) for name in self.direct}
        self._older = {normalized(each.name) for each in requirements if _is_bounded(each)}
        self._asked = {normalized(each.name) for each in requirements if each.extras}
        queue = list(self.direct)
        for name in queue:
            of = known(name)
            for required in of.requires if of else ():
                if required not in self._ways:
                    self._ways[required] = (*self._ways[name], required)
                    queue.append(required)
        self.unknown = tuple(name for name in queue if self._imports(name) is None)
        """Projects in the installation of which nothing is known."""

    def _imports(self, project: str) -> frozenset[str] | None:
        if project in self._more:
            return self._more[project]
        of = known(project)
        if of is None or not (of.imports or of.requires):
            return None
        # An older release may have had what the newest no longer has, as setuptools had `pkg_resources`.
        older = project in self._older
        return of.imports | (
            {n for n, p in PROVIDERS.items() if normalized(p) == project} if older else set()
        )

    def provided(self, name: str) -> Provided:
        """Return whether an absolute import name is there once everything is installed."""
        found = []
        for project, way in self._ways.items():
            imports = self._imports(project)
            if imports is None:
                if is_alike(project, name):
                    found.append(way)
            elif any(covers(each, name) for each in imports):
                found.append(way)
        if found:
            return Provided(Certainty.YES, min(found, key=len))
        # What is required with an extra brings more along than the table knows.
        doubtful = (*self.unknown, *sorted(self._asked & set(self.direct)))
        return Provided(Certainty.UNKNOWN if doubtful else Certainty.NO, doubtful)

    def has_directly(self, name: str) -> bool:
        """Whether a requirement provides the name itself, or one of which nothing is known is called so."""
        for project in self.direct:
            imports = self._imports(project)
            if is_alike(project, name) if imports is None else any(covers(each, name) for each in imports):
                return True
        return False


def _is_bounded(requirement: Requirement) -> bool:
    """Whether a requirement may keep the newest release out."""
    return any(specifier.operator in ("<", "<=", "==", "===", "~=") for specifier in requirement.specifier)
