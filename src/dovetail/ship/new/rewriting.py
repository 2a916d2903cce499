"""Imports of modules by bare names, rewritten for modules that have come to lie in a package."""

from __future__ import annotations

import codecs
import re
import tokenize
from io import BytesIO
from typing import NamedTuple

from dovetail.source.scan import scan_imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dovetail._kernel import ImportStatement


class _Edit(NamedTuple):
    start: int
    end: int
    """Bytes of the decoded text, as the kernel counts."""
    text: str


def rewritten(data: bytes, renamed: Mapping[str, str]) -> tuple[bytes, list[tuple[int, str]]]:
    """Return the text of a module whose imports of ``renamed`` modules use their new names.

    The names that the statements bind stay the same: ``import b`` becomes ``from package import b``. What
    cannot be rewritten (``import b.c``; a name that is given to ``__import__``) is returned beside it, with
    its 1-based line and why.
    """
    bom = data.startswith(codecs.BOM_UTF8)
    encoding = _encoding(data)
    text = data.decode(encoding)
    source = text.encode()
    edits: list[_Edit] = []
    left: list[tuple[int, str]] = []
    for statement in scan_imports(data, names=True).imports:
        if statement.level == 0:
            edit = _edit(statement, source, renamed, left)
            if edit is not None:
                edits.append(edit)
    for edit in reversed(edits):
        source = source[: edit.start] + edit.text.encode() + source[edit.end :]
    result = source.decode().encode(encoding)
    return (codecs.BOM_UTF8 + result if bom and encoding == "utf-8" else result), left


def _encoding(data: bytes) -> str:
    name, _ = tokenize.detect_encoding(BytesIO(data).readline)
    return name


def _edit(
    statement: ImportStatement, source: bytes, renamed: Mapping[str, str], left: list[tuple[int, str]]
) -> _Edit | None:
    written = source[statement.offset : statement.end]
    module = statement.module or ""
    match statement.form:
        case "from" if module in renamed:
            return _named(statement, written, module, renamed)
        case "import" if any(alias.name.partition(".")[0] in renamed for alias in statement.names):
            return _Edit(statement.offset, statement.end, _imports(statement, renamed, left))
        case "import_module" if statement.literal and module in renamed:
            return _literal(statement, source, module, renamed, left)
        case "__import__" if statement.literal and module in renamed:
            left.append((statement.line, f"`__import__` returns `{module}` only by its old name"))
    return None


def _named(
    statement: ImportStatement, written: bytes, module: str, renamed: Mapping[str, str]
) -> _Edit | None:
    """Replace the name after ``from``, and leave parentheses and comments as they are."""
    match = re.match(rb"(?:lazy\s+)?from(?:[ \t\f]|\\\r?\n)+", written)
    if match is None:  # the kernel has read a `from` there
        return None
    start = statement.offset + match.end()
    return _Edit(start, start + len(module.encode()), renamed[module])


def _imports(statement: ImportStatement, renamed: Mapping[str, str], left: list[tuple[int, str]]) -> str:
    """Return the statements that stand for ``import a, b as c``, in the same order, on one line."""
    word = "lazy " if statement.lazy else ""
    parts: list[str] = []
    for alias in statement.names:
        new = renamed.get(alias.name)
        if new is None:
            if alias.name.partition(".")[0] in renamed:
                left.append((alias.line, f"`{alias.name.partition('.')[0]}` is no package"))
            parts.append(f"{word}import {alias.name}" + (f" as {alias.asname}" if alias.asname else ""))
            continue
        package, _, last = new.rpartition(".")
        bound = alias.asname or alias.name
        if not package:  # the package itself, which has the old name
            parts.append(f"{word}import {last}" + (f" as {alias.asname}" if bound != last else ""))
        else:
            parts.append(f"{word}from {package} import {last}" + (f" as {bound}" if bound != last else ""))
    return "; ".join(parts)


def _literal(
    statement: ImportStatement,
    source: bytes,
    module: str,
    renamed: Mapping[str, str],
    left: list[tuple[int, str]],
) -> _Edit | None:
    """Replace the literal that a call of ``import_module`` is given."""
    written = rb"\s*\(\s*(?:name\s*=\s*)?(['\"])" + re.escape(module.encode()) + rb"\1"
    match = re.compile(written).match(source, statement.end)
    if match is None:
        left.append((statement.line, f"a call imports `{module}` by its old name"))
        return None
    return _Edit(match.end(1), match.end() - 1, renamed[module])
