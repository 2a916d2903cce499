"""The pages of all checks: those of projects and those of what is shipped and installed."""

from __future__ import annotations

from dovetail import checks
from dovetail.ship import proof

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dovetail.checks import Check


def all_checks() -> Mapping[str, Check]:
    """Return every check that has a page, by its name: those of projects first."""
    return {**checks.BY_NAME, **proof.BY_NAME}


def page(name: str) -> str:
    """Return the page of a check, in Markdown. Raises `UsageError` for a name that no check has."""
    from importlib.resources import files

    check = all_checks().get(name)
    if check is None:
        from dovetail.checks.run import unknown_check

        raise unknown_check(name)
    return files(check.package).joinpath(f"{name.replace('-', '_')}.md").read_text(encoding="utf-8")


def summaries() -> Iterator[tuple[str, str]]:
    """Yield each check with the sentence that sums it up."""
    for name in all_checks():
        yield name, page(name).splitlines()[2]
