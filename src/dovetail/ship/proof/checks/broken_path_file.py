"""``broken-path-file``: a line of a ``.pth`` file does not do what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.environment.entry import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.subject import Subject

_GONE = "does not exist"
"""How the message ends of a line that names what is not there; other lines without effect do no harm."""
_KINDS = {
    ProblemKind.PTH_FAILS: Severity.ERROR,
    ProblemKind.PTH_UNDECODABLE: Severity.ERROR,
    ProblemKind.PTH_UNREADABLE: Severity.ERROR,
    ProblemKind.PTH_NO_EFFECT: Severity.WARNING,
}


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each line that fails or adds nothing, and each file that cannot be read."""
    for problem in subject.environment.problems:
        severity = _KINDS.get(problem.kind)
        harmless = problem.kind is ProblemKind.PTH_NO_EFFECT and not problem.message.endswith(_GONE)
        if severity is not None and not harmless:
            yield Diagnostic(
                "broken-path-file",
                severity,
                f"{problem.kind}: {problem.message}",
                subject.place(problem.path, problem.line),
                "correct the line or delete it; of an editable install, install the project again",
            )
