"""The pages of all checks: of projects, and of what is shipped and installed."""

from __future__ import annotations

from dovetail.checks import BY_NAME as OF_PROJECTS
from dovetail.errors import UsageError
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
    from importlib.resources import files

    if name not in ALL:
        from difflib import get_close_matches

        near = get_close_matches(name, ALL, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"the checks are {', '.join(ALL)}"
        raise UsageError(f"no such check: {name}", hint=hint)
    package, _, file = ALL[name].module.rpartition(".")
    return files(package).joinpath(f"{file}.md").read_text(encoding="utf-8")
