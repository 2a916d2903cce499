"""The Python and the platform that conditions in the source are evaluated for."""

from __future__ import annotations

import sys

OLDEST, NEWEST = (3, 8), (3, 15)
"""The versions of Python that can be analysed."""


class Target:
    """A version of Python, major and minor, and a value of ``sys.platform``."""

    __slots__ = ("platform", "version")

    def __init__(self, version: tuple[int, int] | None = None, platform: str | None = None) -> None:
        self.version = version or min(max(sys.version_info[:2], OLDEST), NEWEST)
        self.platform = platform or sys.platform

    def __str__(self) -> str:
        """Return both, as messages name them."""
        return f"Python {self.version[0]}.{self.version[1]} on {self.platform}"


def parse_version(text: str) -> tuple[int, int]:
    """Return the version that ``text`` (such as ``3.12``) names.

    Raises `ValueError` for anything but a version from 3.8 to 3.15.
    """
    major, dot, minor = text.partition(".")
    if dot and major.isascii() and minor.isascii() and major.isdigit() and minor.isdigit():
        version = (int(major), int(minor))
        if OLDEST <= version <= NEWEST:
            return version
    message = f"`{text}` is no version of Python from 3.8 to 3.15"
    raise ValueError(message)
