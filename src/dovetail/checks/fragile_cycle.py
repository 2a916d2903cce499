"""``fragile-cycle``: modules that import each other, and only some of them can be imported first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Severity
from dovetail.execution.finding import findings
from dovetail.execution.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.diagnostic import Diagnostic
    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for each circle of imports that works from some of its modules, and from others not.

    Each module of the project is imported in a simulation of a fresh interpreter; nothing is executed.
    """
    verdict = Verdict.ORDER_DEPENDENT
    yield from findings("fragile-cycle", Severity.WARNING, verdict, project.whole, project.verdicts)
