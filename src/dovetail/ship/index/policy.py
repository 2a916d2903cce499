"""What an index asks of a distribution before it takes it: `dovetail.ship.verify`, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dovetail.diagnostic import Severity
from dovetail.ship.index.errors import RefusedError
from dovetail.str_enum import StrEnum

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.diagnostic import Diagnostic

_SHOWN = 5


class Policy(StrEnum):
    """What becomes of a distribution with findings: it is rejected for errors, or taken, or not looked at."""

    REJECT = "reject"
    WARN = "warn"
    OFF = "off"


class Judgement(NamedTuple):
    """The findings in a distribution that was taken all the same."""

    diagnostics: tuple[Diagnostic, ...]

    def lines(self) -> list[str]:
        """Return a line for each finding."""
        return [
            f"{each.severity}[{each.check}] {each.place.path}: {each.message}" for each in self.diagnostics
        ]


def judge(path: Path, policy: Policy) -> Judgement:
    """Verify a distribution; raises `RefusedError` for one with errors where the policy is to reject it."""
    if policy is Policy.OFF:
        return Judgement(())
    from dovetail.ship.verify import verify

    found = verify(path).diagnostics
    errors = [each for each in found if each.severity is Severity.ERROR]
    if errors and policy is Policy.REJECT:
        lines = Judgement(tuple(errors[:_SHOWN])).lines()
        more = f"\n  and {len(errors) - _SHOWN} more" if len(errors) > _SHOWN else ""
        raise RefusedError(
            f"{path.name} would not work as it is:\n  " + "\n  ".join(lines) + more,
            hint=f"`dovetail verify {path.name}` says it all",
        )
    return Judgement(found)
