"""The environment that is proved, and what several checks ask of it."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from dovetail.diagnostic import Place
from dovetail.environment.installed import Installed
from dovetail.environment.reading import read_ordinary
from dovetail.modules.owner import Owners
from dovetail.modules.resolve import Resolver
from dovetail.ship.proof.recorded import Recorded
from dovetail.ship.proof.roots import Root, roots
from dovetail.source.decoding import decode, lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dovetail.environment.environment import Environment
    from dovetail.execution.simulation import Simulation
    from dovetail.ship.proof.reach import Reach

_KEPT = 64
"""Texts that are held at a time: findings of one distribution point to few files."""


class Subject:
    """One environment, with what was read of it so far. Nothing in it is started or changed.

    ``base`` is the absolute folder to which the paths in findings are relative.
    """

    def __init__(self, environment: Environment, *, threads: int = 2) -> None:
        self.environment = environment
        self.threads = threads
        self.base = os.path.abspath(environment.prefix or environment.folder or os.curdir)
        self.installed = Installed(environment, many=True)
        self.resolver = Resolver(environment, traced=False)
        self._owners: Owners | None = None
        self._texts: dict[str, list[str]] = {}

    @cached_property
    def recorded(self) -> tuple[Recorded, ...]:
        """The installed distributions, sorted by name, each project once."""
        return tuple(Recorded(distribution) for distribution in self.installed.distributions)

    @cached_property
    def by_name(self) -> Mapping[str, Recorded]:
        """The same by their normalized names."""
        return {one.name: one for one in self.recorded}

    @property
    def owners(self) -> Owners:
        """Who owns a module or a file."""
        if self._owners is None:
            self._owners = Owners(self.environment, many=True)
        return self._owners

    @cached_property
    def roots(self) -> tuple[Root, ...]:
        """The modules that stand for distributions: what their users import first."""
        return tuple(root for one in self.recorded for root in roots(one, self.environment))

    @cached_property
    def simulation(self) -> Simulation:
        """The interpreter of the environment, simulated."""
        from dovetail.execution.simulation import Simulation

        return Simulation(self.environment)

    @cached_property
    def reach(self) -> Reach:
        """All installed modules, and how their imports end."""
        from dovetail.ship.proof.reach import Reach

        return Reach(self)

    @cached_property
    def marker_environments(self) -> tuple[dict[str, str], ...]:
        """The values of environment markers (PEP 508), in each way that they may be.

        The patch version of an interpreter that was not started may be unknown: then both ends are given.
        """
        from dovetail.ship.proof.markers import marker_environments

        return marker_environments(self.environment)

    def files(self) -> Iterator[tuple[Recorded, str, str]]:
        """Yield each recorded file: its distribution, the folder that it is relative to, and the path."""
        for one in self.recorded:
            folder = one.distribution.folder
            for file in one.files:
                yield one, folder, file

    def place(self, path: str, line: int | None = None) -> Place:
        """Return the place of an absolute path, or of one whole line of it."""
        relative = os.path.relpath(path, self.base).replace(os.sep, "/")
        if line is None or line < 1:
            return Place.of_file(relative)
        text = self._lines(path)
        shown = text[line - 1] if line <= len(text) else ""
        column = len(shown[: len(shown) - len(shown.lstrip())].encode("utf-8", "replace"))
        width = max(len(shown.strip().encode("utf-8", "replace")), 1)
        return Place(relative, line, column, line, column + width)

    def line_of(self, path: str, beginning: str) -> int | None:
        """Return the 1-based line of a file that begins so, None if there is none."""
        for number, line in enumerate(self._lines(path), 1):
            if line.startswith(beginning):
                return number
        return None

    def text(self, path: str) -> str:
        """Return the text of a source file with plain line ends, empty if it cannot be read."""
        return "\n".join(self._lines(path))

    def _lines(self, path: str) -> list[str]:
        if path not in self._texts:
            if len(self._texts) >= _KEPT:
                self._texts.clear()
            try:
                self._texts[path] = lines(decode(read_ordinary(path)))
            except (OSError, ValueError):
                self._texts[path] = []
        return self._texts[path]
