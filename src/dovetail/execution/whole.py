"""The simulation of a project: its environment, its search path, and what is supposed to be there."""

from __future__ import annotations

import os
import sys

from dovetail.execution.simulation import Simulation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dovetail.environment.environment import Environment
    from dovetail.environment.target import Target
    from dovetail.execution.entries import Entry
    from dovetail.graph.graph import Graph
    from dovetail.modules.outside import Outside

_SCRIPTS = "folder of scripts"


class Whole:
    """A project as one simulation.

    Its roots come first on the search path, folders of scripts last, so that they hide nothing. What leaves
    the project is found in its environment. Without one, the standard library is that of the Python that runs
    dovetail, which may lack what that of the project has, and everything else is supposed to be there, and
    nothing is known of it. With one, only what is
    missing and what some module of the project imports without catching the failure is supposed so:
    `unresolved-import` says that it is missing.
    """

    def __init__(
        self, folder: str, members: Sequence[str], graph: Graph, outside: Outside | None, target: Target
    ) -> None:
        """Put together the simulation of the project in ``folder``, whose members have these folders."""
        self._members = [member for member in members if member != folder]
        self._entry_points: list[Entry] | None = None
        self.folder = folder
        self.graph = graph
        self._outside = outside is not None
        environment = outside.environment if outside else _running(target)
        self._project = {name.partition(".")[0] for name in (module.name for module in graph.modules)}
        self._supposed: set[str] | None = None
        self._known: dict[str, bool] = {}
        self.environment = environment
        self.simulation = self.simulate()

    def simulate(self, texts: Mapping[str, str] | None = None, *, script: str | None = None) -> Simulation:
        """Return a new simulation, with these texts in place of those of files.

        With ``script`` it is that of ``python script``: the folder of that file is searched first.
        """
        environment, roots, scripts = self.environment, self.search_first(), self._search_last()
        if script is not None:
            environment = environment._replace(
                flags=environment.flags._replace(isolated=False, safe_path=False)
            )
            environment, roots = environment.for_script(os.path.abspath(script)), []
        return Simulation(
            environment,
            roots,
            scripts=scripts,
            texts=texts,
            supposed=self.supposes,
            other_library=not self._outside,
        )

    def search_first(self) -> list[str]:
        """Return the folders of the project that stand first on the search path."""
        roots = (root for root in self.graph.roots if root.modules and root.reason != _SCRIPTS)
        return list(dict.fromkeys(self._absolute(root.path) for root in roots))

    def _search_last(self) -> list[str]:
        return [
            self._absolute(root.path) for root in self.graph.roots if root.modules and root.reason == _SCRIPTS
        ]

    def _absolute(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.folder, path))

    def entries(self) -> Iterator[str]:
        """Yield the names of the modules that can be imported and have a text."""
        for module in self.graph.modules:
            if not module.has_text or not module.is_reachable or not _is_a_name(module.name):
                continue
            if self.simulation.origin(module.name) == os.path.join(self.folder, module.path):
                yield module.name

    def entry_points(self) -> list[Entry]:
        """Return the modules of the project that its commands, ``python -m`` and scripts import first."""
        if self._entry_points is None:
            from dovetail.execution.entries import entries

            self._entry_points = entries(self.folder, self._members, self.graph)
        return self._entry_points

    def is_own(self, name: str) -> bool:
        """Whether a name is one of the project, by its first part."""
        return name.partition(".")[0] in self._project

    def supposes(self, name: str) -> bool:
        """Whether a module that is not found is taken for one of which nothing is known."""
        top = name.partition(".")[0]
        if top in self._project:
            return name in self._expected() or (not self._outside and self._is_of_a_portion(name))
        if top not in self._known:
            self._known[top] = self._supposes_top(top)
        return self._known[top]

    def _is_of_a_portion(self, name: str) -> bool:
        """Whether a name lies in a namespace package of which another distribution may have a portion."""
        around = name.rpartition(".")[0]
        while around and around not in self.graph:
            around = around.rpartition(".")[0]
        return bool(around) and name not in self.graph and self.graph[around].kind == "namespace package"

    def _supposes_top(self, top: str) -> bool:
        if top in sys.stdlib_module_names:
            return False
        if self._outside:
            return top in self._required() and not self.simulation.resolves(top)
        return True

    def _required(self) -> set[str]:
        """Return the names outside the project that some module of it cannot do without."""
        if self._supposed is None:
            self._supposed = {
                site.imported.partition(".")[0]
                for site in self.graph.imports(runs=True, external=True)
                if site.external and not site.guarded and site.kind not in ("optional", "dynamic", "typing")
            }
        return self._supposed

    def _expected(self) -> set[str]:
        """Return the modules of the project that are not there yet, but that something on disk stands for."""
        if "" not in self._known:
            self._known[""] = True
            self._yet_to_come = set(self._find_expected())
        return self._yet_to_come

    def _find_expected(self) -> Iterator[str]:
        from dovetail.graph.records import Missing
        from dovetail.graph.stand_in import will_be_there

        for unresolved in self.graph.unresolved():
            if unresolved.missing not in (Missing.NOT_FOUND, Missing.NO_NAME):
                continue
            package = self.graph[unresolved.within]
            missing = unresolved.name.removeprefix(f"{package.name}.").partition(".")[0]
            if package.path.endswith("__init__.py") and will_be_there(self.folder, package, missing):
                yield unresolved.name


def _is_a_name(text: str) -> bool:
    """Whether an import statement can have this name: a file name that is not UTF-8 gives none."""
    return all(part.isidentifier() for part in text.split("."))


def _running(target: Target) -> Environment:
    """Return the Python that runs dovetail, bare, as if it had the target's version."""
    from dovetail.environment.environment import Flags
    from dovetail.environment.installation import from_venv
    from dovetail.environment.tables import from_version
    from dovetail.errors import DovetailError

    flags = Flags(isolated=True)
    try:
        environment = from_venv(sys.executable, flags=flags)
    except DovetailError:
        return from_version(target.version, flags=flags)
    from dovetail.environment.entry import STANDARD_LIBRARY

    library = tuple(entry for entry in environment.search_path if entry.provenance in STANDARD_LIBRARY)
    environment = environment._replace(search_path=library)
    if environment.version[:2] == target.version:
        return environment
    table = from_version(target.version, flags=flags)
    return table._replace(
        search_path=library,
        loaded={**table.loaded, **environment.loaded},
        prefix=environment.prefix,
        frozen_library=environment.frozen_library,
    )
