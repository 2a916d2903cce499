"""Cycles that fail, as findings."""

from __future__ import annotations

from itertools import pairwise

from dovetail.diagnostic import Diagnostic
from dovetail.execution.account import Account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.diagnostic import Severity
    from dovetail.execution.circular import Circle
    from dovetail.execution.verdict import Cycle, Verdict, Verdicts
    from dovetail.execution.whole import Whole

_MOST_TRIED = 25
"""Cycles of one project for which repairs are sought: trying them takes as long as finding the cycle did."""


def findings(
    check: str, severity: Severity, verdict: Verdict, whole: Whole, verdicts: Verdicts
) -> Iterator[Diagnostic]:
    """Yield a finding for each cycle with this verdict, with the repairs that work in the simulation."""
    account = Account(whole, verdicts)
    for number, cycle in enumerate(verdicts.cycles):
        if cycle.verdict is not verdict:
            continue
        circle = cycle.circles[0]
        place = account.place(circle)
        if place is None:
            continue
        notes = [*account.way(circle), account.state(circle), *account.others(cycle), *account.who(cycle)]
        yield Diagnostic(
            check,
            severity,
            account.message(circle),
            place,
            _help(account, cycle) if number < _MOST_TRIED else None,
            tuple(notes),
        )


def _larger(account: Account, circle: Circle) -> str:
    """Return what to do where a package is in the way, or two modules need each other at once."""
    for link, following in pairwise(circle.chain):
        wanted = account.wanted_of_package(link, following)
        if wanted:
            return (
                f"`{link.module}` needs only `{wanted}`, but that runs `{following.module}` first; move what"
                f" it needs out of that package, or have `{following.module}` import less"
            )
    return (
        f"move what both `{circle.unfinished}` and `{circle.chain[-1].module}` need into a module of its own"
    )


def _help(account: Account, cycle: Cycle) -> str:
    from dovetail.execution.repair import repairs

    found = [candidate.sentence for candidate in repairs(account, cycle)]
    if not found:
        return f"no change of one file was found that repairs it: {_larger(account, cycle.circles[0])}"
    if len(found) == 1:
        return f"{found[0]} (tried: this repairs it)"
    lines = [f"{letter}) {text}" for letter, text in zip("abcdef", found, strict=False)]
    return "\n".join(["each of these was tried, and repairs it:", *lines])
