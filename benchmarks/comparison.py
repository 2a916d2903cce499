"""The lexer's records of one source text against what ``ast`` says of it."""

from __future__ import annotations

import ast
import warnings
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from reference import FIELDS_HAVE_PLACES, Call, Clause, Module, Name, Statement, read
from source_text import MisreadError, SourceText

from dovetail import scan_imports

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dovetail import ImportStatement, Scan

_CALL_FORMS = ("import_module", "__import__")


class Parsed(NamedTuple):
    """A source text and its syntax tree."""

    raw: bytes
    source: SourceText
    tree: ast.Module


def parse(raw: bytes) -> Parsed | None:
    """Return the syntax tree of a file, or ``None`` where the running Python would not import it.

    That its bytes can be decoded is asked first: ``ast.parse`` overlooks it in comments, ``import`` does not.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Parsed(raw, SourceText(raw), ast.parse(raw))
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
            return None


class Comparison(NamedTuple):
    """How many imports (calls included) were compared, and the first difference if there is one."""

    imports: int
    difference: str | None


def compare(parsed: Parsed) -> Comparison:
    """Compare all that the lexer says of a text with its syntax tree."""
    try:
        expected = read(parsed.source, parsed.tree)
    except MisreadError as error:
        return Comparison(0, f"the reference failed: {error}")
    quick, deep = scan_imports(parsed.raw), scan_imports(parsed.raw, names=True)
    difference = (
        _differs("imports", expected.imports, _statements(quick))
        or _differs("imports with names", expected.imports, _statements(deep))
        or _differs("calls", expected.calls, _calls(quick, parsed.source, parsed.tree))
        or _differs("calls with names", expected.calls, _calls(deep, parsed.source, parsed.tree))
        or _differs("docstring", [expected.docstring] * 2, [quick.docstring, deep.docstring])
        or _differs("empty", [expected.empty] * 2, [quick.empty, deep.empty])
        or _differs("faults", expected.nested_stars, [(fault.line, fault.column) for fault in deep.faults])
        or _differs("bindings", sorted(expected.bindings), sorted(deep.bindings))
        or _all_differs(expected, deep, parsed.source)
    )
    return Comparison(len(expected.imports) + len(expected.calls), difference)


def _differs(what: str, expected: Iterable[object], got: Iterable[object]) -> str | None:
    for one, other in zip_longest(expected, got):
        if one != other:
            return f"{what}\n  ast:   {one}\n  lexer: {other}"
    return None


def _statements(scan: Scan) -> list[Statement]:
    return [_statement(record) for record in scan.imports if record.form not in _CALL_FORMS]


def _statement(record: ImportStatement) -> Statement:
    return Statement(
        form=record.form,
        offset=record.offset,
        line=record.line,
        column=record.column,
        end=record.end,
        level=record.level,
        module=record.module,
        lazy=record.lazy,
        names=tuple(Name(name.name, name.asname, name.line, name.column) for name in record.names),
        blocks=_clauses(record),
    )


def _clauses(record: ImportStatement) -> tuple[Clause, ...]:
    return tuple(Clause(b.kind, b.offset, b.line, b.column, b.header, b.previous) for b in record.blocks)


def _calls(scan: Scan, source: SourceText, tree: ast.Module) -> list[Call]:
    """Return the calls in the lexer's records; without those in f-strings where ``ast`` misplaces them."""
    calls = []
    fields = (
        [] if FIELDS_HAVE_PLACES else source.spans(n for n in ast.walk(tree) if isinstance(n, ast.JoinedStr))
    )
    for record in scan.imports:
        if record.form in _CALL_FORMS and not any(start < record.offset < end for start, end in fields):
            literal = record.literal
            names = tuple(name.name for name in record.names) if literal else ()
            level, module = (record.level, record.module) if literal else (0, None)
            calls.append(
                Call(record.form, record.offset, record.end, literal, level, module, names, _clauses(record))
            )
    return calls


def _all_differs(expected: Module, scan: Scan, source: SourceText) -> str | None:
    if scan.dunder_all is None or scan.dunder_all_computed:
        found: object = None
        if rb"\N{" in source.text:
            # A character given by its name is not literal for the lexer.
            return None
    else:
        found = frozenset(scan.dunder_all)
    return _differs("__all__", [expected.dunder_all if expected.has_all else None], [found])
