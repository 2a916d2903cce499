"""``broken-editable``: an editable install leads to what is not there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.environment.entry import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each hook whose targets are gone, and each project folder that is."""
    for problem in subject.environment.problems:
        if problem.kind is ProblemKind.BROKEN_EDITABLE:
            yield Diagnostic(
                "broken-editable",
                Severity.ERROR,
                f"an editable install is broken: {problem.message}",
                subject.place(problem.path, problem.line),
                "install the project again from where it is now, or uninstall it",
            )
    for one in subject.recorded:
        folder = one.distribution.editable
        if folder and not os.path.isdir(folder):
            yield Diagnostic(
                "broken-editable",
                Severity.ERROR,
                f"{one} is installed from {folder}, which is not there",
                subject.place(os.path.join(one.distribution.metadata, "direct_url.json")),
                "install the project again from where it is now, or uninstall it",
            )
