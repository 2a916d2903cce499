"""``unreached-import``: a module needs what is not there, and no import of its distribution comes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.ship.proof.failing_distribution import faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each import that cannot succeed in a module that the roots do not import.

    Most are meant so: tests, plug-ins of what is not installed, parts for another system. So the check is off
    by default, and the summary only counts them.
    """
    reported = {(fault.failure.file, fault.failure.line) for fault in faults(subject)}
    for lack in subject.reach.lacks:
        where = lack.where
        path = f"{lack.site.folder}/{where.path}"
        if (path, where.line) in reported:
            continue
        place = subject.place(path)
        yield Diagnostic(
            "unreached-import",
            Severity.WARNING,
            f"no module named `{lack.name}`, which `{where.importer}` needs",
            Place(place.path, where.line, where.column, where.line, where.column + where.width),
            "install what provides it, if the module is used",
        )
