"""What the imports of all installed modules lead to, by the graph of each folder of installed modules."""

from __future__ import annotations

import os
import sys
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dovetail._kernel import link_tree, read_tree
from dovetail.environment.entry import Provenance
from dovetail.environment.standard_library import standard_names
from dovetail.errors import DovetailError
from dovetail.graph.graph import Graph
from dovetail.graph.kind import Kind
from dovetail.graph.records import Missing
from dovetail.graph.stand_in import will_be_there
from dovetail.modules.resolution import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail._kernel import Tree
    from dovetail.graph.records import Import
    from dovetail.ship.proof.subject import Subject

_SITES = frozenset((Provenance.SITE_PACKAGES, Provenance.USER_SITE))
_ATTEMPTS = frozenset((Kind.OPTIONAL, Kind.TYPING, Kind.MAIN))
"""Kinds of imports whose failure is expected, or that do not run when the module is imported."""


class Site(NamedTuple):
    """One folder of installed modules, read."""

    folder: str
    """Absolute."""
    tree: Tree
    graph: Graph

    def own(self) -> frozenset[str]:
        """Return the names of the modules that are found from the folder itself, and not from one within."""
        roots = {number for number, root in enumerate(self.graph.roots) if root.path in ("", ".")}
        return frozenset(
            module.name for module in self.graph.modules if module.root in roots and module.is_reachable
        )


class Lack(NamedTuple):
    """An import that runs when its module is imported, that nothing catches, and that cannot succeed."""

    site: Site
    where: Import
    name: str
    """What is not found, absolute."""


class Reach:
    """The modules of an environment and the imports among them that cannot succeed.

    Raises `DovetailError`, when first asked, for a folder that cannot be read.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The folders of installed modules that are on the search path, each read once."""
        environment = self._subject.environment
        folders = [entry.path for entry in environment.search_path if entry.provenance in _SITES]
        return tuple(self._read(folder) for folder in dict.fromkeys(map(os.path.realpath, folders)))

    def _read(self, folder: str) -> Site:
        environment = self._subject.environment
        version = environment.version[:2]
        try:
            tree = read_tree(
                folder,
                version=version,
                platform=environment.platform,
                exclude=[],
                exclude_from=None,
                gitignore=False,
                threads=self._subject.threads,
                deep=False,
                marks=False,
                only=None,
            )
        except OSError as error:
            raise DovetailError(f"cannot read {folder}: {error}") from error
        table = link_tree(
            tree,
            roots=[],
            standard=sorted(standard_names(version)),
            builtin=sorted(environment.built_in or sys.builtin_module_names),
            names=False,
        )
        return Site(folder, tree, Graph(table))

    @cached_property
    def modules(self) -> frozenset[str]:
        """The names of all installed modules that can be found."""
        return frozenset().union(*(site.own() for site in self.sites))

    @cached_property
    def lacks(self) -> tuple[Lack, ...]:
        """The imports that cannot succeed here, in order of folders, modules and their text."""
        return tuple(lack for site in self.sites for lack in self._lacks(site))

    def _lacks(self, site: Site) -> Iterator[Lack]:
        own, graph = site.own(), site.graph
        for unresolved in graph.unresolved():
            where = unresolved.site
            if where.importer not in own or not _counts(where):
                continue
            if unresolved.missing is Missing.NOT_FOUND:
                within = graph[unresolved.within]
                missing = unresolved.name[len(within.name) + 1 :].partition(".")[0]
                if will_be_there(site.folder, within, missing) or self._is_there(unresolved.name):
                    continue
                yield Lack(site, where, unresolved.name)
        there: dict[str, bool] = {}
        for where in graph.imports(runs=True, external=True):
            if not where.external or not _counts(where) or where.importer not in own:
                continue
            name = where.imported
            if name not in there:
                there[name] = self._is_there(name)
            if not there[name]:
                yield Lack(site, where, name)

    def _is_there(self, name: str) -> bool:
        """Whether a name is found, or perhaps is."""
        answer = self._subject.resolver.resolve(name)
        return answer.found or answer.confidence is not Confidence.EXACT

    @cached_property
    def failing(self) -> frozenset[str]:
        """The modules that cannot be imported here on account of `lacks`, of their own or of what they import."""
        importers: dict[str, list[str]] = {}
        for site in self.sites:
            for where in site.graph.imports(runs=True):
                if not where.external and _counts(where):
                    importers.setdefault(where.imported, []).append(where.importer)
        failing = {lack.where.importer for lack in self.lacks}
        ahead = list(failing)
        while ahead:
            for importer in importers.get(ahead.pop(), ()):
                if importer not in failing:
                    failing.add(importer)
                    ahead.append(importer)
        return frozenset(failing & self.modules)

    def totals(self) -> tuple[int, int]:
        """Return how many files were read to the end, and how many imports they hold."""
        files = imports = 0
        for site in self.sites:
            read, edges, _ = site.tree.totals()
            files, imports = files + read, imports + edges
        return files, imports

    def unread(self) -> tuple[tuple[str, int], ...]:
        """Return why files were not read, and how many, in a fixed order."""
        reasons = Counter(
            reason for site in self.sites for _, reason, _, _, whole in site.tree.unread() if whole
        )
        return tuple(sorted(reasons.items()))


def _counts(where: Import) -> bool:
    """Whether the failure of an import is that of its module, as far as the text tells."""
    return where.runs and not where.guarded and where.taken is not False and where.kind not in _ATTEMPTS
