"""``dead-entry-point``: an entry point whose object does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.ship.verify.bindings import lacks
from dovetail.ship.verify.entry_points import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each entry point that names no module, or nothing that the module binds.

    What a module hands on is followed to where it is bound. What compiled modules and those that make their
    names by code have is unknown.
    """
    for point in subject.entry_points:
        what = (
            f"the command `{point.name}`" if point.group in SCRIPTS else f"`{point.name}` of `{point.group}`"
        )
        if not point.module:
            fault: str | None = f"`{point.value}` is no object reference"
        elif point.group in SCRIPTS and not point.attribute:
            fault = f"`{point.value}` names no function"
        else:
            fault = lacks(subject, point.module, point.attribute)
        if fault:
            yield Diagnostic(
                "dead-entry-point",
                Severity.ERROR,
                f"{what} cannot be loaded: {fault}",
                subject.stored_place(point.path, point.line),
                f"it is `{point.value}`: correct it where the project declares it",
            )
