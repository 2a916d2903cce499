"""Random changes to real source text that give it forms which nobody writes, but CPython reads.

Every mutation is a function of a random generator and a text; it returns another text, which may or may not
still parse. The same seed gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from nasty import LITERALS, STATEMENTS, TOKENS, WRAPPERS

Mutation: TypeAlias = Callable[[Random, bytes], bytes]

_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_INDENT = re.compile(rb"[ \t\f]*")
_STRING = re.compile(rb"""(?<![\w"'])(?:"[^"'\\\r\n]*"|'[^"'\\\r\n]*')(?!["'])""")
_SPACE = re.compile(rb"(?<=[^\s\\]) (?=\S)")
_FROM = re.compile(rb"(\bfrom[ \t.]+[\w.]*[ \t]*import)[ \t]+([^\r\n(*;#\\]+)")
_WORD = re.compile(rb"\b[A-Za-z_]*[a-z]{2}[A-Za-z_]*\b")

# A ligature, a letter-like symbol, full-width and long s: NFKC makes ASCII of them. The last stays.
_ALPHABETS: tuple[tuple[bytes, bytes], ...] = (
    (b"fi", "ﬁ".encode()),
    (b"h", "\u210e".encode()),
    (b"a", "\uff41".encode()),
    (b"s", "\u017f".encode()),
    (b"e", "é".encode()),
)


def mutate(rng: Random, text: bytes) -> bytes:
    """Return ``text`` with one to four changes."""
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        text = rng.choices(_MUTATIONS, _WEIGHTS)[0](rng, text)
    return text


def _lines(text: bytes) -> list[bytes]:
    return _LINES.findall(text) or [b""]


def _indent(line: bytes) -> bytes:
    match = _INDENT.match(line)
    return match.group() if match else b""


def _delete_line(rng: Random, text: bytes) -> bytes:
    lines = _lines(text)
    del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def _duplicate_line(rng: Random, text: bytes) -> bytes:
    lines = _lines(text)
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return b"".join(lines)


def _swap_lines(rng: Random, text: bytes) -> bytes:
    lines = _lines(text)
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _insert_statement(rng: Random, text: bytes) -> bytes:
    """Insert a nasty statement, indented like the line that it comes before."""
    lines = _lines(text)
    at = rng.randrange(len(lines))
    indent = _indent(lines[at])
    statement = rng.choice(STATEMENTS)
    lines.insert(at, b"".join(indent + line for line in _lines(statement)) + b"\n")
    return b"".join(lines)


def _prepend_statement(rng: Random, text: bytes) -> bytes:
    return rng.choice(STATEMENTS) + rng.choice((b"\n", b";", b"\r")) + text


def _join_lines(rng: Random, text: bytes) -> bytes:
    """Join lines of the same indentation with a semicolon."""
    lines = _lines(text)
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randrange(len(lines))
        if at + 1 < len(lines) and _indent(lines[at]) == _indent(lines[at + 1]):
            semicolon = rng.choice((b";", b" ; ", b";\\\n", b";\t\f"))
            lines[at : at + 2] = [lines[at].rstrip() + semicolon + lines[at + 1].lstrip()]
    return b"".join(lines)


def _pull_up_body(rng: Random, text: bytes) -> bytes:
    """Put the first line of a body behind the colon of its clause."""
    lines = _lines(text)
    ends = [at for at, line in enumerate(lines[:-1]) if line.rstrip().endswith(b":")]
    if ends:
        at = rng.choice(ends)
        lines[at : at + 2] = [lines[at].rstrip() + rng.choice((b"", b" ", b"\\\n")) + lines[at + 1].lstrip()]
    return b"".join(lines)


def _change_tabs(rng: Random, text: bytes) -> bytes:
    """Indent by tabs, by one blank, or by tabs and form feeds, in the whole text or from a line on."""
    lines = _lines(text)
    first, last = sorted((rng.randrange(len(lines)), rng.randrange(len(lines))))
    if rng.random() < 0.6:  # noqa: PLR2004 - mostly all of them, so that the text still parses
        first, last = 0, len(lines)
    unit, replacement = rng.choice(((4, b"\t"), (8, b"\t"), (4, b" "), (2, b"\t"), (4, b"\f    ")))
    for at in range(first, last):
        blanks = len(lines[at]) - len(lines[at].lstrip(b" "))
        lines[at] = replacement * (blanks // unit) + b" " * (blanks % unit) + lines[at][blanks:]
    return b"".join(lines)


def _continue_lines(rng: Random, text: bytes) -> bytes:
    """Break lines at blanks with a backslash."""
    blanks = [match.start() for match in _SPACE.finditer(text)]
    for at in sorted(rng.sample(blanks, min(len(blanks), rng.choice((1, 2, 20)))), reverse=True):
        joint = rng.choice((b"\\\n", b" \\\r\n   ", b"\\\r", b" \\\n\f\t", b"\f", b"\t"))
        text = text[:at] + joint + text[at + 1 :]
    return text


def _continue_indentation(rng: Random, text: bytes) -> bytes:
    """Break a line within its indentation with a backslash."""
    lines = _lines(text)
    at = rng.randrange(len(lines))
    cut = rng.randint(0, len(_indent(lines[at])))
    more = rng.choice((b"", b"  ", b"\t", b"        ", lines[at][:cut]))
    lines[at] = lines[at][:cut] + b"\\\n" + more + lines[at][cut:]
    return b"".join(lines)


def _change_newlines(rng: Random, text: bytes) -> bytes:
    newlines = [b"\n", b"\r", b"\r\n"]
    if rng.random() < 0.5:  # noqa: PLR2004 - all of them, or each on its own
        newlines = rng.sample(newlines, 1)
    return re.sub(rb"\r\n|\r|\n", lambda _: rng.choice(newlines), text)


def _insert_form_feeds(rng: Random, text: bytes) -> bytes:
    lines = _lines(text)
    for _ in range(rng.choice((1, 5))):
        at = rng.randrange(len(lines))
        lines[at] = rng.choice((b"\f", b" \f", b"\f\f")) + lines[at]
    return b"".join(lines)


def _insert_comments(rng: Random, text: bytes) -> bytes:
    lines = _lines(text)
    for _ in range(rng.choice((1, 5, 20))):
        at = rng.randrange(len(lines))
        comment = rng.choice(
            (
                b"# import no",
                b"#'",
                b'# """',
                b"#(",
                b"# \\",
                "# é\x85\u2028".encode(),
                b"# from no import no",
            )
        )
        if rng.random() < 0.5:  # noqa: PLR2004 - a line of its own, or behind the line
            lines.insert(at, b" " * rng.randrange(12) + comment + rng.choice((b"\n", b"\r")))
        else:
            lines[at] = lines[at].rstrip(b"\r\n") + b"  " + comment + b"\n"
    return b"".join(lines)


def _wrap(rng: Random, text: bytes) -> bytes:
    """Put some lines of one indentation, and all deeper lines between them, into a compound statement."""
    lines = _lines(text)
    first = rng.randrange(len(lines))
    indent = _indent(lines[first])
    last = first + 1
    while last < len(lines) and (not lines[last].strip() or lines[last].startswith(indent)):
        if rng.random() < 0.1 and _indent(lines[last]) == indent:  # noqa: PLR2004 - about ten statements
            break
        last += 1
    body = [line.removeprefix(indent) for line in lines[first:last]]
    body[-1] = body[-1].rstrip(b"\r\n") + b"\n"
    wrapped: list[bytes] = []
    for line in _lines(rng.choice(WRAPPERS)):
        parts = body if line.strip() == b"{}" else [line.lstrip(b" \t")]
        wrapped += [indent + _indent(line) + part for part in parts]
    lines[first:last] = wrapped
    return b"".join(lines)


def _nest_literal(rng: Random, text: bytes) -> bytes:
    """Put a nasty literal in the place of some plain ones."""
    found = list(_STRING.finditer(text))
    for match in sorted(rng.sample(found, min(len(found), 3)), key=lambda match: -match.start()):
        text = text[: match.start()] + rng.choice(LITERALS) + text[match.end() :]
    return text


def _prefix_literal(rng: Random, text: bytes) -> bytes:
    """Make a formatted or raw literal of a plain one."""
    found = list(_STRING.finditer(text))
    for match in sorted(rng.sample(found, min(len(found), 3)), key=lambda match: -match.start()):
        prefix = rng.choice((b"f", b"rb", b"Rf", b"u", b"R", b"b", b"t", b"fR"))
        text = text[: match.start()] + prefix + text[match.start() :]
    return text


def _bracket_names(rng: Random, text: bytes) -> bytes:
    """Put the names of ``from`` imports in brackets, over several lines."""

    def bracket(match: re.Match[bytes]) -> bytes:
        names = match[2].strip().replace(b",", rng.choice((b",", b" ,\n", b", # import\n\t", b",\f\r")))
        names = names.replace(b" as ", rng.choice((b" as ", b"\nas\n", b" as # as\n ")))
        space = rng.choice((b"", b" ", b"\n", b" # )\n", b"\\\n"))
        return (
            match[1] + rng.choice((b"", b" ")) + b"(" + space + names + rng.choice((b"", b",", b"\n,")) + b")"
        )

    return _FROM.sub(lambda match: bracket(match) if rng.random() < 0.7 else match[0], text)  # noqa: PLR2004


def _rename(rng: Random, text: bytes) -> bytes:
    """Write a word with other letters everywhere."""
    words = sorted(set(_WORD.findall(text)))
    if not words:
        return text
    word = rng.choice(words)
    old, new = rng.choice(_ALPHABETS)
    return re.sub(rb"\b" + word + rb"\b", word.replace(old, new), text)


def _replace_bytes(rng: Random, text: bytes) -> bytes:
    changed = bytearray(text)
    for _ in range(rng.choice((1, 1, 3))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.choice(b"\"'\\#()[]{}:;,.\n\r\t\f =*frbtu0aA\xc3")
    return bytes(changed)


def _delete_span(rng: Random, text: bytes) -> bytes:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.choice((1, 2, 5, 30, 300)) :]


def _duplicate_span(rng: Random, text: bytes) -> bytes:
    at, length = rng.randrange(len(text) + 1), rng.choice((1, 2, 5, 30, 300))
    return text[: at + length] + text[at:]


def _insert_tokens(rng: Random, text: bytes) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(TOKENS) + text[at:]
    return text


def _insert_around_import(rng: Random, text: bytes) -> bytes:
    """Insert a token beside a word of an import statement, where it matters most."""
    places = [match.start() for match in re.finditer(rb"(?<=import)|(?=import)|(?=\bfrom)|\bas\b|,", text)]
    if places:
        at = rng.choice(places)
        text = text[:at] + rng.choice(TOKENS) + text[at:]
    return text


def _cut_end(rng: Random, text: bytes) -> bytes:
    return text[: rng.randrange(len(text) + 1)]


_MUTATIONS: tuple[Mutation, ...]
_WEIGHTS: tuple[int, ...]
_MUTATIONS, _WEIGHTS = zip(
    (_delete_line, 2),
    (_duplicate_line, 2),
    (_swap_lines, 1),
    (_insert_statement, 8),
    (_prepend_statement, 2),
    (_join_lines, 4),
    (_pull_up_body, 4),
    (_change_tabs, 2),
    (_continue_lines, 4),
    (_continue_indentation, 3),
    (_change_newlines, 2),
    (_insert_form_feeds, 2),
    (_insert_comments, 3),
    (_wrap, 8),
    (_nest_literal, 4),
    (_prefix_literal, 2),
    (_bracket_names, 4),
    (_rename, 3),
    (_replace_bytes, 3),
    (_delete_span, 3),
    (_duplicate_span, 2),
    (_insert_tokens, 4),
    (_insert_around_import, 3),
    (_cut_end, 1),
    strict=True,
)
