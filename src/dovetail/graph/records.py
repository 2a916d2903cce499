"""Modules and imports as values."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from dovetail.graph.kind import Kind  # noqa: TC001 - the types of a record can be asked for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.diagnostic import Place


class ModuleKind(StrEnum):
    """What a module is to the import system."""

    REGULAR_PACKAGE = "regular package"
    NAMESPACE_PACKAGE = "namespace package"
    MODULE = "module"
    EXTENSION_MODULE = "extension module"
    BYTECODE_MODULE = "bytecode module"


class Module(NamedTuple):
    """A module of the project."""

    name: str
    """The dotted name, counted from its root. Names of modules in different roots may be equal."""
    path: str
    """The file (of a namespace package: the first portion), POSIX, relative to the project's base."""
    kind: ModuleKind
    root: int
    """The number of its root in `Graph.roots`."""
    has_text: bool
    """Whether there is source text that was read."""
    has_docstring: bool
    is_empty: bool
    """Whether the text holds no statement."""
    is_script: bool
    """Whether the text begins with ``#!``."""
    is_reachable: bool
    """Whether an import statement can lead to it."""
    hidden_by: int | None
    """The number of the module that is found in its place, if that is why it is not reachable."""


class Import(NamedTuple):
    """One import of one module by another, as one statement causes it."""

    importer: str
    imported: str
    """The module's name; for an external one the name as it stands in the statement."""
    kind: Kind
    runs: bool
    """Whether it is executed when the importer is imported, as far as the text tells."""
    taken: bool | None
    """For a conditional import, which way its test goes for the target, where that is known."""
    guarded: bool
    """Whether a handler catches its failure."""
    parent: bool
    """Whether it is a package that runs only because something in it is imported."""
    star: bool
    external: bool
    path: str
    """The importer's file, POSIX, relative to the project's base."""
    line: int
    """1-based line of the imported name."""
    column: int
    """0-based column in UTF-8 bytes."""
    width: int
    """Bytes of the name as written."""

    @property
    def place(self) -> Place:
        """The span of the name in the importer's file."""
        from dovetail.diagnostic import Place

        return Place(self.path, self.line, self.column, self.line, self.column + self.width)


class Missing(StrEnum):
    """Why an import cannot succeed."""

    NOT_FOUND = "not found"
    BEYOND_TOP = "beyond top"
    NO_PACKAGE = "no package"
    NO_NAME = "no name"


class Unresolved(NamedTuple):
    """An import that leads nowhere."""

    name: str
    """The absolute name that was searched; for a relative import that has none, what is written."""
    missing: Missing
    within: str
    """The deepest module on the way that exists, for `Missing.NOT_FOUND` and `Missing.NO_NAME`."""
    packages: int
    """For `Missing.BEYOND_TOP`: how many packages there are around the importer."""
    site: Import
    """Where it stands; ``imported`` is ``name``."""


class OtherName(NamedTuple):
    """An import of a module of the project by another name than its own."""

    name: str
    """The absolute name that was imported."""
    site: Import
    """Where it stands; ``imported`` is the name that the module has in the graph."""


class Root(NamedTuple):
    """A folder that modules are named from; it stands in for an entry of ``sys.path``."""

    path: str
    """POSIX, relative to the project's base; ``.`` for the base."""
    reason: str
    modules: int
    """How many files of modules belong to it."""
