"""The import graph of a project."""

from __future__ import annotations

from dovetail.graph.kind_set import bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dovetail._kernel import ImportTable
    from dovetail._kernel import _Edge as Edge
    from dovetail.graph.kind import Kind
    from dovetail.graph.records import Import, Module, OtherName, Root, Unresolved

    Kinds = Iterable[Kind | str] | None

_RUNS, _GUARDED, _PARENT, _STAR = 1, 2, 4, 8
_DOCSTRING, _EMPTY, _SCRIPT, _TEXT = 1, 2, 4, 8


class Graph:
    """Modules, and the imports between them.

    Everywhere ``kinds`` restricts the question to imports of these kinds (``None``: all of them), and
    ``runs`` to imports that are executed when their module is imported. Modules are named; of several with
    one name the first that an import would reach counts. An unknown name raises `KeyError`.
    """

    def __init__(self, table: ImportTable) -> None:
        self.table = table
        self._modules: tuple[Module, ...] | None = None
        self._externals: list[str] | None = None
        self._by_path: dict[str, Module] | None = None

    @property
    def modules(self) -> tuple[Module, ...]:
        """All modules of the project, sorted by name."""
        if self._modules is None:
            from dovetail.graph.records import Module, ModuleKind

            kinds = {str(kind): kind for kind in ModuleKind}
            self._modules = tuple(
                Module(
                    name,
                    path,
                    kinds[kind],
                    root,
                    bool(text & _TEXT),
                    bool(text & _DOCSTRING),
                    bool(text & _EMPTY),
                    bool(text & _SCRIPT),
                    unreachable is None,
                    None if unreachable is None or unreachable < 0 else unreachable,
                )
                for name, path, kind, root, text, unreachable in self.table.modules()
            )
        return self._modules

    @property
    def roots(self) -> tuple[Root, ...]:
        """The folders that modules are named from, those without any left in for their numbers."""
        from dovetail.graph.records import Root

        return tuple(Root(path, reason, modules) for path, reason, modules in self.table.roots)

    @property
    def externals(self) -> list[str]:
        """The names that leave the project, as they stand in import statements, sorted."""
        if self._externals is None:
            self._externals = self.table.externals()
        return self._externals

    def __len__(self) -> int:
        """Return the number of modules."""
        return len(self.table)

    def __contains__(self, name: str) -> bool:
        """Whether the project has a module of that name."""
        return self.table.find(name) is not None

    def __getitem__(self, name: str) -> Module:
        """Return the module of that name."""
        return self.modules[self._number(name)]

    def at(self, path: str) -> Module | None:
        """Return the module of the file ``path``, relative to the project's base; None if there is none.

        Names of modules may be equal, paths are not.
        """
        if self._by_path is None:
            self._by_path = {module.path: module for module in self.modules}
        return self._by_path.get(path)

    def _number(self, name: str) -> int:
        number = self.table.find(name)
        if number is None:
            raise KeyError(name)
        return number

    def _names(self, numbers: Iterable[int]) -> list[str]:
        return [self.modules[number].name for number in numbers]

    def _import(self, edge: Edge, *, imported: str | None = None) -> Import:
        from dovetail.graph.records import Import

        importer, target, kind, flags, taken, line, column, width = edge
        if imported is None:
            imported = self.modules[target].name if target >= 0 else self.externals[-1 - target]
        module = self.modules[importer]
        return Import(
            module.name,
            imported,
            _kinds()[kind],
            bool(flags & _RUNS),
            taken,
            bool(flags & _GUARDED),
            bool(flags & _PARENT),
            bool(flags & _STAR),
            target < 0,
            module.path,
            line,
            column,
            width,
        )

    def imports(
        self,
        importer: str | None = None,
        *,
        kinds: Kinds = None,
        runs: bool = False,
        external: bool = False,
        star: bool = False,
    ) -> list[Import]:
        """Return the imports of one module, or of all, in order of modules and of their text.

        ``external`` adds those that leave the project; ``star`` keeps only star imports.
        """
        number = None if importer is None else self._number(importer)
        edges = self.table.edges(number, bits(kinds), runs, star_only=star, external=external)
        return [self._import(edge) for edge in edges]

    def unresolved(self) -> list[Unresolved]:
        """Return the imports that cannot succeed, in order of modules and of their text."""
        from dovetail.graph.records import Missing, Unresolved

        result = []
        for name, reason, number, edge in self.table.unresolved():
            missing = Missing(reason)
            named = missing in (Missing.NOT_FOUND, Missing.NO_NAME)
            within = self.modules[number].name if named else ""
            site = self._import(edge, imported=name)
            result.append(Unresolved(name, missing, within, number, site))
        return result

    def other_names(self) -> list[OtherName]:
        """Return the imports of modules by another name than their own, in order of modules and their text.

        That happens where a file can be reached from two entries of the search path, as
        ``src/shop/orders.py`` can be as ``shop.orders`` and as ``src.shop.orders``.
        """
        from dovetail.graph.records import OtherName

        return [OtherName(name, self._import(edge)) for name, edge in self.table.other_names()]

    def imported_by(
        self, importer: str, *, kinds: Kinds = None, runs: bool = False, transitive: bool = False
    ) -> list[str]:
        """Return the modules of the project that a module imports, sorted."""
        number = self._number(importer)
        if transitive:
            return self._names(self.table.reachable(number, bits(kinds), runs, backwards=False))
        return self._names(self.table.successors(number, bits(kinds), runs))

    def importers_of(
        self, imported: str, *, kinds: Kinds = None, runs: bool = False, transitive: bool = False
    ) -> list[str]:
        """Return the modules of the project that import a module, sorted."""
        number = self._number(imported)
        if transitive:
            return self._names(self.table.reachable(number, bits(kinds), runs, backwards=True))
        return self._names(self.table.predecessors(number, bits(kinds), runs))

    def shortest_chains(
        self, importer: str, imported: str, *, kinds: Kinds = None, runs: bool = False, limit: int = 1
    ) -> list[list[Import]]:
        """Return the shortest chains of imports from one module to another, at most ``limit`` of them.

        Each step is the first statement that makes it. Empty if there is no chain.
        """
        chains = self.table.shortest_chains(
            self._number(importer), self._number(imported), bits(kinds), runs, limit
        )
        return [self._steps(chain, bits(kinds), runs=runs) for chain in chains]

    def _steps(self, chain: list[int], kinds: int, *, runs: bool) -> list[Import]:
        steps = []
        for importer, imported in zip(chain, chain[1:], strict=False):  # noqa: RUF007 - saves an import
            edges = self.table.edges(importer, kinds, runs, external=False)
            steps.append(self._import(next(edge for edge in edges if edge[1] == imported)))
        return steps

    def components(self, *, kinds: Kinds = None, runs: bool = False) -> list[list[str]]:
        """Return the strongly connected components of two or more modules, each sorted, sorted."""
        return [self._names(component) for component in self.table.components(bits(kinds), runs)]

    def shortest_cycles(
        self, *, kinds: Kinds = None, runs: bool = False
    ) -> list[tuple[list[str], list[Import]]]:
        """Return every component with a shortest elementary cycle in it, step by step."""
        cycles = self.table.shortest_cycles(bits(kinds), runs)
        return [
            (self._names(component), self._steps([*cycle, cycle[0]], bits(kinds), runs=runs))
            for component, cycle in cycles
        ]

    def cycles(self, *, kinds: Kinds = None, runs: bool = False, limit: int = 1000) -> list[list[str]]:
        """Return elementary cycles, at most ``limit``; each begins with its first module by name."""
        return [self._names(cycle) for cycle in self.table.elementary_cycles(bits(kinds), runs, limit)]

    def loaded_by(self, module: str) -> frozenset[str]:
        """Return the modules of the project whose bodies run because ``module`` is imported first.

        By structure alone: every import that runs at import time is supposed to be reached and to succeed.
        """
        return frozenset(self._names(self.table.loaded_by(self._number(module))))


def _kinds() -> list[Kind]:
    from dovetail.graph.kind import Kind

    return list(Kind)
