"""The licence of a project: its expression and its files (PEP 639), or the table that was there before."""

from __future__ import annotations

import os
import re

from dovetail.named_tuple import NamedTuple
from dovetail.ship.metadata.document import kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.metadata.document import Document, Table

DEFAULT_PATTERNS = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")
"""Of the files at the top of a project, those that PEP 639 has taken where none are named."""

# What most projects have, as SPDX spells it: to import the list of all takes longer than to read the rest.
_FREQUENT = frozenset(
    ("MIT", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "ISC", "MPL-2.0", "GPL-3.0-or-later", "PSF-2.0")
)


class Licence(NamedTuple):
    """What the metadata say of the licence."""

    expression: str | None = None
    """An SPDX expression, normalized."""
    text: str | None = None
    """The text or the name that projects gave before there were expressions."""
    files: tuple[str, ...] = ()
    """Paths relative to the project, POSIX, sorted."""


def licence(table: Table, dynamic: frozenset[str]) -> Licence:
    """Return what ``[project]`` says of the licence; faults are noted in the document."""
    expression, text, named = _of_key(table)
    patterns = table.strings("license-files", _pattern_fault)
    if isinstance(table.values.get("license-files"), list) and named:
        table.fault("license-files", "`license-files` cannot stand beside `license` as a table")
    if patterns is None:
        found = {name for pattern in DEFAULT_PATTERNS for name in _matches(table.document, pattern)}
        found = set() if "license-files" in dynamic else found
    else:
        found = set()
        for pattern in patterns:
            files = _matches(table.document, pattern)
            found |= files
            if not files:
                table.fault("license-files", f"`license-files` has `{pattern}`, which matches no file")
    return Licence(expression, text, tuple(sorted(found | named)))


def _of_key(table: Table) -> tuple[str | None, str | None, set[str]]:
    value = table.values.get("license")
    if value is None:
        return None, None, set()
    if isinstance(value, str):
        return _expression(table, value), None, set()
    if not isinstance(value, dict):
        table.fault("license", f"`license` must be a string, an SPDX expression, not {kind(value)}")
    elif len(value) == 1 and isinstance(value.get("text"), str):
        return None, value["text"], set()
    elif len(value) == 1 and isinstance(value.get("file"), str):
        path = value["file"]
        if _pattern_fault(path) or not _matches(table.document, path):
            table.fault("license", f"`license` names the file `{path}`, which is not in the project")
            return None, None, set()
        return None, None, {path}
    else:
        table.fault("license", "`license` as a table has either `text` or `file`; better: an SPDX expression")
    return None, None, set()


def _expression(table: Table, text: str) -> str | None:
    if text in _FREQUENT:
        return text
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return canonicalize_license_expression(text)
    except InvalidLicenseExpression as error:
        table.fault("license", f"`license` is no SPDX expression: {error}")
        return None


def _pattern_fault(pattern: str) -> str | None:
    """Return what PEP 639 forbids in a pattern."""
    if pattern.startswith("/") or "\\" in pattern or ".." in pattern.split("/"):
        return "which must be a path below this folder, with `/` between its parts"
    if not re.fullmatch(r"(?:[\w.*?/ ()+,~-]|\[[\w.!-]+\])+", pattern):
        return "which is no pattern of PEP 639: only `*`, `?`, `**` and `[...]` have a meaning"
    return None


def _matches(document: Document, pattern: str) -> set[str]:
    """Return the files that a pattern matches, relative to the project."""
    if not any(character in pattern for character in "*?["):
        return {pattern} if os.path.isfile(os.path.join(document.folder, pattern)) else set()
    if "/" not in pattern and pattern != "**":
        from fnmatch import translate

        expression = re.compile(translate(pattern))
        names = (name for name in os.listdir(document.folder or ".") if expression.match(name))
        return {name for name in names if os.path.isfile(os.path.join(document.folder, name))}
    from glob import glob

    found = glob(pattern, root_dir=document.folder or ".", recursive=True)
    return {
        path.replace(os.sep, "/") for path in found if os.path.isfile(os.path.join(document.folder, path))
    }
