"""Which imports a finding says will fail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Severity

if TYPE_CHECKING:
    from dovetail.diagnostic import Diagnostic
    from dovetail.ship.verify.subject import Subject

_IMPORT = re.compile(r"`import ([\w.]+)`(?: fails|$| ends|,| and)")
_BY_MESSAGE = ("crashing-cycle", "fragile-cycle", "failing-import")
_BY_PLACE = (
    "unresolved-import",
    "missing-name",
    "relative-beyond-top",
    "unreadable-file",
    "unsupported-syntax",
)
_BY_NAME = ("undeclared-import", "unconditional-extra")
_NAMED = re.compile(r"imports `([\w.]+)`, which")


def related(subject: Subject, prefix: str, diagnostic: Diagnostic) -> list[str]:
    """Return the modules whose import fails if a finding is true; none for findings about other things.

    ``prefix`` stands before the places of the archive's findings. What another requirement happens to bring
    along does not fail, nor what only an older Python than the one at hand refuses.
    """
    path = diagnostic.place.path.removeprefix(prefix)
    module = _module_at(subject, path)
    if module is None:
        return []
    if diagnostic.check in _BY_MESSAGE:
        return _IMPORT.findall(diagnostic.message)
    if diagnostic.check in _BY_PLACE:
        old = diagnostic.check == "unsupported-syntax" and "no admitted Python" not in diagnostic.message
        typing = (
            diagnostic.check in ("unresolved-import", "missing-name")
            and diagnostic.severity is Severity.WARNING
        )
        return [] if old or typing else [module]
    if diagnostic.check not in _BY_NAME or (match := _NAMED.search(diagnostic.message)) is None:
        return []
    causes = subject.prediction.failing().items()
    return [name for name, cause in causes if cause.missing == match[1]] or [module]


def _module_at(subject: Subject, path: str) -> str | None:
    for inside, stored in subject.unpacked.stored.items():
        if subject.shown(stored) == path:
            found = subject.project.graph.at(inside)
            return found.name if found else None
    return None
