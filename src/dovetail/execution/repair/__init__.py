"""Small changes that repair a cycle of imports, each tried in the simulation before it is offered."""

from __future__ import annotations

import ast
import os
from itertools import pairwise
from typing import TYPE_CHECKING

from dovetail.execution.circular import circle as circle_of
from dovetail.execution.repair.deferral import put_off
from dovetail.execution.repair.order import call_later, move_below
from dovetail.execution.repair.source import Origin, absolute, from_definition, module_not_name, submodule
from dovetail.execution.repair.text import Text, is_star

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.execution.account import Account
    from dovetail.execution.circular import Circle, Link
    from dovetail.execution.repair.candidate import Candidate
    from dovetail.execution.verdict import Cycle

_MOST = 3
"""Repairs that are offered."""

_MOST_TRIALS = 16

_MOST_ENTRIES = 40
"""Imports that are tried with each change."""


def repairs(account: Account, cycle: Cycle) -> list[Candidate]:
    """Return up to three changes after which all entries of a cycle work, the cheapest first."""
    search = _Search(account, cycle)
    found: list[Candidate] = []
    for number, candidate in enumerate(search.candidates()):
        if len(found) == _MOST or number == _MOST_TRIALS:
            break
        known = any(candidate.sentence == each.sentence for each in found)
        if not known and search.works(candidate):
            found.append(candidate)
    return found


class _Search:
    def __init__(self, account: Account, cycle: Cycle) -> None:
        self.account = account
        self.whole = account.whole
        self.cycle = cycle
        self._texts: dict[str, Text | None] = {}
        outcomes = account.verdicts.outcomes
        affected = [*cycle.modules, *cycle.fails, *self._importers()]
        fails = set(cycle.fails)
        self.entries = [
            name for name in dict.fromkeys(affected) if name in fails or outcomes.get(name, True) is None
        ][:_MOST_ENTRIES]

    def _importers(self) -> Iterator[str]:
        """Yield the modules that may import a name through one of the cycle."""
        for module in self.cycle.modules:
            if module in self.whole.graph:
                yield from self.whole.graph.importers_of(module)[:_MOST_ENTRIES]

    def works(self, candidate: Candidate) -> bool:
        """Whether with a change all entries of the cycle work, and those that did before still do."""
        simulation = self.whole.simulation
        simulation.replace({candidate.file: "\n".join(candidate.lines)})
        try:
            outcomes = simulation.outcomes(self.entries)
        finally:
            simulation.replace({candidate.file: None})
        return all(
            failure is None or (failure.deliberate and circle_of(name, failure) is None)
            for name, failure in zip(self.entries, outcomes, strict=True)
        )

    def candidates(self) -> Iterator[Candidate]:
        """Yield changes that may help, the cheapest first."""
        circles = self.cycle.circles
        for circle in circles:
            yield from self._of_the_statement(circle)
        for circle in circles[:1]:
            links = self._links(circle)
            for link in links:
                yield from self._around(link)
            put_off_ = [each for link in links for each in self._put_off(link)]
            # To put an import under a test costs nothing when the program runs.
            for beginning in ("put", "move"):
                yield from (each for each in put_off_ if each.sentence.startswith(beginning))
            yield from self._module(circle)
            yield from self._later(circle)
            yield from self._calls(circle)
            yield from (each for each in put_off_ if each.sentence.startswith("delete"))

    def _calls(self, circle: Circle) -> Iterator[Candidate]:
        """Yield that a function is not to be called while its module is imported."""
        for link, following in pairwise(circle.chain):
            text = self.text(link.module)
            if text is not None and following.in_function and not link.in_function:
                yield from call_later(text, link.line)

    def text(self, module: str) -> Text | None:
        """Return the text of a module of the project, None if it cannot be changed."""
        if module not in self._texts:
            self._texts[module] = self._read(module)
        return self._texts[module]

    def _read(self, module: str) -> Text | None:
        file = self.whole.simulation.origin(module)
        path = self.account.path(file)
        if file is None or path is None:
            return None
        try:
            return Text(path, file, "\n".join(self.account.lines(path)) + "\n")
        except (SyntaxError, ValueError, RecursionError):
            return None

    def _links(self, circle: Circle) -> list[Link]:
        """Return the lines of the cycle itself, the one that fails first, then from the outside in."""
        chain = circle.chain
        start = next((i for i, link in enumerate(chain) if link.module == circle.unfinished), 0)
        inner = list(chain[start:])
        return [link for link in (inner[-1], *inner[:-1]) if not link.in_function]

    def _put_off(self, link: Link) -> Iterator[Candidate]:
        text = self.text(link.module)
        statement = text and text.import_at(link.line)
        if text is not None and statement:
            version = self.whole.simulation.environment.version[:2]
            yield from put_off(text, statement, deferred_annotations=version >= (3, 14))

    def _of_the_statement(self, circle: Circle) -> Iterator[Candidate]:
        """Yield what can be done where it fails: ask who defines the name, import the submodule."""
        last = circle.chain[-1]
        text = self.text(last.module)
        if text is None or not circle.name:
            return
        statement = text.import_at(last.line)
        if isinstance(statement, ast.ImportFrom) and circle.name in {a.name for a in statement.names}:
            origin = self._origin(circle.unfinished, circle.name)
            if origin is not None:
                yield from_definition(text, statement, {circle.name: origin}, circle.unfinished)
        elif f"{circle.unfinished}.{circle.name}" in self.account.verdicts.outcomes:
            yield from submodule(text, last.line, f"{circle.unfinished}.{circle.name}")

    def _around(self, link: Link) -> Iterator[Candidate]:
        """Yield how to go around the module that an import asks, if it only hands on what is wanted."""
        text = self.text(link.module)
        statement = text and text.import_at(link.line)
        if text is None or not isinstance(statement, ast.ImportFrom) or is_star(statement):
            return
        module = absolute(self._package(link.module), statement)
        origins = {alias.name: self._origin(module, alias.name) for alias in statement.names}
        known = {name: origin for name, origin in origins.items() if origin is not None}
        if known and len(known) == len(origins):
            yield from_definition(text, statement, known, module)

    def _origin(self, module: str, name: str) -> Origin | None:
        """Return from where ``module`` has a name, followed to where it is defined; None if it defines it."""
        origin = None
        for _ in range(5):
            text = self.text(module)
            binding = text.binding(name) if text else None
            if isinstance(binding, ast.Import):
                alias = next(each for each in binding.names if (each.asname or each.name) == name)
                return Origin(alias.name, None)
            if not isinstance(binding, ast.ImportFrom):
                break
            alias = next(each for each in binding.names if (each.asname or each.name) == name)
            module, name = absolute(self._package(module), binding), alias.name
            origin = Origin(module, name)
        return origin

    def _package(self, module: str) -> str:
        file = self.whole.simulation.origin(module) or ""
        return module if os.path.basename(file).startswith("__init__.") else module.rpartition(".")[0]

    def _module(self, circle: Circle) -> Iterator[Candidate]:
        last = circle.chain[-1]
        text = self.text(last.module)
        statement = text and text.import_at(last.line)
        if text is not None and isinstance(statement, ast.ImportFrom) and statement.names[0].name != "*":
            yield from module_not_name(text, statement, self._package(last.module))

    def _later(self, circle: Circle) -> Iterator[Candidate]:
        text = self.text(circle.unfinished)
        line = next((link.line for link in circle.chain if link.module == circle.unfinished), 0)
        statement = text and text.import_at(line)
        if text is not None and statement and circle.name:
            yield from move_below(text, statement, circle.name)
