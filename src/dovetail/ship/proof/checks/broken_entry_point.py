"""``broken-entry-point``: an entry point names a module or an object that is not there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.modules.resolution import Confidence
from dovetail.ship.proof.binding import binds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.recorded import EntryPoint, Recorded
    from dovetail.ship.proof.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each entry point whose module is not found or does not bind its object.

    An error for commands, a warning for those that a host imports. Of the object only the first part is
    looked for. A module that binds names by code, or is compiled, may have any.
    """
    for one in subject.recorded:
        for entry in one.entry_points:
            fault = _fault(subject, entry)
            if fault:
                yield _diagnostic(subject, one, entry, fault)


def _fault(subject: Subject, entry: EntryPoint) -> str:
    found = subject.resolver.resolve(entry.module)
    if not found.found:
        return f"there is no module `{entry.module}`" if found.confidence is Confidence.EXACT else ""
    name = entry.object.partition(".")[0]
    if not name or binds(subject, entry.module, name) is not False:
        return ""
    return f"`{entry.module}` does not bind `{name}`"


def _diagnostic(subject: Subject, one: Recorded, entry: EntryPoint, fault: str) -> Diagnostic:
    path = os.path.join(one.distribution.metadata, "entry_points.txt")
    what = f"the command `{entry.name}`" if entry.is_command else f"`{entry.name}` of `{entry.group}`"
    return Diagnostic(
        "broken-entry-point",
        Severity.ERROR if entry.is_command else Severity.WARNING,
        f"{what} of {one} leads nowhere: {fault}",
        subject.place(path, entry.line),
        f"install {one.distribution.project_name} again, or in another version",
    )
