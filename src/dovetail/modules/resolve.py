"""What ``import NAME`` finds: chapter 5 of the language reference, "The import system", without importing.

``sys.modules``, then the finders of ``sys.meta_path``: built-in modules, frozen modules, the path.
"""

from __future__ import annotations

import os

from dovetail.environment.entry import STANDARD_LIBRARY, PathEntry, Provenance
from dovetail.modules.certainty import certainty
from dovetail.modules.path_search import PathSearch
from dovetail.modules.relative import absolute_name
from dovetail.modules.resolution import Candidate, Confidence, Found, Outcome, Resolution

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.environment.entry import LoadedModule
    from dovetail.environment.environment import Environment
    from dovetail.modules.hook_finders import HookFinders

_OUTSIDE = PathEntry("", Provenance.STANDARD_LIBRARY)
"""Stands for the entry of a package that no entry led to, as a frozen one."""
_ALIASES = frozenset(("__phello_alias__",))
"""Frozen packages whose text is that of a module: they have an empty ``__path__``."""
_STDLIB_FOLDER = (3, 11)
"""bpo-45020: frozen packages know the folder of their text (``sys._stdlib_dir``)."""


def resolve(name: str, environment: Environment, importer: str | None = None) -> Resolution:
    """Return what ``name`` leads to in ``environment``; it never raises, whatever the name.

    Leading dots are those of a relative import by the module ``importer``. To resolve many names, make one
    `Resolver`: it reads each folder once.
    """
    return Resolver(environment).resolve(name, importer)


class Resolver:
    """Resolves names in one environment, and remembers what it read of folders and archives."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._search = PathSearch(environment)
        self._hooks: HookFinders | None = None
        if any(code.finder is not None for code in environment.start_up_code):
            from dovetail.modules.hook_finders import HookFinders

            self._hooks = HookFinders(environment, self._search)
        self._known: dict[str, Resolution] = {}

    def resolve(self, name: str, importer: str | None = None) -> Resolution:
        """Return what ``name`` leads to; see `resolve`."""
        if name.startswith("."):
            package = None
            if importer is not None:
                package = importer if self.resolve(importer).is_package else importer.rpartition(".")[0]
            absolute, fault = absolute_name(name, package)
            if absolute is None:
                return _missing(name, (), (), fault, Confidence.EXACT)
            name = absolute
        if not name:
            return _missing(name, (), (), "an empty name is a ValueError", Confidence.EXACT)
        if name == "__main__":
            return _missing(name, (), (), "is the module that Python is started with", Confidence.UNKNOWN)
        parts = name.split(".")
        start = self._longest_loaded(parts)
        ancestors: list[Resolution] = []
        for end in range(len(parts)):
            full = ".".join(parts[: end + 1])
            if end <= start and full in self.environment.loaded:
                answer = self._loaded(self.environment.loaded[full], ancestors)
            else:
                answer = self._one(full, tuple(ancestors))
            if end == len(parts) - 1:
                break
            if end >= start and not answer.is_package:
                return self._below(name, answer, ancestors)
            ancestors.append(answer)
        return answer

    def _longest_loaded(self, parts: list[str]) -> int:
        """Return the index of the last part up to which the name is in ``sys.modules``, -1 if none is.

        No parent is asked for a name that is there: so ``os.path`` is found, though ``os`` is no package.
        """
        longest = max((name.count(".") for name in self.environment.loaded), default=-1)
        for index in range(min(longest, len(parts) - 1), -1, -1):
            if ".".join(parts[: index + 1]) in self.environment.loaded:
                return index
        return -1

    def _one(self, name: str, ancestors: tuple[Resolution, ...]) -> Resolution:
        known = self._known.get(name)
        if known is None:
            entries = self.environment.search_path
            if ancestors:
                entries = _within(ancestors[-1])
            known = self._known[name] = self._ask(name, ancestors, entries)
        return known

    def _ask(
        self,
        name: str,
        ancestors: tuple[Resolution, ...],
        entries: tuple[PathEntry, ...],
        *,
        hooks: bool = True,
    ) -> Resolution:
        """Ask the finders, in the order of ``sys.meta_path``, for a name whose ancestors are packages."""
        environment = self.environment
        passed = self._hooks.asked_first(name, entries) if hooks and self._hooks else []
        if passed and passed[-1].outcome in (Outcome.FOUND, Outcome.RAISES):
            if passed[-1].outcome is Outcome.RAISES:
                return self._raises(name, ancestors, passed)
            otherwise = _another(passed[-1], self._otherwise(name, entries))
            return self._found(name, ancestors, passed, otherwise)
        for finder, kind, names in (
            ("built-in", Found.BUILT_IN, environment.built_in),
            ("frozen", Found.FROZEN, environment.frozen),
        ):
            if name in names:
                locations = self._frozen_locations(name) if kind is Found.FROZEN else None
                candidate = Candidate(finder, None, finder, Outcome.FOUND, kind, kind, locations)
                shadow = self._search.search(name, entries)
                return self._found(name, ancestors, (*passed, candidate), shadow.winner)
            passed.append(Candidate(finder, None, None, Outcome.PASSED_OVER, "has nothing of that name"))
        return self._ask_path(name, ancestors, entries, passed, hooks=hooks)

    def _ask_path(
        self,
        name: str,
        ancestors: tuple[Resolution, ...],
        entries: tuple[PathEntry, ...],
        passed: list[Candidate],
        *,
        hooks: bool,
    ) -> Resolution:
        """Ask `PathFinder`, then the finders of start-up code that stand behind it."""
        search = self._search.search(name, entries)
        trace = [*passed, *search.trace]
        if search.trace and search.trace[-1].outcome is Outcome.RAISES:
            return self._raises(name, ancestors, trace)
        behind = self._hooks.asked_last(name, entries) if hooks and self._hooks else []
        there = behind[-1] if behind and behind[-1].outcome is Outcome.FOUND else None
        if search.winner is not None:
            return self._found(name, ancestors, trace, search.next or _another(search.winner, there))
        if search.portions:
            found, paths = Found.NAMESPACE_PACKAGE, search.portions
            exact = Confidence.EXACT
            answer = Resolution(name, found, None, paths, ancestors, tuple(trace), there, exact, "")
            return certainty(answer, self.environment)
        trace += behind
        if there is not None:
            return self._found(name, ancestors, trace, None)
        reason = "no finder has it"
        stub = next((c.path for c in search.trace if c.kind is Found.STUB_ONLY), None)
        if stub is not None:
            reason = f"{reason}; {stub} is a stub"
        answer = _missing(name, ancestors, tuple(trace), reason, Confidence.EXACT)
        if stub is not None:
            answer = answer._replace(kind=Found.STUB_ONLY)
        return certainty(answer, self.environment)

    def _raises(self, name: str, ancestors: tuple[Resolution, ...], trace: Sequence[Candidate]) -> Resolution:
        """Return that the search for a name ends with an exception, which the last candidate names."""
        reason = f"the search raises {trace[-1].reason}"
        return certainty(_missing(name, ancestors, tuple(trace), reason, Confidence.EXACT), self.environment)

    def _otherwise(self, name: str, entries: tuple[PathEntry, ...]) -> Candidate | None:
        """Return what the path has for a name that a finder in front of it has found."""
        search = self._search.search(name, entries)
        portions = (candidate for candidate in search.trace if candidate.outcome is Outcome.PORTION)
        return search.winner or next(portions, None)

    def _found(
        self,
        name: str,
        ancestors: tuple[Resolution, ...],
        trace: Sequence[Candidate],
        runner_up: Candidate | None,
    ) -> Resolution:
        winner = trace[-1]
        kind = winner.kind or Found.SOURCE
        origin, locations = winner.path, winner.locations
        exact = Confidence.EXACT
        answer = Resolution(name, kind, origin, locations, ancestors, tuple(trace), runner_up, exact, "")
        return certainty(answer, self.environment)

    def _loaded(self, module: LoadedModule, ancestors: list[Resolution]) -> Resolution:
        """Return what a module that is in ``sys.modules`` came from.

        If the interpreter did not say it, it is the standard library: what a program puts in front of the
        path comes too late.
        """
        known = self._known.get(module.name)
        if known is not None:
            return known
        here = Candidate("sys.modules", None, module.origin, Outcome.FOUND, "is loaded when Python starts")
        library = tuple(e for e in self.environment.search_path if e.provenance in STANDARD_LIBRARY)
        parents = tuple(ancestors)
        if parents and parents[-1].is_package:
            library = tuple(
                _OUTSIDE._replace(path=path) for path in (parents[-1].submodule_search_locations or ())
            )
        answer = self._ask(module.spec_name, parents, library, hooks=False)
        if module.origin is not None and module.origin != answer.origin:
            kind = _kind_of(module)
            answer = answer._replace(kind=kind, origin=module.origin, reason="", confidence=Confidence.EXACT)
        if module.locations is not None:
            answer = answer._replace(submodule_search_locations=module.locations)
            if module.origin is None:
                here, answer = self._created(module, parents, here)
        if module.spec_name != module.name:
            answer = answer._replace(name=module.name, kind=Found.ALIAS, alias_of=module.spec_name)
        here = here._replace(
            path=answer.origin, kind=answer.kind, locations=answer.submodule_search_locations
        )
        path = () if parents else self.environment.search_path
        shadows = self._search.search(module.name, path)
        first = next((c for c in (shadows.winner, shadows.next) if c and c.path != answer.origin), None)
        answer = self._known[module.name] = answer._replace(trace=(here,), next=first)
        return answer

    def _created(
        self, module: LoadedModule, parents: tuple[Resolution, ...], here: Candidate
    ) -> tuple[Candidate, Resolution]:
        """Return what a namespace package is that code at start-up has made.

        With a spec it is one of PEP 420, of which the ``__path__`` is computed again when the path around it
        has changed; if a module is found there instead, it stays as it is.
        """
        locations = module.locations or ()
        if module.follows_path:
            around = self.environment.search_path
            if parents:
                around = tuple(
                    PathEntry(p, Provenance.CODE) for p in parents[-1].submodule_search_locations or ()
                )
            search = self._search.search(module.name, around)
            locations = search.portions or locations
        here = here._replace(entry=PathEntry("", Provenance.CODE), reason="was made when Python started")
        found = Found.NAMESPACE_PACKAGE
        made = Resolution(module.name, found, None, locations, parents, (here,), None, Confidence.EXACT, "")
        return here, made

    def _frozen_locations(self, name: str) -> tuple[str, ...] | None:
        """Return where a frozen package looks for its submodules (`FrozenImporter._resolve_filename`)."""
        if not self.environment.frozen[name]:
            return None
        library = self.environment.frozen_library
        if library is None or not self.environment.is_at_least(*_STDLIB_FOLDER) or name in _ALIASES:
            return ()
        return (os.path.join(library, *name.split(".")),)

    def _below(self, name: str, parent: Resolution, ancestors: list[Resolution]) -> Resolution:
        """Return that ``name`` is not found, because of one of its ancestors."""
        around = (*ancestors, parent) if parent.found else tuple(ancestors)
        if parent.found:
            reason = f"`{parent.name}` is not a package"
            answer = _missing(name, around, parent.trace, reason, Confidence.EXACT)
            return certainty(answer, self.environment)
        reason = f"`{parent.name}` is not found: {parent.reason}"
        return _missing(name, around, parent.trace, reason, parent.confidence)


def _missing(
    name: str,
    ancestors: tuple[Resolution, ...],
    trace: tuple[Candidate, ...],
    reason: str,
    confidence: Confidence,
) -> Resolution:
    return Resolution(name, Found.NOT_FOUND, None, None, ancestors, trace, None, confidence, reason)


def _another(winner: Candidate, other: Candidate | None) -> Candidate | None:
    """Return what a second finder has, unless it is the same file."""
    return None if other is None or (other.path == winner.path and winner.path is not None) else other


def _within(package: Resolution) -> tuple[PathEntry, ...]:
    """Return the ``__path__`` of a package as entries: each was put there by what led to that folder."""
    portions = {
        path: candidate.entry
        for candidate in package.trace
        if candidate.outcome is Outcome.PORTION
        for path in candidate.locations or ()
    }
    last = package.trace[-1].entry
    paths = package.submodule_search_locations or ()
    return tuple((portions.get(path) or last or _OUTSIDE)._replace(path=path) for path in paths)


def _kind_of(module: LoadedModule) -> Found:
    """Return the kind of a module by what its spec says of it."""
    origin = module.origin or ""
    if module.locations is not None:
        return Found.REGULAR_PACKAGE
    if origin in (Found.BUILT_IN, Found.FROZEN):
        return Found(origin)
    if origin.endswith((".so", ".pyd")):
        return Found.EXTENSION
    return Found.BYTECODE if origin.endswith(".pyc") else Found.SOURCE
