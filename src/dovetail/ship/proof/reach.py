"""All installed modules: what there is, by the graph of each folder, and how the import of each one ends."""

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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail._kernel import Tree
    from dovetail.execution.simulation import Failure
    from dovetail.ship.proof.subject import Subject

INSTALLED = frozenset((Provenance.SITE_PACKAGES, Provenance.USER_SITE))
"""Who adds the entries of the search path that installers put files into."""


class Site(NamedTuple):
    """One folder of installed modules, read."""

    folder: str
    """Absolute."""
    tree: Tree
    graph: Graph

    def own(self) -> frozenset[str]:
        """Return the names of the modules that are found from the folder itself, and not from one within.

        ``__main__`` is none of them: it is for ``python -m``, and to import it is to run a program.
        """
        roots = {number for number, root in enumerate(self.graph.roots) if root.path in ("", ".")}
        return frozenset(
            module.name
            for module in self.graph.modules
            if module.root in roots and module.is_reachable and _is_imported(module.name)
        )


class Reach:
    """The modules of an environment, and which of them cannot be imported.

    Raises `DovetailError`, when first asked, for a folder that cannot be read.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The folders of installed modules that are on the search path, each read once."""
        environment = self._subject.environment
        folders = [entry.path for entry in environment.search_path if entry.provenance in INSTALLED]
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
        """The names of all installed modules that can be found, those of editable installs included."""
        found = {name for root in self._subject.roots if not root.file for name in self._below(root.name)}
        return frozenset(found.union(*(site.own() for site in self.sites)))

    def _below(self, root: str) -> Iterator[str]:
        """Yield a module of an editable install and those in it: it lies elsewhere."""
        from dovetail.modules.inventory import modules

        subject = self._subject
        found = modules(subject.environment, resolver=subject.resolver, owners=subject.owners, below=root)
        yield from (module.name for module in found if _is_imported(module.name))

    @cached_property
    def outcomes(self) -> dict[str, Failure]:
        """How the imports end that fail, by name: of all modules, and of those that entry points name.

        Each is simulated as the first import of a fresh interpreter.
        """
        resolver = self._subject.resolver
        names = self.modules | {root.name for root in self._subject.roots}
        names |= {entry.module for one in self._subject.recorded for entry in one.entry_points}
        wanted = [name for name in sorted(names) if _is_a_name(name) and resolver.resolve(name).found]
        ends = self._subject.simulation.outcomes(wanted)
        return {name: failure for name, failure in zip(wanted, ends, strict=True) if failure is not None}

    @cached_property
    def failing(self) -> frozenset[str]:
        """The modules that cannot be imported here, because they need what is not there."""
        from dovetail.ship.proof.checks.failing_distribution import is_certain

        return frozenset(
            name
            for name, failure in self.outcomes.items()
            if name in self.modules and is_certain(failure, self._subject)
        )

    @cached_property
    def refusing(self) -> frozenset[str]:
        """The modules whose own text raises another exception: for want of settings, a library, a system."""
        return frozenset(
            name
            for name, failure in self.outcomes.items()
            if name in self.modules
            and failure.deliberate
            and not failure.doubtful
            and name not in self.failing
        )

    @property
    def unknown(self) -> int:
        """How many modules there are of which the simulation cannot tell how their import ends."""
        return len(self.modules & self.outcomes.keys()) - len(self.failing) - len(self.refusing)

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


def _is_imported(name: str) -> bool:
    """Whether a module is one that programs import, and not itself a program."""
    return _is_a_name(name) and name.rpartition(".")[2] != "__main__"


def _is_a_name(name: str) -> bool:
    """Whether an import statement can have this name: names of files may be others."""
    return bool(name) and all(part.isidentifier() for part in name.split("."))
