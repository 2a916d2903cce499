"""``crashing-cycle``: modules that import each other, and none of them can be imported."""

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
    """Yield a finding for each circle of imports that fails whichever of its modules is imported first.

    Each module of the project is imported in a simulation of a fresh interpreter; nothing is executed.
    """
    yield from findings("crashing-cycle", Severity.ERROR, Verdict.CRASHES, project.whole, project.verdicts)
