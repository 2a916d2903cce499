"""What the import of each module comes to in a fresh environment, with the base install and each extra."""

from __future__ import annotations

import os
import re
import sys
from typing import NamedTuple

from dovetail.environment.standard_library import standard_names
from dovetail.execution.simulation import Simulation
from dovetail.graph.records import ModuleKind
from dovetail.ship.requirement.provision import Certainty, Provision
from dovetail.ship.verify.hosts import depends_on_others
from dovetail.ship.verify.places import is_vendored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dovetail.execution.simulation import Failure
    from dovetail.graph.records import Import
    from dovetail.ship.requirement.provision import Provided
    from dovetail.ship.verify.subject import Subject

_FINDERS = re.compile(rb"\bsys\s*\.\s*(?:meta_path|path_hooks)\b")
_PATHS = re.compile(rb"\bsys\s*\.\s*path\s*\.\s*(?:insert|append|extend)\b")
_TRUSTED = (
    *("ImportError", "ModuleNotFoundError", "SyntaxError", "IndentationError", "NameError", "AssertionError"),
    "SystemExit",
)
"""Types of exceptions that the simulation is sure of; of others it may not know the standard library."""
_MAKES_MODULES = re.compile(
    rb"\b(?:__path__|meta_path|ModuleType|module_from_spec)\b|sys\.modules\[(?!__name__)"
)
_OF_ABSENCE = ("ImportError", "ModuleNotFoundError", "SystemExit")
_OF_MODULE = re.compile(r"module '([\w.]+)'")
_NO_TEXT = re.compile(r"\.(?:so|pyd), line 1\)")
_MISSING = re.compile(r"No module named '([^']+)'")


class Cause(NamedTuple):
    """Why the import of a module fails, as far as its distribution is concerned."""

    failure: Failure
    missing: str
    """The import name from outside that is not there; empty where another reason is known, or none."""
    site: Import | None
    """The import statement that asks for it."""


class Prediction:
    """The simulation of an archive in environments in which only what it requires is installed.

    What is not certain to be missing is taken to be there, and nothing is known of it. So a failure is one of
    which nothing that is unknown can be the reason.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._whole = subject.project.whole
        self._provisions: dict[frozenset[str], Provision] = {}
        self._causes: dict[frozenset[str], dict[str, Cause]] = {}
        self._vendored: set[str] | None = None
        self._sites: dict[str, list[Import]] | None = None
        graph = subject.project.graph
        self._namespaces = {
            module.name for module in graph.modules if module.kind is ModuleKind.NAMESPACE_PACKAGE
        }

    def provision(self, extras: Iterable[str] = ()) -> Provision:
        """Return what is installed along with it and these extras, for the version of the simulation."""
        chosen = frozenset(extras)
        if chosen not in self._provisions:
            subject = self._subject
            metadata = subject.metadata
            python = ".".join(map(str, subject.version))
            requirements = (
                metadata.required(chosen, python=python, platform=subject.platform) if metadata else []
            )
            self._provisions[chosen] = Provision(requirements, more=subject.provided)
        return self._provisions[chosen]

    def anywhere(self) -> Provision:
        """Return what is installed with all extras, on every version and platform."""
        everything = frozenset(("", "*"))
        if everything not in self._provisions:
            metadata = self._subject.metadata
            requirements = metadata.requires if metadata else []
            self._provisions[everything] = Provision(requirements, more=self._subject.provided)
        return self._provisions[everything]

    def is_own(self, name: str) -> bool:
        """Whether an import name can only be one of the archive itself."""
        parts = name.split(".")
        around = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        graph = self._subject.project.graph
        return any(each in graph and each not in self._namespaces for each in around)

    def is_vendored(self, name: str) -> bool:
        """Whether the archive has a package of that name deeper down, and code that changes imports.

        What such code makes of the name only running it would tell.
        """
        if self._vendored is None:
            modules = [module for module in self._subject.modules if module.has_text]
            texts = [self._subject.text(module.path) for module in modules]
            names: list[str] = []
            if any(map(_FINDERS.search, texts)):
                names += (m.name for m in modules if "." in m.name and m.path.endswith("/__init__.py"))
            if names or any(map(_PATHS.search, texts)):
                names += (m.name for m in modules if is_vendored(m.path))
            self._vendored = {name.rpartition(".")[2].lstrip("_") for name in names}
        return name.partition(".")[0].lstrip("_") in self._vendored

    def extras_for(self, name: str) -> list[str]:
        """Return the extras that bring an import name along, where the base install does not."""
        metadata = self._subject.metadata
        found = []
        for extra in metadata.extras if metadata else []:
            answer: Provided = self.provision((extra,)).provided(name)
            if answer.certainty is Certainty.YES:
                found.append(extra)
        return found

    def failing(self, extras: Iterable[str] = ()) -> dict[str, Cause]:
        """Return the modules whose import fails with these extras, and why."""
        chosen = frozenset(extras)
        if chosen not in self._causes:
            names = [module.name for module in self._subject.modules if module.has_text]
            if chosen:  # what works without works with them
                names = [name for name in names if name in self.failing()]
            failures = self._simulate(chosen).outcomes(names) if names else []
            causes = {
                name: self._cause(failure, self.provision(chosen))
                for name, failure in zip(names, failures, strict=True)
                if failure is not None
            }
            self._causes[chosen] = {
                name: cause for name, cause in causes.items() if not self._is_doubtful(cause)
            }
        return self._causes[chosen]

    def _is_doubtful(self, cause: Cause) -> bool:
        """Whether a failure depends on another import that perhaps has failed before."""
        failure = cause.failure
        match = _OF_MODULE.match(failure.message) if failure.type == "AttributeError" else None
        # What other distributions have imported of the standard library is not known.
        about_module = match is not None and self.is_own(match[1])
        if failure.doubtful or not (failure.deliberate or failure.type in _TRUSTED or about_module):
            return True
        if (cause.missing and self.is_vendored(cause.missing)) or _NO_TEXT.search(failure.message):
            return True
        site = cause.site
        return site is not None and depends_on_others(self._subject.text(site.path), site.line)

    def _simulate(self, extras: frozenset[str]) -> Simulation:
        provision = self.provision(extras)
        standard = standard_names(self._subject.version)
        other = (self._subject.version, self._subject.platform) != (sys.version_info[:2], sys.platform)

        def supposed(name: str) -> bool:
            if self.is_own(name):
                return self._whole.supposes(name) and not self._is_never_made(name)
            if name.partition(".")[0] in sys.stdlib_module_names | standard:
                # The library that is read is that of the Python that runs dovetail.
                return name.partition(".")[0] not in sys.stdlib_module_names or other
            return provision.provided(name).certainty is not Certainty.NO or self.is_vendored(name)

        # Others may have imported submodules of the library before: what it lacks is not concluded from.
        return Simulation(
            self._whole.environment, self._whole.search_first(), supposed=supposed, other_library=True
        )

    def _is_never_made(self, name: str) -> bool:
        """Whether nothing in a wheel could be a module of that name: what was to be built is built by now."""
        package = name.rpartition(".")[0]
        graph = self._subject.project.graph
        if not self._subject.archive.is_installed_layout or package not in graph:
            return False
        folder, _, last = name.replace(".", "/").rpartition("/")
        there = any(
            path.startswith((f"{folder}/{last}.", f"{folder}/{last}/"))
            for path in self._subject.unpacked.stored
        )
        return not there and not _MAKES_MODULES.search(self._subject.text(graph[package].path))

    def _cause(self, failure: Failure, provision: Provision) -> Cause:
        match = _MISSING.match(failure.message)
        if match:
            if self.is_own(match[1]):
                return Cause(failure, "", None)
            return Cause(failure, match[1], self._site(failure, match[1]))
        if not failure.deliberate and failure.type not in _OF_ABSENCE:
            return Cause(failure, "", None)
        # It was raised because something is not there: which, the guarded imports above it tell.
        for place in failure.trace:
            for site in reversed(self._above(place.file, place.line)):
                name = site.imported
                if site.external and not self.is_own(name):
                    answer = provision.provided(name)
                    if self.is_vendored(name):
                        continue
                    if answer.certainty is Certainty.NO and name.partition(".")[0] not in standard_names():
                        return Cause(failure, name, site)
        return Cause(failure, "", None)

    def _path(self, file: str | None) -> str | None:
        start = self._subject.project.folder + os.sep
        return file.removeprefix(start).replace(os.sep, "/") if file and file.startswith(start) else None

    def _in_file(self, path: str | None) -> list[Import]:
        if self._sites is None:
            self._sites = {}
            for site in self._subject.project.graph.imports(external=True):
                self._sites.setdefault(site.path, []).append(site)
        return self._sites.get(path or "", [])

    def _above(self, file: str | None, line: int) -> list[Import]:
        return [site for site in self._in_file(self._path(file)) if site.line <= line]

    def _site(self, failure: Failure, name: str) -> Import | None:
        for place in failure.trace:
            found = [
                site
                for site in self._in_file(self._path(place.file))
                if site.external and (f"{site.imported}.").startswith(f"{name}.")
            ]
            if found:
                return min(found, key=lambda site: abs(site.line - place.line))
        return None
