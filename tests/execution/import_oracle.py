"""The two sides that are compared: CPython, asked through ``run_imports.py``, and the simulation."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dovetail.environment.entry import LoadedModule
from dovetail.environment.interpreter import from_interpreter

if TYPE_CHECKING:
    from dovetail.environment.environment import Environment

ARGUMENTS = ("-I", "-S", "-B")
SERVER = Path(__file__).parent / "run_imports.py"


class Failure(NamedTuple):
    """The exception with which an import ends, and the innermost frame outside importlib."""

    type: str
    message: str
    file: str | None
    line: int | None


class Ran(NamedTuple):
    """What the first import of a fresh interpreter does."""

    modules: tuple[str, ...]
    """Those loaded from a file, in the order in which their bodies began."""
    failure: Failure | None


class Oracle:
    """One interpreter, started once: asked what an import does, and what it is.

    ``program`` is where its program lies, and ``folder`` is its current folder.
    """

    def __init__(
        self,
        python: str,
        arguments: tuple[str, ...] = ARGUMENTS,
        program: Path = SERVER,
        folder: Path | None = None,
    ) -> None:
        self.python = python
        self._known: dict[tuple[Path | None, str], Ran] = {}
        self._process = subprocess.Popen(
            [python, *arguments, str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            text=True,
            encoding="utf-8",
        )
        loaded = self._answer()
        environment = from_interpreter(python, arguments=arguments)
        # A program that is given by -c makes some versions load more than this one, which is a file.
        self.environment: Environment = environment._replace(
            loaded={
                name: LoadedModule(name, spec, origin, None if locations is None else tuple(locations))
                for name, spec, origin, locations in loaded
            }
        )

    @property
    def version(self) -> tuple[int, int]:
        """Major and minor."""
        return self.environment.version[:2]

    def ask(self, root: Path | None, entry: str) -> Ran:
        """What does a fresh interpreter do that imports ``entry``, with ``root`` first on its path?

        Without a root its path is left as it is.
        """
        if (root, entry) not in self._known:
            ran = self.try_to_ask(root, entry)
            assert ran is not None, f"the interpreter that imports {entry} ends within its time"
            self._known[root, entry] = ran
        return self._known[root, entry]

    def try_to_ask(self, root: Path | None, entry: str) -> Ran | None:
        """The same, or None if it has no time or no memory left, or dies."""
        assert self._process.stdin
        self._process.stdin.write(repr([[str(root)] if root else [], entry]) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        if answer is None:
            return None
        modules, failure = answer
        return Ran(tuple(modules), None if failure is None else Failure(*failure))

    def close(self) -> None:
        """End it."""
        self._process.communicate()

    def _answer(self) -> Any:
        assert self._process.stdout
        return ast.literal_eval(self._process.stdout.readline())


def simulate(environment: Environment, root: Path | None, entries: list[str]) -> list[Any]:
    """Return what dovetail says of each entry. The only place here that knows its interface."""
    from dovetail.execution import Simulation  # here: the oracle is tested without it

    simulation = Simulation(environment, roots=(str(root),) if root else ())
    return [simulation.run(entry) for entry in entries]


def as_ran(execution: Any) -> Ran:
    """Return what the simulation says in the form in which CPython is asked."""
    failure = execution.failure
    said = None if failure is None else Failure(failure.type, failure.message, failure.file, failure.line)
    return Ran(tuple(execution.modules), said)
