"""What imports that leave a project lead to, in the environment that its code runs in."""

from __future__ import annotations

import os

from dovetail.environment.discovery import find_environment
from dovetail.environment.entry import within
from dovetail.environment.installation import from_venv
from dovetail.errors import DovetailError
from dovetail.modules.owner import Owners
from dovetail.modules.resolve import Resolver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.environment.environment import Environment
    from dovetail.modules.owner import Owner
    from dovetail.modules.requirements import Requirements
    from dovetail.modules.resolution import Resolution
    from dovetail.modules.suggestion import Suggestion

_TOOLS = frozenset(("pip", "setuptools", "wheel"))
"""What is in an environment before anything was installed."""


class Outside:
    """The environment of a project, asked for what the project itself does not have."""

    def __init__(self, environment: Environment, place: str) -> None:
        self.environment = environment
        self.place = place
        """Where it lies, for messages."""
        self.resolver = Resolver(environment, traced=False)
        self.owners = Owners(environment, many=True)

    def resolve(self, name: str) -> Resolution:
        """Return what an absolute name leads to; it never raises."""
        return self.resolver.resolve(name)

    def owner(self, module: Resolution) -> Owner:
        """Return whose a module is."""
        return self.owners.of(module)

    def suggestion(self, missing: Resolution) -> Suggestion:
        """Return what may help where a name was not found."""
        from dovetail.modules.suggestion import suggestion

        return suggestion(missing, self.resolver, self.owners)


def find_outside(folder: str, members: Sequence[str], given: str | None = None) -> tuple[Outside | None, str]:
    """Return the environment of the project in ``folder``, and a sentence on why this one, or why none.

    ``given`` names one; otherwise it is sought as `find_environment` does. ``members`` are the absolute
    folders of the projects within. One that lies elsewhere (an activated one) counts only if the project or
    something that it asks for is installed there: it may belong to something else; and one that holds nothing
    but installers was made and not filled.

    Raises `DovetailError` if ``given`` is no environment.
    """
    place, reason = given, "it was named"
    if place is None:
        choice = find_environment(folder)
        if choice is None:
            return None, "none found: what imports lead to outside the project is not known"
        place, reason = choice
    inner = within(os.path.abspath(place), folder)
    try:
        outside = Outside(from_venv(place, variables={}, folder=folder), inner or place)
    except DovetailError as error:
        if given is not None:
            raise
        return None, f"none: {place} ({reason}) cannot be read: {error}"
    if given is None:
        fault = _unfit(outside, place, folder, members)
        if fault:
            return None, f"none: {place} ({reason}) {fault}"
    version = ".".join(str(part) for part in outside.environment.version if part >= 0)
    return outside, f"{outside.place} (Python {version}; {reason})"


def _unfit(outside: Outside, place: str, folder: str, members: Sequence[str]) -> str:
    """Return why an environment does not say what a project can import; an empty text if it does."""
    names = {distribution.name for distribution in outside.owners.installed.distributions}
    if names <= _TOOLS:
        return "has no distributions"
    if within(os.path.abspath(place), folder) is not None:
        return ""
    from dovetail.modules.requirements import requirements

    wanted: Requirements = requirements([folder, *members])
    if names.isdisjoint(wanted.own | wanted.required):
        return "has neither the project nor anything that it asks for"
    return ""
