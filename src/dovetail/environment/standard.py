"""The names of the standard library, of a version of Python and all platforms."""

from __future__ import annotations

import sys

# "What's New in Python", the sections "New Modules" and "Removed", 3.8 to 3.15. Private names are those of
# the running Python.
_ADDED = {(3, 9): "graphlib zoneinfo", (3, 11): "tomllib", (3, 14): "annotationlib compression"}
_REMOVED = {
    (3, 8): "macpath",
    (3, 9): "_dummy_thread dummy_threading",
    (3, 10): "formatter parser symbol",
    (3, 11): "binhex",
    (3, 12): "asynchat asyncore distutils imp smtpd",
    (3, 13): "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes"
    " sndhdr spwd sunau telnetlib uu xdrlib",
}


def _words(table: dict[tuple[int, int], str]) -> frozenset[str]:
    return frozenset(word for words in table.values() for word in words.split())


def standard_names(version: tuple[int, int] | None = None) -> frozenset[str]:
    """Return the top-level names of the standard library, as `sys.stdlib_module_names` has them.

    Without a version, those that any version from 3.8 to 3.15 has.
    """
    names = sys.stdlib_module_names | _words(_ADDED) | _words(_REMOVED)
    if version is None:
        return names
    later = {since: words for since, words in _ADDED.items() if since > version}
    gone = {since: words for since, words in _REMOVED.items() if since <= version}
    return names - _words(later) - _words(gone)
