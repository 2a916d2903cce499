"""The pages of all checks: of projects, and of what is shipped and installed."""

from __future__ import annotations

from dovetail.checks import BY_NAME as OF_PROJECTS
from dovetail.ship.proof.checks import BY_NAME as OF_ENVIRONMENTS
from dovetail.ship.verify.checks import BY_NAME as OF_ARCHIVES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dovetail.checks import Check

ALL: Mapping[str, Check] = {**OF_PROJECTS, **OF_ARCHIVES, **OF_ENVIRONMENTS}
"""Every check that has a page, by its name: those of projects first."""


def page(name: str) -> str:
    """Return the page of a check, in Markdown. Raises `UsageError` for a name that no check has."""
    if name not in ALL:
        from dovetail.checks.run import unknown_check

        raise unknown_check(name, ALL)
    return ALL[name].page()
