"""The top-level modules of the standard library, of each version that dovetail knows and of all platforms.

From "What's New in Python" 3.8 to 3.14 and PEP 594, only what a program would import itself. Private modules
are those of the running Python.
"""

from __future__ import annotations

import sys

ADDED = {
    "annotationlib": (3, 14),
    "compression": (3, 14),
    "graphlib": (3, 9),
    "tomllib": (3, 11),
    "zoneinfo": (3, 9),
}
"""The first version that has a top-level module."""

_PEP_594 = (
    *("aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap", "msilib", "nis"),
    *("nntplib", "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"),
)
REMOVED = {
    "macpath": (3, 8),
    **dict.fromkeys(("_dummy_thread", "dummy_threading"), (3, 9)),
    **dict.fromkeys(("_bootlocale", "formatter", "parser", "symbol"), (3, 10)),
    "binhex": (3, 11),
    **dict.fromkeys(("asynchat", "asyncore", "distutils", "imp", "smtpd"), (3, 12)),
    **dict.fromkeys(_PEP_594, (3, 13)),
}
"""The first version that no longer has a top-level module."""


def standard_names(version: tuple[int, int] | None = None) -> frozenset[str]:
    """Return the top-level names of the standard library, as `sys.stdlib_module_names` has them.

    Without a version, those that any version from 3.8 to 3.15 has.
    """
    names = sys.stdlib_module_names | ADDED.keys() | REMOVED.keys()
    if version is None:
        return names
    later = {name for name, since in ADDED.items() if since > version}
    gone = {name for name, since in REMOVED.items() if since <= version}
    return names - later - gone
