"""What ``import NAME`` finds: chapter 5 of the language reference, "The import system", without importing.

``sys.modules``, then the finders of ``sys.meta_path``: built-in modules, frozen modules, the path.
"""

from __future__ import annotations

import os
import sys

from dovetail.environment.entry import STANDARD_LIBRARY, PathEntry, Provenance
from dovetail.modules.certainty import certainty
from dovetail.modules.package_path import PackagePath, Surroundings, package_path
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
_SET_BY_IMPORTLIB = {
    "importlib._bootstrap": "_frozen_importlib",
    "importlib._bootstrap_external": "_frozen_importlib_external",
}
"""The files of these names are frozen into the interpreter under others, and never imported themselves."""
_SHIMMED = ("distutils", "setuptools._distutils")
"""The names that the shim of setuptools changes: start-up code that changes the import of the first alone."""
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

    def __init__(self, environment: Environment, *, traced: bool = True) -> None:
        """Without ``traced`` answers come several times faster, and say less of how they were found.

        Then `Resolution.trace` leaves out the places that have nothing of the name, and `Resolution.next` is
        None; all else is the same.
        """
        self.environment = environment
        self._traced = traced
        self._search = PathSearch(environment)
        self._hooks: HookFinders | None = None
        if any(code.finder is not None for code in environment.start_up_code):
            from dovetail.modules.hook_finders import HookFinders

            self._hooks = HookFinders(environment, self._search)
        self._known: dict[str, Resolution] = {}
        self._paths: dict[str, PackagePath] = {}
        self._entries_of: dict[str, tuple[PackagePath, tuple[PathEntry, ...]]] = {}
        # Modules whose spec is not that of the text that makes their __path__: what has the text, by name.
        self._bodies: dict[str, Resolution] = {}
        self._is_shimmed = any(code.names == _SHIMMED[:1] for code in environment.start_up_code)
        self._asked_meanwhile = False
        self._depth = max((name.count(".") for name in environment.loaded), default=-1)
        self._loaded_tops = {name.partition(".")[0] for name in environment.loaded}

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
        return self._absolute(name)

    def _absolute(self, name: str) -> Resolution:
        """Return what an absolute name leads to: the packages around it are found first, outermost first."""
        around = self._known.get(name.rpartition(".")[0])
        if around is not None and name not in self.environment.loaded:
            if not self._is_package(around):
                return self._below(name, around, around.ancestors)
            return self._known.get(name) or self._one(name, (*around.ancestors, around))
        parts = name.split(".")
        start = self._longest_loaded(parts)
        ancestors: list[Resolution] = []
        full = parts[0]
        for end, part in enumerate(parts[1:]):
            answer = self._known.get(full) or self._one(full, tuple(ancestors))
            if end >= start and not self._is_package(answer):
                return self._below(name, answer, ancestors)
            ancestors.append(answer)
            full = f"{full}.{part}"
        return self._known.get(full) or self._one(full, tuple(ancestors))

    def package_path(self, module: Resolution) -> PackagePath:
        """Return the ``__path__`` of a module after its body ran: where its submodules are searched."""
        name = module.name
        known = self._paths.get(name)
        if known is None:
            module = self._bodies.get(name, module)
            # What asks for it meanwhile, because the body imports it, gets what is there at that time.
            before = module.submodule_search_locations
            reason = f"`{name}` is imported by what it imports"
            self._paths[name] = PackagePath(before, Confidence.UNKNOWN, reason)
            self._asked_meanwhile = False
            around = tuple(entry.path for entry in self.environment.search_path)
            if module.ancestors:
                around = self.package_path(module.ancestors[-1]).locations or ()
            surroundings = Surroundings(self.environment, self._search, around, self._can_import)
            loaded = self.environment.loaded.get(name)
            if loaded is not None and loaded.locations is not None:
                known = PackagePath(before, Confidence.EXACT)  # what its text does is done, or is never run
            else:
                known = package_path(module, surroundings)
            self._paths[name] = known
            if self._asked_meanwhile:
                self._forget_below(f"{name}.")
        return known

    def names_below(self, package: Resolution | None = None) -> list[str]:
        """Return the names directly in a package (or at the top, without one) that may be found, sorted.

        They are those that its path, the tables of the interpreter and ``sys.modules`` offer; `resolve` tells
        which lead to a module. Names that are no identifiers are left out.
        """
        if package is None:
            paths, start = tuple(entry.path for entry in self.environment.search_path), ""
        else:
            paths, start = self.package_path(package).locations or (), f"{package.name}."
        found = {name for path in paths for name in self._search.offered(path)}
        if self._hooks is not None:
            found |= self._hooks.offered(start)
        if self._is_shimmed and package is None:
            found.add(_SHIMMED[0])
        for names in (self.environment.built_in, self.environment.frozen, self.environment.loaded):
            found.update(name[len(start) :].partition(".")[0] for name in names if name.startswith(start))
        return sorted(start + name for name in found if name.isidentifier() and name != "__init__")

    def offered_by(self, name: str, folders: Sequence[str]) -> Candidate | None:
        """Return what folders have for a name, as if they were the search path; None if they have nothing.

        It is a module or a package, else the first portion of a namespace package.
        """
        return self._otherwise(name, tuple(PathEntry(folder, Provenance.CODE) for folder in folders))

    def _forget_below(self, start: str) -> None:
        for table in (self._known, self._paths):
            for name in [name for name in table if name.startswith(start)]:
                del table[name]

    def _can_import(self, name: str) -> bool | None:
        self._asked_meanwhile = True
        answer = self.resolve(name)
        entries = self.environment.search_path
        if not answer.found and not any(entry.provenance in STANDARD_LIBRARY for entry in entries):
            # Of an environment of which only the version is known, the standard library has no folder.
            return True if name.partition(".")[0] in sys.stdlib_module_names else None
        return None if answer.confidence is Confidence.UNKNOWN else answer.found

    def _is_package(self, module: Resolution) -> bool:
        """Whether submodules are searched, once the body of a module ran."""
        return module.found and self.package_path(module).locations is not None

    def _longest_loaded(self, parts: list[str]) -> int:
        """Return the index of the last part up to which the name is in ``sys.modules``, -1 if none is.

        No parent is asked for a name that is there: so ``os.path`` is found, though ``os`` is no package.
        """
        if parts[0] not in self._loaded_tops:
            return -1
        for index in range(min(self._depth, len(parts) - 1), -1, -1):
            if ".".join(parts[: index + 1]) in self.environment.loaded:
                return index
        return -1

    def _set_by_importlib(self, name: str, ancestors: tuple[Resolution, ...]) -> Resolution:
        """Return a module that the body of ``importlib`` puts into ``sys.modules`` under a second name."""
        frozen = self._ask(_SET_BY_IMPORTLIB[name], (), ())
        here = Candidate(
            "sys.modules", None, frozen.origin, Outcome.FOUND, "`importlib` puts it there", frozen.kind
        )
        first = None
        if self._traced:
            below = self._ask(name, ancestors, self._entries(ancestors))
            first = below.trace[-1] if below.found else None
        return frozen._replace(
            name=name, kind=Found.ALIAS, alias_of=frozen.name, ancestors=ancestors, trace=(here,), next=first
        )

    def _entries(self, ancestors: tuple[Resolution, ...]) -> tuple[PathEntry, ...]:
        """Return the path that a name is searched on: ``sys.path``, or the ``__path__`` of its parent."""
        if not ancestors:
            return self.environment.search_path
        package = ancestors[-1]
        path = self.package_path(package)
        known = self._entries_of.get(package.name)
        if known is None or known[0] is not path:  # it was asked for while the body was followed
            known = self._entries_of[package.name] = path, _within(package, path.locations or ())
        return known[1]

    def _one(self, name: str, ancestors: tuple[Resolution, ...]) -> Resolution:
        """Return what a name leads to that was not asked for before."""
        answer = None
        if name in self.environment.loaded:
            answer = self._loaded(self.environment.loaded[name], ancestors)
        elif name in _SET_BY_IMPORTLIB and _SET_BY_IMPORTLIB[name] in self.environment.frozen:
            answer = self._set_by_importlib(name, ancestors)
        elif self._is_shimmed and name in _SHIMMED:
            answer = self._shimmed(name, ancestors)
        self._known[name] = answer = answer or self._ask(name, ancestors, self._entries(ancestors))
        return answer

    def _shimmed(self, name: str, ancestors: tuple[Resolution, ...]) -> Resolution | None:
        """Return what the shim of setuptools makes of a name; None if it is not known to change it."""
        from dovetail.modules import distutils_shim as shim

        around, text = self.resolve("setuptools"), self._search.text
        doubt = shim.doubt_about(self.resolve("_distutils_hack"), self.environment, text)
        if doubt is None or not around.is_package:
            return None
        own = self._ask(_SHIMMED[1], (around,), self._entries((around,)))
        if own.kind is not Found.REGULAR_PACKAGE:
            return None
        self._bodies[name] = own
        otherwise = self._otherwise(_SHIMMED[0], self._entries(()))
        real = shim.under_its_name(own, self.environment, doubt, otherwise)
        if name == real.name:
            return real
        return shim.under_the_other(real, ancestors, own) if shim.overrides(around, text) else own

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
            otherwise = _another(passed[-1], self._otherwise(name, entries)) if self._traced else None
            return self._found(name, ancestors, passed, otherwise)
        for finder, kind, names in (
            ("built-in", Found.BUILT_IN, environment.built_in),
            ("frozen", Found.FROZEN, environment.frozen),
        ):
            if name in names:
                locations = self._frozen_locations(name) if kind is Found.FROZEN else None
                candidate = Candidate(finder, None, finder, Outcome.FOUND, kind, kind, locations)
                shadow = self._search.search(name, entries, traced=False).winner if self._traced else None
                return self._found(name, ancestors, (*passed, candidate), shadow)
            if self._traced:
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
        search = self._search.search(name, entries, traced=self._traced)
        trace = [*passed, *search.trace]
        if search.trace and search.trace[-1].outcome is Outcome.RAISES:
            return self._raises(name, ancestors, trace)
        behind: list[Candidate] = []
        # Where the path has something, they say only what would be next.
        if hooks and self._hooks and (self._traced or not (search.winner or search.portions)):
            behind = self._hooks.asked_last(name, entries)
        there = behind[-1] if behind and behind[-1].outcome is Outcome.FOUND else None
        if search.winner is not None:
            return self._found(name, ancestors, trace, search.next or _another(search.winner, there))
        if search.portions:
            found, paths = Found.NAMESPACE_PACKAGE, search.portions
            exact = Confidence.EXACT
            answer = Resolution(name, found, None, paths, ancestors, tuple(trace), there, exact, "")
            return certainty(answer, self.environment, self._searched(ancestors))
        trace += behind
        if there is not None:
            return self._found(name, ancestors, trace, None)
        reason = "nothing on the search path has it"
        if ancestors:
            reason = f"`{ancestors[-1].name}` has no submodule of that name"
        stub = next((c.path for c in search.trace if c.kind is Found.STUB_ONLY), None)
        if stub is not None:
            reason = f"there is only a stub of it, {stub}"
        answer = _missing(name, ancestors, tuple(trace), reason, Confidence.EXACT)
        if stub is not None:
            answer = answer._replace(kind=Found.STUB_ONLY)
        return certainty(answer, self.environment, self._searched(ancestors))

    def _raises(self, name: str, ancestors: tuple[Resolution, ...], trace: Sequence[Candidate]) -> Resolution:
        """Return that the search for a name ends with an exception, which the last candidate names."""
        reason = f"the search raises {trace[-1].reason}"
        answer = _missing(name, ancestors, tuple(trace), reason, Confidence.EXACT)
        return certainty(answer, self.environment, self._searched(ancestors))

    def _otherwise(self, name: str, entries: Sequence[PathEntry]) -> Candidate | None:
        """Return what a path has for a name: a module or regular package, else the first portion."""
        search = self._search.search(name, entries, traced=False)
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
        answer = certainty(answer, self.environment, self._searched(ancestors))
        # Those of the standard library that do it, as collections.abc in 3.13, no package of it imports.
        ours = winner.entry is not None and winner.entry.provenance in STANDARD_LIBRARY
        if kind is Found.SOURCE and ancestors and ancestors[-1].kind is Found.REGULAR_PACKAGE and not ours:
            from dovetail.modules.own_spec import doubt_about_spec

            doubt = doubt_about_spec(name, self._search.text(origin or ""))
            if doubt and answer.confidence is not Confidence.UNKNOWN:
                answer = answer._replace(confidence=Confidence.UNKNOWN, reason=doubt)
        return answer

    def _searched(self, ancestors: tuple[Resolution, ...]) -> PackagePath | None:
        return self.package_path(ancestors[-1]) if ancestors else None

    def _loaded(self, module: LoadedModule, parents: tuple[Resolution, ...]) -> Resolution:
        """Return what a module that is in ``sys.modules`` came from.

        If the interpreter did not say it, it is the standard library: what a program puts in front of the
        path comes too late.
        """
        here = Candidate("sys.modules", None, module.origin, Outcome.FOUND, "is loaded when Python starts")
        library = tuple(e for e in self.environment.search_path if e.provenance in STANDARD_LIBRARY)
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
        first = None
        if self._traced:
            shadows = self._search.search(module.name, () if parents else self.environment.search_path)
            first = next((c for c in (shadows.winner, shadows.next) if c and c.path != answer.origin), None)
        return answer._replace(trace=(here,), next=first)

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
            search = self._search.search(module.name, around, traced=False)
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

    def _below(self, name: str, parent: Resolution, ancestors: Sequence[Resolution]) -> Resolution:
        """Return that ``name`` is not found, because of one of its ancestors."""
        around = (*ancestors, parent) if parent.found else tuple(ancestors)
        if parent.found:
            reason = f"`{parent.name}` is not a package"
            answer = _missing(name, around, parent.trace, reason, Confidence.EXACT)
            return certainty(answer, self.environment, self._searched(around))
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


def _within(package: Resolution, paths: tuple[str, ...]) -> tuple[PathEntry, ...]:
    """Return the ``__path__`` of a package as entries: each was put there by what led to that folder."""
    portions: dict[str, PathEntry | None] = {}
    if package.kind is Found.NAMESPACE_PACKAGE:
        for candidate in package.trace:
            if candidate.outcome is Outcome.PORTION:
                portions.update(dict.fromkeys(candidate.locations or (), candidate.entry))
    last = package.trace[-1].entry
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
