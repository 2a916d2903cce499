"""Imports as they would go in a fresh interpreter of an environment."""

from __future__ import annotations

from dovetail import _kernel
from dovetail.environment.distribution import entry_points
from dovetail.environment.entry import Provenance
from dovetail.execution.compiled import compiled_imports, compiled_names
from dovetail.modules.resolution import Found
from dovetail.modules.resolve import Resolver
from dovetail.named_tuple import NamedTuple
from dovetail.printable import encodable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dovetail.environment.environment import Environment
    from dovetail.modules.resolution import Resolution

    _Installed = tuple[str, str, list[tuple[str, str, str]]]
    _Answer = tuple[int, str | None, list[str] | None, bool]
    _RawPlace = tuple[str | None, int, str, bool]
    _RawFailure = tuple[str | None, str | None, list[_RawPlace], tuple[str, str] | None, bool, bool]

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
_STANDARD = frozenset((Provenance.STANDARD_LIBRARY, Provenance.STANDARD_LIBRARY_ZIP, Provenance.LIB_DYNLOAD))


class Step(NamedTuple):
    """One module whose body began to be executed."""

    module: str
    importer: str | None
    """The module whose text has the statement that caused it; None for the first import of all."""
    line: int
    """1-based; 0 where there is no such statement."""
    depth: int
    """How many bodies were being executed around it."""
    cost: int
    """Statements and calls that its own body took."""


class Place(NamedTuple):
    """A line of a file that a traceback shows."""

    file: str | None
    line: int
    """1-based."""
    module: str = ""
    """The module in whose text it lies."""
    in_function: bool = False
    """Whether it lies in a function, and not at the top level or in a class."""


class Waiting(NamedTuple):
    """What was not there because the body of a module had not come to it yet."""

    module: str
    """The unfinished module."""
    name: str
    """The name that it had not bound; empty where the module itself was wanted from its parent."""


class Failure(NamedTuple):
    """The exception in which an import ends."""

    type: str | None
    """The name of its class; None if that is not known."""
    message: str
    """``str(exception)``; empty if that is not known."""
    trace: tuple[Place, ...]
    """From the place that raised it outwards, without those of importlib."""
    waiting: Waiting | None = None
    """What it lacked because a module was unfinished, where that is why."""
    deliberate: bool = False
    """Whether a ``raise`` statement of the program made it."""
    doubtful: bool = False
    """Whether it came out of a function that perhaps had returned before, by an unknown condition."""

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

    It reads each module once, when it is first executed, and keeps what came of modules that others import
    too.
    """

    def __init__(  # noqa: PLR0913 - what may stand in for files and installations
        self,
        environment: Environment,
        roots: Iterable[str] = (),
        *,
        scripts: Iterable[str] = (),
        texts: Mapping[str, str] | None = None,
        supposed: Callable[[str], bool] | None = None,
        other_library: bool = False,
    ) -> None:
        """Simulate ``environment``, with the folders ``roots`` put first on its search path.

        ``scripts`` are folders that are searched last. ``texts`` stand in for those of the files whose paths
        they have. ``supposed`` says of a name that is not found whether it is to be taken for a module of
        which nothing is known. ``other_library`` tells that the standard library is that of another version.
        """
        from dovetail.environment.entry import PathEntry

        first = tuple(PathEntry(root, Provenance.PYTHONPATH) for root in roots)
        last = tuple(PathEntry(folder, Provenance.SCRIPT) for folder in scripts)
        environment = environment._replace(search_path=(*first, *environment.search_path, *last))
        self.environment = environment
        self._supposed = supposed
        self._answers: dict[str, _Answer] = {}
        self._frozen: set[str] = set()
        self._resolver = Resolver(environment, traced=False)
        library = next(
            (
                entry.path
                for entry in environment.search_path
                if entry.provenance is Provenance.STANDARD_LIBRARY
            ),
            "",
        )
        self._library = library
        self._tables: dict[str, str] | None = None
        self._imports: dict[str, str] | None = None
        self._engine = _kernel.Engine(
            self._find,
            self._find_in,
            self._compiled_names,
            self._compiled_imports,
            self._distributions,
            (*environment.version[:2], max(environment.version[2], 0)),
            environment.platform,
            "nt" if environment.platform == "win32" else "posix",
            environment.implementation,
            sorted(environment.loaded),
            sorted(environment.built_in),
            environment.prefix or "",
            [encodable(entry.path) for entry in environment.search_path],
        )
        if other_library:
            self._engine.open_library()
        for path, text in (texts or {}).items():
            self._engine.replace_text(path, text)

    def run(self, name: str) -> Execution:
        """Return what ``import name`` executes as the first import of a fresh interpreter."""
        return next(self.run_all((name,)))

    def run_all(self, names: Iterable[str]) -> Iterator[Execution]:
        """Return the same of each of ``names``, each in an interpreter of its own."""
        wanted = list(names)
        for name, (steps, failure, unknowns) in zip(wanted, self._engine.run(wanted), strict=True):
            yield Execution(
                name,
                # A module that Python has frozen begins too, but nothing is loaded from a file for it.
                tuple(Step(*step) for step in steps if step[0] not in self._frozen),
                _failure(failure),
                tuple(Unknown(*unknown) for unknown in unknowns),
            )

    def outcomes(self, names: Iterable[str]) -> list[Failure | None]:
        """Return how the import of each of ``names`` ends, each in an interpreter of its own."""
        return [_failure(failure) for failure in self._engine.outcomes(list(names))]

    def binding_line(self, module: str, name: str) -> int | None:
        """Return the line of the first statement at the top level of ``module`` that binds ``name``."""
        return self._engine.binding_line(module, name)

    def replace(self, texts: Mapping[str, str | None]) -> None:
        """Read these texts in place of files, by their paths, from now on; without a text, the file again."""
        for path, text in texts.items():
            self._engine.replace_text(path, text)

    def origin(self, name: str) -> str | None:
        """Return the file that ``import name`` finds, None where it has none."""
        return self._find(name)[1]

    def resolves(self, name: str) -> bool:
        """Return whether there is anything that ``import name`` finds, apart from what is supposed."""
        return self._search(name)[0] != _MISSING

    def _find(self, name: str) -> _Answer:
        """Answer the engine."""
        found = self._answers.get(name)
        if found is None:
            found = self._search(name)
            if found[0] == _MISSING and self._supposed is not None and self._supposed(name):
                found = (_OPAQUE, None, [], False)
            self._answers[name] = found
        return found

    def _search(self, name: str) -> _Answer:
        if name == "__main__":
            return _OPAQUE, None, None, True
        answer = self._resolver.resolve(name)
        if answer.kind is Found.FROZEN:
            self._frozen.add(name)
        kind = _kind(answer)
        path = answer.submodule_search_locations
        origin = answer.origin
        if answer.is_package:
            path = self._resolver.package_path(answer).locations
        standard = self._is_standard(answer)
        if answer.kind is Found.FROZEN or name in self.environment.loaded:
            text = self._text_of(name)
            # What is loaded when Python starts has no entry of the path, and is not always of the library.
            standard = standard or (text is not None and origin == text)
            origin = text or origin
            kind = _SOURCE if origin and origin.endswith(".py") else _BUILT_IN
        return kind, origin, None if path is None else list(path), standard

    def _find_in(self, name: str, folders: list[str]) -> _Answer:
        """Answer the engine about folders that code has put on a path."""
        from dovetail.environment.entry import PathEntry

        entries = tuple(PathEntry(folder, Provenance.CODE) for folder in folders)
        resolver = Resolver(
            self.environment._replace(search_path=entries, loaded={}, built_in=frozenset(), frozen={}),
            traced=False,
        )
        answer = resolver.resolve(name)
        path = resolver.package_path(answer).locations if answer.is_package else None
        return _kind(answer), answer.origin, None if path is None else list(path), False

    def _is_standard(self, answer: Resolution) -> bool:
        if answer.kind in (Found.BUILT_IN, Found.FROZEN):
            return True
        return any(
            candidate.entry and candidate.entry.provenance in _STANDARD for candidate in answer.trace[-1:]
        ) or (bool(answer.ancestors) and self._is_standard(answer.ancestors[0]))

    def _text_of(self, name: str) -> str | None:
        """Return the file of a module that Python has frozen, or has loaded when it starts."""
        import os

        stem = os.path.join(self._library, *name.split("."))
        return next(
            (path for path in (f"{stem}.py", os.path.join(stem, "__init__.py")) if os.path.isfile(path)), None
        )

    def _compiled_names(self, name: str) -> list[str] | None:
        """Return the names of a compiled module of the standard library, where a table has it."""
        if self._tables is None:
            self._tables = compiled_names(self.environment.version[:2], self.environment.platform)
        names = self._tables.get(name)
        return None if names is None else names.split()

    def _compiled_imports(self, name: str) -> list[str] | None:
        """Return the modules that a compiled module imports while it initialises, where a table has it."""
        if self._imports is None:
            self._imports = compiled_imports(self.environment.version[:2])
        names = self._imports.get(name)
        return None if names is None else names.split()

    def _distributions(self) -> tuple[list[_Installed], bool]:
        """Answer the engine: name, version and entry points of what is installed, and whether that is all."""
        from dovetail.environment.installed import Installed

        found = []
        for each in Installed(self.environment).distributions:
            points = [
                (encodable(group), encodable(name), encodable(to)) for group, name, to in entry_points(each)
            ]
            found.append((encodable(each.name), encodable(each.version), points))
        return found, self._supposed is None


def _kind(answer: Resolution) -> int:
    """Return how the engine numbers what was found; the `__init__` of a package may be compiled."""
    if answer.kind is Found.REGULAR_PACKAGE and answer.origin and not answer.origin.endswith((".py", ".pyw")):
        return _EXTENSION if answer.origin.endswith((".so", ".pyd")) else _OPAQUE
    return _KINDS.get(answer.kind, _MISSING)


def _failure(raw: _RawFailure | None) -> Failure | None:
    if raw is None:
        return None
    class_, message, trace, waiting, deliberate, doubtful = raw
    places = tuple([Place(*place) for place in trace])
    return Failure(class_, message or "", places, waiting and Waiting(*waiting), deliberate, doubtful)
