"""Imports as they would go in a fresh interpreter of an environment."""

from __future__ import annotations

from dovetail import _kernel
from dovetail.environment.entry import Provenance
from dovetail.execution.compiled import compiled_names
from dovetail.modules.resolution import Found
from dovetail.modules.resolve import Resolver
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dovetail.environment.environment import Environment
    from dovetail.modules.resolution import Resolution

_MISSING, _SOURCE, _EXTENSION, _BUILT_IN, _NAMESPACE, _OPAQUE = range(6)
_KINDS = {
    Found.SOURCE: _SOURCE,
    Found.REGULAR_PACKAGE: _SOURCE,
    Found.EXTENSION: _EXTENSION,
    Found.BUILT_IN: _BUILT_IN,
    Found.NAMESPACE_PACKAGE: _NAMESPACE,
    Found.FROZEN: _SOURCE,
    Found.BYTECODE: _OPAQUE,
    Found.ALIAS: _OPAQUE,
}
_STANDARD = frozenset(
    (Provenance.STANDARD_LIBRARY, Provenance.STANDARD_LIBRARY_ZIP, Provenance.LIB_DYNLOAD)
)


class Step(NamedTuple):
    """One module whose body began to be executed."""

    module: str
    importer: str | None
    """The module whose text has the statement that caused it; None for the first import of all."""
    line: int
    """1-based; 0 where there is no such statement."""
    depth: int
    """How many bodies were being executed around it."""


class Place(NamedTuple):
    """A line of a file that a traceback shows."""

    file: str | None
    line: int
    """1-based."""


class Failure(NamedTuple):
    """The exception in which an import ends."""

    type: str | None
    """The name of its class; None if that is not known."""
    message: str
    """``str(exception)``; empty if that is not known."""
    trace: tuple[Place, ...]
    """From the place that raised it outwards, without those of importlib."""

    @property
    def file(self) -> str | None:
        """The file of the innermost place."""
        return self.trace[0].file if self.trace else None

    @property
    def line(self) -> int | None:
        """The line of the innermost place."""
        return self.trace[0].line if self.trace else None


class Unknown(NamedTuple):
    """Something on which the answer rests, and that only running the program would tell."""

    module: str
    line: int
    reason: str

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.module}:{self.line}: {self.reason}"


class Execution(NamedTuple):
    """What one import executes."""

    name: str
    steps: tuple[Step, ...]
    failure: Failure | None
    unknowns: tuple[Unknown, ...]

    @property
    def modules(self) -> tuple[str, ...]:
        """The names of the modules whose bodies began to be executed, in order."""
        return tuple(step.module for step in self.steps)


class Simulation:
    """An interpreter that is never started: it tells what imports would do in it.

    It reads each module once, when it is first executed, and keeps what came of modules that others import too.
    """

    def __init__(self, environment: Environment, roots: Iterable[str] = ()) -> None:
        """Simulate ``environment``, with the folders ``roots`` put first on its search path."""
        from dovetail.environment.entry import PathEntry

        entries = tuple(PathEntry(root, Provenance.PYTHONPATH) for root in roots)
        environment = environment._replace(search_path=(*entries, *environment.search_path))
        self.environment = environment
        self._resolver = Resolver(environment, traced=False)
        library = next(
            (entry.path for entry in environment.search_path if entry.provenance is Provenance.STANDARD_LIBRARY), ""
        )
        self._library = library
        self._tables: dict[str, str] | None = None
        self._engine = _kernel.Engine(
            self._find,
            self._find_in,
            self._compiled_names,
            environment.version[:2] + (max(environment.version[2], 0),),
            environment.platform,
            "nt" if environment.platform == "win32" else "posix",
            environment.implementation,
            sorted(environment.loaded),
            sorted(environment.built_in),
            environment.prefix or "",
            [entry.path for entry in environment.search_path],
        )

    def run(self, name: str) -> Execution:
        """Return what ``import name`` executes as the first import of a fresh interpreter."""
        return next(self.run_all((name,)))

    def run_all(self, names: Iterable[str]) -> Iterator[Execution]:
        """Return the same of each of ``names``, each in an interpreter of its own."""
        wanted = list(names)
        for name, (steps, failure, unknowns) in zip(wanted, self._engine.run(wanted), strict=True):
            yield Execution(
                name,
                tuple(Step(*step) for step in steps if self._has_file(step[0])),
                failure and Failure(failure[0], failure[1] or "", tuple(Place(*place) for place in failure[2])),
                tuple(Unknown(*unknown) for unknown in unknowns),
            )

    def _has_file(self, name: str) -> bool:
        # A module that Python has frozen begins too, but nothing is loaded from a file for it.
        return self._resolver.resolve(name).kind is not Found.FROZEN and self._find(name)[0] in (_SOURCE, _EXTENSION)

    def _find(self, name: str) -> tuple[int, str | None, list[str] | None, bool]:
        """Answer the engine."""
        if name == "__main__":
            return _OPAQUE, None, None, True
        answer = self._resolver.resolve(name)
        kind = _KINDS.get(answer.kind, _MISSING)
        path = answer.submodule_search_locations
        origin = answer.origin
        if answer.is_package:
            path = self._resolver.package_path(answer).locations
        standard = self._is_standard(answer)
        if answer.kind is Found.FROZEN or name in self.environment.loaded:
            origin = self._text_of(name) or origin
            kind = _SOURCE if origin and origin.endswith(".py") else _BUILT_IN
        return kind, origin, None if path is None else list(path), standard

    def _find_in(self, name: str, folders: list[str]) -> tuple[int, str | None, list[str] | None, bool]:
        """Answer the engine about folders that code has put on a path."""
        from dovetail.environment.entry import PathEntry

        entries = tuple(PathEntry(folder, Provenance.CODE) for folder in folders)
        resolver = Resolver(self.environment._replace(search_path=entries, loaded={}, built_in=frozenset(), frozen={}), traced=False)
        answer = resolver.resolve(name)
        path = resolver.package_path(answer).locations if answer.is_package else None
        return _KINDS.get(answer.kind, _MISSING), answer.origin, None if path is None else list(path), False

    def _is_standard(self, answer: Resolution) -> bool:
        if answer.kind in (Found.BUILT_IN, Found.FROZEN):
            return True
        return any(candidate.entry and candidate.entry.provenance in _STANDARD for candidate in answer.trace[-1:]) or (
            bool(answer.ancestors) and self._is_standard(answer.ancestors[0])
        )

    def _text_of(self, name: str) -> str | None:
        """Return the file of a module that Python has frozen, or has loaded when it starts."""
        import os

        stem = os.path.join(self._library, *name.split("."))
        return next((path for path in (f"{stem}.py", os.path.join(stem, "__init__.py")) if os.path.isfile(path)), None)

    def _compiled_names(self, name: str) -> list[str] | None:
        """Return the names of a compiled module of the standard library, where a table has it."""
        if self._tables is None:
            self._tables = compiled_names(self.environment.version[:2], self.environment.platform)
        names = self._tables.get(name)
        return names and names.split()
