"""Modules that the standard library gained and lost between the versions that dovetail knows.

From "What's New in Python" 3.9 to 3.14 and PEP 594, only what a program would import itself.
"""

from __future__ import annotations

ADDED = {
    "annotationlib": (3, 14),
    "compression": (3, 14),
    "graphlib": (3, 9),
    "tomllib": (3, 11),
    "zoneinfo": (3, 9),
}
"""The first version that has a top-level module."""

REMOVED = {
    **dict.fromkeys(("_bootlocale", "formatter", "parser", "symbol"), (3, 10)),
    "macpath": (3, 8),
    "binhex": (3, 11),
    **dict.fromkeys(("asynchat", "asyncore", "distutils", "imp", "smtpd"), (3, 12)),
    **dict.fromkeys(
        (
            *("aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap", "msilib"),
            *(
                "nis",
                "nntplib",
                "ossaudiodev",
                "pipes",
                "sndhdr",
                "spwd",
                "sunau",
                "telnetlib",
                "uu",
                "xdrlib",
            ),
        ),
        (3, 13),
    ),
}
"""The first version that no longer has a top-level module."""
