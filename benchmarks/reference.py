"""What ``ast`` says of one source text, in the terms of the lexer's records."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reference_calls import CALLEES, Callees, arguments
from reference_names import DunderAll, ModuleNames

if TYPE_CHECKING:
    from source_text import SourceText

# Before Python 3.12 the places of what stands in an f-string are wrong.
FIELDS_HAVE_PLACES = sys.version_info >= (3, 12)
_TRY: tuple[type[ast.stmt], ...] = (ast.Try, ast.TryStar)
_Loop: TypeAlias = ast.For | ast.AsyncFor | ast.While
_Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Clause(NamedTuple):
    """A clause around an import: its keyword, where its header begins, and the clause before it."""

    kind: str
    offset: int
    line: int
    column: int
    header: int
    previous: int | None


class Name(NamedTuple):
    """One imported name."""

    name: str
    asname: str | None
    line: int
    column: int


class Statement(NamedTuple):
    """One import statement and the chain of clauses around it, outermost first."""

    form: str
    offset: int
    line: int
    column: int
    end: int
    level: int
    module: str | None
    lazy: bool
    names: tuple[Name, ...]
    blocks: tuple[Clause, ...]


class Call(NamedTuple):
    """One call of ``importlib.import_module`` or ``__import__``, under whatever name.

    ``end`` is where its callee ends. ``literal`` says that all is known that it imports; only then are
    ``level``, ``module`` and ``names`` (the ``fromlist`` of ``__import__``) of worth.
    """

    form: str
    offset: int
    end: int
    literal: bool
    level: int
    module: str | None
    names: tuple[str, ...]
    blocks: tuple[Clause, ...]


class Module(NamedTuple):
    """All that is compared of one source text."""

    imports: list[Statement]
    calls: list[Call]
    nested_stars: list[tuple[int, int]]
    docstring: bool
    empty: bool
    bindings: list[str]
    has_all: bool
    dunder_all: DunderAll


def read(source: SourceText, tree: ast.Module) -> Module:
    """Return what ``tree``, the syntax tree of ``source``, says."""
    reader = _Reader(source, tree)
    reader.body(tree.body, ())
    return Module(
        imports=reader.imports,
        calls=sorted(reader.calls, key=lambda call: call.end),
        nested_stars=reader.nested_stars,
        docstring=ast.get_docstring(tree, clean=False) is not None,
        empty=not tree.body,
        bindings=reader.names.bound(),
        has_all=reader.names.has_all,
        dunder_all=reader.names.dunder_all,
    )


class _Reader:
    """Walks the statements of a module and remembers the clauses around them."""

    def __init__(self, source: SourceText, tree: ast.Module) -> None:
        self.source = source
        self.imports: list[Statement] = []
        self.calls: list[Call] = []
        self.nested_stars: list[tuple[int, int]] = []
        self.names = ModuleNames(source)
        self.callees = Callees(tree)
        self._has_calls = any(name in source.text for name in CALLEES)
        self._scopes = 0

    def body(self, body: list[ast.stmt], chain: tuple[Clause, ...]) -> None:
        """Read the statements of one clause."""
        for node in body:
            self._read_header(node, chain)
            self._statement(node, chain)

    def _read_header(self, node: ast.stmt, chain: tuple[Clause, ...]) -> None:
        """Read what a statement does itself, without those within it."""
        if not self._scopes:
            self.names.read(node)
        if self._has_calls:
            self._find_calls(node, chain)

    def _statement(self, node: ast.stmt, chain: tuple[Clause, ...]) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                self._import(node, chain)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._definition(node, chain)
            case ast.If():
                self._if(node, chain)
            case ast.Try() | ast.TryStar():
                self._try(node, chain)
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(node, chain)
            case ast.With() | ast.AsyncWith():
                self._with(node, chain)
            case ast.Match():
                self._match(node, chain)

    def _import(self, node: ast.Import | ast.ImportFrom, chain: tuple[Clause, ...]) -> None:
        plain = isinstance(node, ast.Import)
        statement = Statement(
            form="import" if plain else "from",
            offset=self._start(node),
            line=node.lineno,
            column=node.col_offset,
            end=self._end(node),
            level=0 if isinstance(node, ast.Import) else node.level,
            module=None if isinstance(node, ast.Import) else node.module,
            lazy=bool(getattr(node, "is_lazy", False)),
            names=tuple(Name(a.name, a.asname, a.lineno, a.col_offset) for a in node.names),
            blocks=chain,
        )
        self.imports.append(statement)
        if self._scopes and not plain and node.names[0].name == "*":
            self.nested_stars.append((node.lineno, node.col_offset))

    def _definition(self, node: _Definition, chain: tuple[Clause, ...]) -> None:
        start = self._start(node)
        match node:
            case ast.FunctionDef():
                clause = self._clause("function", start, b"def")
            case ast.AsyncFunctionDef():
                clause = self._clause("async function", start, b"async", b"def")
            case _:
                clause = self._clause("class", start, b"class")
        self._scopes += 1
        self.body(node.body, (*chain, clause))
        self._scopes -= 1

    def _if(self, node: ast.If, chain: tuple[Clause, ...]) -> None:
        clause = self._clause("if", self._start(node), b"if")
        self.body(node.body, (*chain, clause))
        # A loop, not a recursion: chains of `elif` grow long.
        while len(node.orelse) == 1 and isinstance(inner := node.orelse[0], ast.If) and self._is_elif(inner):
            clause = self._clause("elif", self._start(inner), b"elif", previous=clause)
            self._read_header(inner, chain)
            self.body(inner.body, (*chain, clause))
            node = inner
        self._else(node.body, node.orelse, clause, chain)

    def _is_elif(self, node: ast.If) -> bool:
        return self.source.text.startswith(b"elif", self._start(node))

    def _try(self, node: ast.Try | ast.TryStar, chain: tuple[Clause, ...]) -> None:
        star = isinstance(node, ast.TryStar)
        kind, words = ("except*", (b"except", b"*")) if star else ("except", (b"except",))
        clause = self._clause("try", self._start(node), b"try")
        self.body(node.body, (*chain, clause))
        body = node.body
        for handler in node.handlers:
            clause = self._clause(kind, self._start(handler), *words, previous=clause)
            self.body(handler.body, (*chain, clause))
            body = handler.body
        clause = self._else(body, node.orelse, clause, chain)
        self._else(node.orelse or body, node.finalbody, clause, chain, "finally")

    def _loop(self, node: _Loop, chain: tuple[Clause, ...]) -> None:
        start = self._start(node)
        match node:
            case ast.For():
                clause = self._clause("for", start, b"for")
            case ast.AsyncFor():
                clause = self._clause("for", start, b"async", b"for")
            case _:
                clause = self._clause("while", start, b"while")
        self.body(node.body, (*chain, clause))
        self._else(node.body, node.orelse, clause, chain)

    def _with(self, node: ast.With | ast.AsyncWith, chain: tuple[Clause, ...]) -> None:
        words = (b"async", b"with") if isinstance(node, ast.AsyncWith) else (b"with",)
        self.body(node.body, (*chain, self._clause("with", self._start(node), *words)))

    def _else(
        self,
        before: list[ast.stmt],
        body: list[ast.stmt],
        previous: Clause,
        chain: tuple[Clause, ...],
        kind: str = "else",
    ) -> Clause:
        """Read an ``else`` or ``finally`` if there is one; return the last clause of the statement so far.

        ``ast`` has no node for these clauses: their keyword is the first thing behind the body ``before``.
        """
        if not body:
            return previous
        word = kind.encode()
        start = self.source.keyword_after(self._end(before[-1]), word)
        clause = self._clause(kind, start, word, previous=previous)
        self.body(body, (*chain, clause))
        return clause

    def _match(self, node: ast.Match, chain: tuple[Clause, ...]) -> None:
        inner = (*chain, self._clause("match", self._start(node), b"match"))
        at, header, previous = self._end(node.subject), True, None
        for case in node.cases:
            start = self.source.keyword_after(at, b"case", header=header)
            previous = self._clause("case", start, b"case", previous=previous)
            if self._has_calls:
                self._find_calls(case, inner)
            self.body(case.body, (*inner, previous))
            at, header = self._end(case.body[-1]), False

    def _clause(self, kind: str, offset: int, *words: bytes, previous: Clause | None = None) -> Clause:
        line, column = self.source.position(offset)
        header = self.source.after_words(offset, *words)
        return Clause(kind, offset, line, column, header, previous.offset if previous else None)

    def _find_calls(self, node: ast.AST, chain: tuple[Clause, ...]) -> None:
        """Find the calls in what ``node`` evaluates itself: not in the statements and cases within it.

        Only the outermost lambda around a call counts as a clause.
        """
        pending: list[tuple[ast.AST, Clause | None]] = [
            (child.type, None) if isinstance(child, ast.ExceptHandler) and child.type else (child, None)
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.stmt | ast.match_case)
        ]
        while pending:
            inner, clause = pending.pop()
            if isinstance(inner, ast.stmt) or (isinstance(inner, ast.JoinedStr) and not FIELDS_HAVE_PLACES):
                continue
            if isinstance(inner, ast.Lambda) and clause is None:
                pending.append((inner.args, None))
                pending.append((inner.body, self._clause("lambda", self._start(inner), b"lambda")))
                continue
            if isinstance(inner, ast.Call) and (form := self.callees.form(inner.func)):
                offset, end = self._start(inner.func), self._end(inner.func)
                if self.source.text.startswith(b"(", self.source.after_blank(end)):
                    read = arguments(form, inner, self.source.text[offset : self._end(inner)])
                    self.calls.append(Call(form, offset, end, *read, (*chain, clause) if clause else chain))
            pending.extend((child, clause) for child in ast.iter_child_nodes(inner))

    def _start(self, node: ast.stmt | ast.expr | ast.ExceptHandler) -> int:
        return self.source.offset(node.lineno, node.col_offset)

    def _end(self, node: ast.stmt | ast.expr) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.source.offset(node.end_lineno, node.end_col_offset)
