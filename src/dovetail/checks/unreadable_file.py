"""``unreadable-file``: a file that CPython could not read, decode or compile either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every file that could not be read, and for every fault that the lexer saw."""
    for path, reason, line, column, whole in project.tree.unread():
        if whole:
            message = f"this file was not read: {reason}"
            advice = "nothing is known of its imports; importing it fails, too"
        else:
            message = f"this file does not compile: {reason}"
            advice = "importing it raises `SyntaxError`; imports after this place may have been missed"
        place = Place(path, line, column, line, column)
        yield Diagnostic("unreadable-file", Severity.ERROR, message, place, advice)
