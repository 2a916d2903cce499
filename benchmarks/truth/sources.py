"""The modules of a package as text and syntax tree: which imports they have, of which of its modules."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Import: TypeAlias = ast.Import | ast.ImportFrom
Edit: TypeAlias = tuple[int, int, bytes]
"""What stands between two offsets becomes other text."""


@dataclass
class Source:
    """A module whose text can be changed."""

    name: str
    file: Path
    text: bytes
    tree: ast.Module
    known: set[str]
    """The modules of the package."""
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find where the lines start."""
        self.starts = [0]
        for line in self.text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    @property
    def is_package(self) -> bool:
        """Whether it is the body of a package."""
        return self.file.stem == "__init__"

    @property
    def package(self) -> str:
        """What a relative import starts from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a position of the syntax tree."""
        return self.starts[line - 1] + column

    def span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        """Return where the text of a node starts and ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def lines(self, node: ast.stmt) -> tuple[int, int] | None:
        """Return where the lines of a statement start and end, None if it shares them with another."""
        begin, end = self.span(node)
        assert node.end_lineno is not None
        first, last = self.starts[node.lineno - 1], self.starts[node.end_lineno]
        rest = self.text[end:last].strip()
        alone = not self.text[first:begin].strip() and (not rest or rest.startswith(b"#"))
        return (first, last) if alone and self.text[:last].endswith(b"\n") else None

    def base(self, node: Import) -> str | None:
        """Return the module of the package that is imported, or imported from; None if there is none."""
        if isinstance(node, ast.Import):
            return node.names[0].name if node.names[0].name in self.known else None
        name = node.module or ""
        if node.level:
            parts = self.package.split(".")
            if node.level > len(parts):
                return None
            above = ".".join(parts[: len(parts) - node.level + 1])
            name = f"{above}.{name}" if name else above
        return name if name in self.known else None

    def targets(self, node: Import) -> list[str]:
        """Return the modules of the package that a statement names, submodules among its names included."""
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names if alias.name in self.known]
        base = self.base(node)
        if base is None:
            return []
        return [full if (full := f"{base}.{alias.name}") in self.known else base for alias in node.names]

    @cached_property
    def imports(self) -> list[Import]:
        """The import statements of its body that name modules of the package, with lines of their own."""
        return [node for node in self.tree.body if self._usable(node)]  # type: ignore[misc]

    def _usable(self, node: ast.stmt) -> bool:
        if not isinstance(node, ast.Import | ast.ImportFrom) or not self.targets(node):
            return False
        return node.names[0].name != "*" and self.lines(node) is not None

    def blocks(self) -> Iterator[tuple[str, ast.stmt, list[Import]]]:
        """Yield imports in functions and for type checkers: ``deferred`` or ``typing``, block, imports."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield "deferred", node, [one for one in node.body if self._usable(one)]  # type: ignore[misc]
            elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
                yield "typing", node, [one for one in node.body if self._usable(one)]  # type: ignore[misc]

    def top(self) -> int:
        """Return the offset after docstring and ``__future__`` imports."""
        at = 0
        for node in self.tree.body:
            future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            docstring = node is self.tree.body[0] and isinstance(node, ast.Expr)
            if not future and not docstring:
                break
            at = self.starts[node.end_lineno or 0]
        return at

    def end_of_imports(self) -> int:
        """Return the offset after the imports at its beginning."""
        at = self.top()
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                break
            if isinstance(node, ast.Import | ast.ImportFrom):
                at = max(at, self.starts[node.end_lineno or 0])
        return at


def read(modules: dict[str, Path]) -> dict[str, Source]:
    """Return the modules whose text is UTF-8 and has a syntax that this Python knows."""
    sources = {}
    known = set(modules)
    for name, file in modules.items():
        if file.suffix != ".py" or not file.is_file():
            continue
        text = file.read_bytes()
        # Columns are offsets in UTF-8; other line ends and byte order marks would move them.
        if b"\r" in text or b"\f" in text or text.startswith(b"\xef\xbb\xbf"):
            continue
        try:
            with warnings.catch_warnings(action="ignore"):
                text.decode()
                sources[name] = Source(name, file, text, ast.parse(text), known)
        except (SyntaxError, ValueError):
            continue
    return sources
