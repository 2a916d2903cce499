"""The text of a source file, for showing it: as CPython decodes it, but without ever failing."""

from __future__ import annotations

import re

_BOM = b"\xef\xbb\xbf"
# Python Language Reference, 2.1.4: a comment in the first or second line that matches this expression;
# PEP 263: if it is in the second, the first must be blank or a comment as well.
_COOKIE = re.compile(rb"[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n)")


def decode(data: bytes) -> str:
    r"""Return the text of the source file ``data``, without its byte order mark.

    A byte that is not UTF-8 in a file that should be becomes a lone surrogate (PEP 383), so that columns
    counted in bytes stay right; in any other encoding it becomes U+FFFD. A file whose cookie names no
    known text encoding is read as UTF-8.
    """
    if data.startswith(_BOM):
        return data[len(_BOM) :].decode("utf-8", "surrogateescape")
    name = _declared(data)
    if name is not None:
        try:
            return data.decode(name, "replace")
        except (LookupError, ValueError):  # unknown, not of text, or deaf to "replace" (idna)
            pass
    return data.decode("utf-8", "surrogateescape")


def lines(text: str) -> list[str]:
    r"""Return the lines of ``text`` without their ends, which are ``\n``, ``\r\n`` and ``\r`` alone.

    `str.splitlines` also splits at form feeds and other characters, at which Python's tokenizer does not.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _declared(data: bytes) -> str | None:
    """Return the encoding that the cookie of ``data`` names, None for UTF-8 and where there is none."""
    cookie = _COOKIE.match(data)
    if cookie is None and (first := _BLANK.match(data)) is not None:
        cookie = _COOKIE.match(data, first.end())
    if cookie is None:
        return None
    name = cookie[1].decode("ascii", "replace")
    return None if name.lower().replace("_", "-") in {"utf-8", "utf8"} else name


def to_characters(line: str, column: int) -> int:
    """Return the number of characters in the first ``column`` UTF-8 bytes of ``line``, a line of `decode`.

    A column beyond its end stands for its end.
    """
    if line.isascii():
        return min(column, len(line))
    return min(len(_encoded(line)[:column].decode("utf-8", "surrogateescape")), len(line))


def to_bytes(line: str, column: int) -> int:
    """Return the number of UTF-8 bytes in the first ``column`` characters of ``line``, a line of `decode`."""
    return len(_encoded(line[:column]))


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate that stands for no byte, which only odd encodings yield
        return text.encode("utf-8", "replace")
