"""A project: a folder, its configuration and the graph of its imports, each made when first asked for."""

from __future__ import annotations

import os
import sys

from dovetail._kernel import link_tree, read_tree
from dovetail.environment.target import Target
from dovetail.errors import DovetailError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from dovetail._kernel import Tree
    from dovetail.configuration import Configuration
    from dovetail.execution.verdict import Verdicts
    from dovetail.execution.whole import Whole
    from dovetail.graph.graph import Graph
    from dovetail.modules.outside import Outside

# Modules without a file, or that another name stands for: the text of no installation mentions them.
_PSEUDO_MODULES = frozenset({"__main__", "__builtin__", "__future__"})


class Project:
    """What dovetail knows of one project.

    ``base`` is the absolute path that all paths are relative to. ``scope`` is the part of it that was asked
    for, POSIX and relative: ``""`` for the whole.
    """

    def __init__(  # noqa: PLR0913 - what a project is
        self,
        base: str,
        *,
        scope: str = "",
        only: str | None = None,
        configuration: Configuration,
        target: Target,
        threads: int | None = None,
        deep: bool = False,
        python: str | None = None,
        alone: bool = False,
    ) -> None:
        """``alone``: it has no environment, and none is sought."""
        self.base = base
        self.scope = scope
        self.only = only
        self.configuration = configuration
        self.target = target
        self.threads = threads or thread_count()
        self.deep = deep
        self.marks = False
        self.python = python
        self._tree: Tree | None = None
        self._graph: Graph | None = None
        self._declared: list[str] = []
        self._outside: tuple[Outside | None, str] | None = (None, "none: it stands alone") if alone else None
        self._whole: Whole | None = None
        self._verdicts: Verdicts | None = None

    @classmethod
    def open(  # noqa: PLR0913 - likewise
        cls,
        path: str | os.PathLike[str] = ".",
        *,
        configuration: Configuration | None = None,
        target: Target | None = None,
        threads: int | None = None,
        deep: bool = False,
        python: str | None = None,
        checks: Collection[str] | None = None,
    ) -> Project:
        """Open the project at ``path``: a folder, or one file.

        A path inside a project (a folder with a ``pyproject.toml``, ``setup.py``, ``setup.cfg``,
        ``dovetail.toml`` or ``.git``) stands for the project, and one inside a regular package for the
        package, because names and imports can be told only of the whole; the path is then the `scope`.
        The configuration is read from the folder or the nearest one around it unless it is given; so is the
        target. ``threads`` limits the walk; ``deep`` reads all files to their end, and looks for the names
        that are imported from modules. ``python`` names the environment of the project (a virtual
        environment, an installation, an executable); without it one is sought when it is asked for.
        ``checks`` are the names that a configuration may mention; without them any name may be.

        Raises `UsageError` for a path that does not exist, `ConfigurationError` for a faulty configuration.
        """
        given = os.fspath(path)
        whole = os.path.abspath(given)
        if not os.path.exists(whole):
            raise UsageError(f"no such file or folder: {given}", hint="give a folder, or one Python file")
        folder = whole if os.path.isdir(whole) else os.path.dirname(whole)
        if configuration is None:
            from dovetail.configuration import read_configuration

            configuration = read_configuration(folder, checks=checks)
        if target is None:
            target = Target(configuration.python_version, configuration.platform)
        base, only = _base(whole, folder)
        scope = "" if whole in (base, os.path.join(base, only or "")) else _relative(whole, base)
        return cls(
            base,
            scope=scope,
            only=only,
            configuration=configuration,
            target=target,
            threads=threads,
            deep=deep,
            python=python,
        )

    def need(self, *, deep: bool = False, marks: bool = False) -> None:
        """Have more read of the files than the graph needs, and read them again if they were read without.

        ``deep``: to their ends, with the names that are imported from modules; ``marks``: whether their text
        has a word for dovetail, for `Tree.marked`.
        """
        if (deep and not self.deep) or (marks and not self.marks):
            self.deep, self.marks = self.deep or deep, self.marks or marks
            self._tree = self._graph = None
            self._whole = self._verdicts = None

    @property
    def folder(self) -> str:
        """The folder that paths are relative to: the base, or for a single file the folder around it."""
        return self.base if os.path.isdir(self.base) else os.path.dirname(self.base)

    @property
    def tree(self) -> Tree:
        """The files, read. Raises `DovetailError` if the base itself cannot be read."""
        if self._tree is None:
            self._tree = self._read()
            if self.scope and self._passes_over_scope(self._tree):
                # The project does not count what was asked for as its own (a folder of downloads, a virtual
                # environment): it stands for itself.
                self.base, self.only = _package_or_itself(os.path.join(self.base, self.scope))
                self.scope = ""
                self._tree = self._read()
        return self._tree

    def _read(self) -> Tree:
        configuration = self.configuration
        try:
            return read_tree(
                self.base,
                version=self.target.version,
                platform=self.target.platform,
                exclude=list(configuration.exclude),
                exclude_from=self._start,
                gitignore=configuration.respect_gitignore,
                threads=self.threads,
                deep=self.deep,
                marks=self.marks,
                only=self.only,
            )
        except OSError as error:
            raise DovetailError(f"cannot read {self.base}: {error}") from error

    def _passes_over_scope(self, tree: Tree) -> bool:
        around = f"{self.scope}/"
        return any(around.startswith(f"{path}/") for path, _, _ in tree.skipped())

    @property
    def graph(self) -> Graph:
        """The import graph."""
        if self._graph is None:
            from dovetail.environment.standard_library import standard_names
            from dovetail.graph.graph import Graph

            table = link_tree(
                self.tree,
                roots=self.declared,
                standard=sorted(standard_names(self.target.version) | _PSEUDO_MODULES),
                builtin=sorted(sys.builtin_module_names),
                names=self.deep,
            )
            self._graph = Graph(table)
        return self._graph

    @property
    def members(self) -> list[str]:
        """The folders of the projects within, absolute: those that hold a project's metadata."""
        return [os.path.join(self.folder, member) for member in self.tree.members()]

    @property
    def outside(self) -> Outside | None:
        """The environment that imports which leave the project are resolved in; None if it has none.

        Raises `DovetailError` if one was named that is none.
        """
        if self._outside is None:
            from dovetail.modules.outside import find_outside

            self._outside = find_outside(self.folder, self.members, self.python)
        return self._outside[0]

    @property
    def whole(self) -> Whole:
        """The simulation of the project. Raises `DovetailError` if an environment was named that is none."""
        if self._whole is None:
            from dovetail.execution.whole import Whole

            self._whole = Whole(self.folder, self.members, self.graph, self.outside, self.target)
        return self._whole

    @property
    def verdicts(self) -> Verdicts:
        """What the import of each module comes to, as the first one of a fresh interpreter."""
        if self._verdicts is None:
            from dovetail.execution.verdict import judge

            self._verdicts = judge(self.whole.simulation, self.whole.entries())
        return self._verdicts

    @property
    def _start(self) -> str | None:
        """The folder that paths in the configuration are relative to."""
        source = self.configuration.source
        return None if source is None else os.path.dirname(os.fspath(source))

    @property
    def declared(self) -> list[str]:
        """The source roots that somebody declared, relative to the folder.

        Dovetail's configuration decides; without it, that of each member's build backend.
        """
        if not self._declared:
            configuration = self.configuration
            if configuration.roots:
                start = self._start or self.folder
                roots = (os.path.join(start, root) for root in configuration.roots)
                paths = [os.path.relpath(root, self.folder) for root in roots]
            else:
                from dovetail.modules.declared import declared_roots

                paths = [
                    os.path.join(member, root)
                    for member in self.tree.members()
                    for root in declared_roots(os.path.join(self.folder, member))
                ]
            self._declared = [os.path.normpath(path) for path in paths]
        return ["" if path == "." else path for path in self._declared]

    def assumptions(self) -> list[str]:
        """Return what was assumed of the project, one sentence each, for whoever asks with ``-v``."""
        source = self.configuration.source
        lines = [
            f"project: {self.base}" + (f", of which {self.only} is read" if self.only else ""),
            *([f"asked about: {self.scope}"] if self.scope else []),
            f"configuration: {source or 'none found'}",
            f"target: {self.target}",
            *([f"environment: {self._outside[1]}"] if self._outside else []),
        ]
        for root in self.graph.roots:
            if root.modules:
                many = f"{root.modules} module" + ("" if root.modules == 1 else "s")
                lines.append(f"root: {root.path or '.'} ({root.reason}, {many})")
        lines += [f"passed over: {path} ({reason})" for path, _, reason in self.tree.skipped()]
        return lines


def thread_count() -> int:
    """Return the number of threads to use: ``DOVETAIL_THREADS``, or as many as there are processors.

    Raises `UsageError` if the variable holds no positive number.
    """
    value = os.environ.get("DOVETAIL_THREADS")
    if not value:
        return min(os.cpu_count() or 1, 8)
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= 256):  # noqa: PLR2004
        raise UsageError(f"DOVETAIL_THREADS is `{value}`", hint="set it to a number from 1 to 256")
    return int(value)


_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", "dovetail.toml", ".git")


def _base(whole: str, folder: str) -> tuple[str, str | None]:
    """Where to walk for the sake of the path ``whole``, and the one entry of it to which the walk keeps."""
    at = folder
    while not any(os.path.exists(os.path.join(at, marker)) for marker in _MARKERS):
        parent = os.path.dirname(at)
        if parent == at or os.path.basename(at).startswith("."):
            # No project around it, or a folder that no project counts as its own.
            return _package_or_itself(whole)
        at = parent
    return at, None


def _package_or_itself(whole: str) -> tuple[str, str | None]:
    top = None
    at = whole if os.path.isdir(whole) else os.path.dirname(whole)
    while os.path.isfile(os.path.join(at, "__init__.py")) and os.path.dirname(at) != at:
        top, at = at, os.path.dirname(at)
    return (at, os.path.basename(top)) if top else (whole, None)


def _relative(path: str, base: str) -> str:
    return os.path.relpath(path, base).replace(os.sep, "/")
