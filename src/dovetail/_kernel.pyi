"""The kernel, as Python sees it.

Paths are POSIX and relative to the base; lines are 1-based, columns 0-based UTF-8 bytes, offsets bytes of the
decoded text.
"""

from collections.abc import Callable
from typing import TypeAlias, final

__all__ = [
    "Alias",
    "Block",
    "Engine",
    "Fault",
    "ImportStatement",
    "ImportTable",
    "Scan",
    "Tree",
    "compile_fault",
    "keep_heap",
    "kinds",
    "link_tree",
    "read_tree",
    "scan",
]

_Found: TypeAlias = tuple[int, str | None, list[str] | None, bool]
_Failure: TypeAlias = tuple[
    str | None,
    str | None,
    list[tuple[str | None, int, str, bool]],
    tuple[str, str] | None,
    bool,
    bool,
]
_Execution: TypeAlias = tuple[
    list[tuple[str, str | None, int, int, int]], _Failure | None, list[tuple[str, int, str]]
]
_Edge: TypeAlias = tuple[int, int, int, int, bool | None, int, int, int]

@final
class Alias:
    """One imported name: ``name`` or ``name as asname``."""

    name: str
    asname: str | None
    offset: int
    line: int
    column: int

@final
class Block:
    """One clause of a compound statement around an import.

    ``kind`` is its keyword (``function`` and ``async function`` for ``def``), ``header`` the offset just
    after it, ``previous`` the offset of the clause before it in the same statement.
    """

    kind: str
    offset: int
    line: int
    column: int
    header: int
    previous: int | None

@final
class ImportStatement:
    """One import statement, or one call that imports by name.

    ``form`` is ``import``, ``from``, ``import_module`` or ``__import__``. ``module`` is the dotted name after
    ``from`` or the literal of a call; ``literal`` is false where a call computes its name. ``kind``,
    ``runs``, ``taken`` and ``guarded`` say when it runs for the target (see ``dovetail.Kind``). ``blocks``
    are the clauses around it, outermost first.
    """

    form: str
    offset: int
    end: int
    line: int
    column: int
    level: int
    module: str | None
    names: list[Alias]
    lazy: bool
    literal: bool
    kind: str
    runs: bool
    taken: bool | None
    guarded: bool
    blocks: list[Block]

@final
class Engine:
    """A simulation of an interpreter, and what it has read so far."""

    def __new__(
        cls,
        find: Callable[[str], _Found],
        find_in: Callable[[str, list[str]], _Found],
        compiled: Callable[[str], list[str] | None],
        imported: Callable[[str], list[str] | None],
        distributions: Callable[[], tuple[list[tuple[str, str, list[tuple[str, str, str]]]], bool]],
        version: tuple[int, int, int],
        platform: str,
        system: str,
        implementation: str,
        startup: list[str],
        builtin: list[str],
        prefix: str,
        path: list[str],
    ) -> Engine:
        """Simulate an interpreter that finds modules by these functions."""

    def run(self, names: list[str]) -> list[_Execution]:
        """Simulate each of the imports as the first one of a fresh interpreter."""

    def outcomes(self, names: list[str]) -> list[_Failure | None]:
        """Do the same where only how each ends is wanted."""

    def open_library(self) -> None:
        """Take the texts of the standard library for those of another version."""

    def binding_line(self, module: str, name: str) -> int | None:
        """Return the line of the first statement at the top level of ``module`` that binds ``name``."""

    def replace_text(self, path: str, text: str | None) -> None:
        """Read ``text`` in place of a file from now on, or the file again without one."""

@final
class Fault:
    """Something that CPython would refuse to compile."""

    message: str
    offset: int
    line: int
    column: int

@final
class Scan:
    """What one pass over a source text found.

    ``bindings`` and ``dunder_all`` are there only if names were asked for; ``dunder_all_computed`` says that
    ``__all__`` is not wholly literal. ``empty`` means that there is no statement at all.
    """

    imports: list[ImportStatement]
    bindings: list[str]
    dunder_all: list[str] | None
    dunder_all_computed: bool
    docstring: bool
    empty: bool
    faults: list[Fault]

@final
class Tree:
    """The files of a project, read and not yet linked."""

    def members(self) -> list[str]: ...
    def skipped(self) -> list[tuple[str, bool, str]]: ...
    def unread(self) -> list[tuple[str, str, int, int, bool]]: ...
    def totals(self) -> tuple[int, int, int]: ...
    def marked(self) -> list[str]: ...
    def stubs(self) -> list[str]: ...
    def bare_folders(self) -> list[str]: ...

@final
class ImportTable:
    """Modules and imports by number.

    ``kinds`` is a set of kinds, one bit for each, in the order of ``kinds()``.
    """

    @property
    def roots(self) -> list[tuple[str, str, int]]: ...
    def __len__(self) -> int: ...
    def modules(self) -> list[tuple[str, str, str, int, int, int | None]]: ...
    def externals(self) -> list[str]: ...
    def find(self, name: str) -> int | None: ...
    def edges(
        self,
        importer: int | None,
        kinds: int,
        runs: bool,
        *,
        star_only: bool = False,
        external: bool = True,
    ) -> list[_Edge]: ...
    def unresolved(self) -> list[tuple[str, str, int, _Edge]]: ...
    def other_names(self) -> list[tuple[str, _Edge]]: ...
    def computed(self) -> list[tuple[int, int, int]]: ...
    def successors(self, module: int, kinds: int, runs: bool) -> list[int]: ...
    def predecessors(self, module: int, kinds: int, runs: bool) -> list[int]: ...
    def reachable(self, module: int, kinds: int, runs: bool, backwards: bool) -> list[int]: ...
    def shortest_chains(
        self, importer: int, imported: int, kinds: int, runs: bool, limit: int
    ) -> list[list[int]]: ...
    def components(self, kinds: int, runs: bool) -> list[list[int]]: ...
    def shortest_cycles(self, kinds: int, runs: bool) -> list[tuple[list[int], list[int]]]: ...
    def elementary_cycles(self, kinds: int, runs: bool, limit: int) -> list[list[int]]: ...
    def loaded_by(self, module: int) -> list[int]: ...
    def modules_json(self, first: int, last: int, kinds: int, external: bool) -> bytes: ...
    def roots_json(self) -> bytes: ...
    def stubs_json(self) -> bytes: ...
    def skipped_json(self) -> bytes: ...

def scan(
    source: bytes, *, names: bool = False, version: tuple[int, int] | None = None, platform: str | None = None
) -> Scan: ...
def compile_fault(source: bytes, version: tuple[int, int]) -> tuple[str, int] | None:
    """Return what a version of Python refuses to compile of a text: the message and the 1-based line."""

def read_tree(
    base: str,
    *,
    version: tuple[int, int],
    platform: str,
    exclude: list[str],
    exclude_from: str | None,
    gitignore: bool,
    threads: int,
    deep: bool,
    marks: bool,
    only: str | None,
) -> Tree: ...
def link_tree(
    tree: Tree, *, roots: list[str], standard: list[str], builtin: list[str], names: bool
) -> ImportTable: ...
def kinds() -> list[str]: ...
def keep_heap() -> None: ...
