"""Colour, by ANSI escapes and sparingly.

What is wrong is red or yellow, where it is is blue, and the way out is cyan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

_SEVERITIES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33"}


class Ink:
    """The inks of a report: each is a function that wraps text in escapes, or leaves it without colour."""

    def __init__(self, *, color: bool) -> None:
        self._color = color
        self.bold = self._ink("1")
        self.gutter = self._ink("1;34")
        self.note = self._ink("1;34")
        self.help = self._ink("1;36")

    def severity(self, severity: Severity) -> Callable[[str], str]:
        """Return the ink of a severity: red for an error, yellow for a warning."""
        return self._ink(_SEVERITIES[severity])

    def _ink(self, code: str) -> Callable[[str], str]:
        if not self._color:
            return str
        return lambda text: f"\x1b[{code}m{text}\x1b[0m" if text else text
