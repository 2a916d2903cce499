r"""Text of a stranger made fit to be shown: names of files, lines of source, keys of a configuration.

A file may be called ``\x1b[2J.py`` and a line may hold U+202E; shown raw, the one clears the reader's
terminal and the other makes a line read as what it is not (CVE-2021-42574). Everything that goes to people
passes through here.
"""

from __future__ import annotations

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str, *, keep: str = "") -> str:
    r"""Return ``text`` with every character that is not seen, or that moves the cursor, written as an escape.

    Escaped are the Unicode categories Cc (controls), Cf (formats, with the bidirectional overrides), Cs
    (surrogates), Zl and Zp (line separators), as Python writes them in a string: ``\n``, ``\x1b``,
    ``\u202e``. A byte that Python carries as a lone surrogate (PEP 383) is shown as that byte: ``\xff``.
    Characters in ``keep`` stay as they are.
    """
    if text.isprintable():  # the common case, decided in C
        return text
    from unicodedata import category

    return "".join(c if c in keep or category(c) not in _HIDDEN else _escaped(c) for c in text)


def encodable(text: str) -> str:
    r"""Return ``text`` with lone surrogates alone escaped, so that it can be encoded and is valid JSON.

    RFC 8259, section 8.2: the behaviour of software that meets a lone surrogate is unpredictable.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(_escaped(c) if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - the range of PEP 383
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
