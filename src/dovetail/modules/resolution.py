"""What ``import NAME`` finds, and how the search went: data."""

from __future__ import annotations

from dovetail.environment.entry import PathEntry  # noqa: TC001 - the types of a record can be asked for
from dovetail.named_tuple import NamedTuple
from dovetail.str_enum import StrEnum


class Found(StrEnum):
    """What a name leads to."""

    BUILT_IN = "built-in"
    FROZEN = "frozen"
    SOURCE = "source"
    BYTECODE = "bytecode"
    EXTENSION = "extension"
    REGULAR_PACKAGE = "regular package"
    NAMESPACE_PACKAGE = "namespace package"
    ALIAS = "alias"
    STUB_ONLY = "stub only"
    """Not found: type checkers know a stub of that name, and there is no module."""
    NOT_FOUND = "not found"


class Confidence(StrEnum):
    """How certain an answer is."""

    EXACT = "exact"
    """It follows from what was read."""
    ASSUMED = "assumed"
    """It rests on a table instead of the interpreter, or on what a module is not expected to do."""
    UNKNOWN = "unknown"
    """Code decides that runs when Python starts or when a parent is imported."""


class Outcome(StrEnum):
    """What became of a candidate."""

    FOUND = "found"
    PORTION = "portion of a namespace package"
    PASSED_OVER = "passed over"
    RAISES = "the import raises"


class Candidate(NamedTuple):
    """One place that was looked at."""

    finder: str
    """``sys.modules``, ``built-in``, ``frozen``, ``path`` or ``start-up code``."""
    entry: PathEntry | None
    """Of the search path; None outside it. Within a package it stands for a part of its ``__path__``."""
    path: str | None
    """The file or folder."""
    outcome: Outcome
    reason: str = ""
    """Why it lost, or what it is."""
    kind: Found | None = None
    """What it is, if it could be imported; or that it is a stub, or an extension module of another build."""
    locations: tuple[str, ...] | None = None
    """Where submodules are searched, if it is a package."""


class Resolution(NamedTuple):
    """What an absolute name leads to in an environment."""

    name: str
    kind: Found
    origin: str | None
    """The file, ``built-in`` or ``frozen``; None for a namespace package and for what is not found."""
    submodule_search_locations: tuple[str, ...] | None
    """Those of the spec: the ``__path__`` before the body of the package runs; None for what is no package.

    `Resolver.package_path` says what the body makes of it.
    """
    ancestors: tuple[Resolution, ...]
    """The packages around it, outermost first: their bodies run before."""
    trace: tuple[Candidate, ...]
    """Everything that was looked at, in order, up to what was found."""
    next: Candidate | None
    """What would have been found if this were not there."""
    confidence: Confidence
    reason: str
    """Why it is not found, or why the answer is not certain."""
    alias_of: str | None = None
    """For `Found.ALIAS`, the name of the module that is returned."""

    @property
    def found(self) -> bool:
        """Whether there is such a module."""
        return self.kind not in (Found.NOT_FOUND, Found.STUB_ONLY)

    @property
    def around(self) -> Resolution | None:
        """The innermost package around it that is there: how far the search got, if it is not found."""
        return next((each for each in reversed(self.ancestors) if each.found), None)

    @property
    def is_package(self) -> bool:
        """Whether the spec is that of a package; a plain module may still make itself one."""
        return self.submodule_search_locations is not None
