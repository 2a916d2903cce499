"""The one place where dovetail starts a program to import something: to compare with what it said."""

from __future__ import annotations

import json
import os
import sys

from dovetail.errors import DovetailError
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.environment.environment import Environment
    from dovetail.execution.simulation import Execution

_PATIENCE = 120
"""Seconds after which an import is given up."""


class Event(NamedTuple):
    """A body began or ended."""

    opens: bool
    module: str
    at: float
    """Seconds since the import began."""


class Run(NamedTuple):
    """What an interpreter really did."""

    executable: str
    events: tuple[Event, ...]
    failure: tuple[str, str] | None
    """The type and the message of the exception in which it ended."""
    seconds: float

    @property
    def modules(self) -> tuple[str, ...]:
        """The names of the modules whose bodies began to be executed, in order."""
        return tuple(event.module for event in self.events if event.opens)

    def times(self) -> dict[str, tuple[float, float]]:
        """Return of each module the seconds of its body with all that it imports, and without."""
        result: dict[str, tuple[float, float]] = {}
        open_: list[tuple[str, float, float]] = []
        for event in self.events:
            if event.opens:
                open_.append((event.module, event.at, 0.0))
                continue
            module, began, inner = open_.pop()
            whole = event.at - began
            result[module] = (whole, whole - inner)
            if open_:
                outer, start, taken = open_[-1]
                open_[-1] = (outer, start, taken + whole)
        return result


def executable_of(environment: Environment) -> str:
    """Return the program that `run` starts."""
    return environment.executable or sys.executable


def run(environment: Environment, name: str, folders: Sequence[str]) -> Run:
    """Import ``name`` in a fresh interpreter of ``environment``, with ``folders`` first on its search path.

    This executes the code of the module. Raises `DovetailError` if the interpreter cannot be started, takes
    too long or dies.
    """
    import subprocess
    import tempfile

    program = os.path.join(os.path.dirname(__file__), "probe.py")
    executable = executable_of(environment)
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "ran.json")
        command = [executable, "-B", program, target, name, *folders]
        try:
            done = subprocess.run(  # noqa: S603 - it is what the user asked for
                command, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=_PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise DovetailError(f"the import takes longer than {_PATIENCE} seconds") from None
        except OSError as error:
            raise DovetailError(f"{executable} cannot be started: {error.strerror}") from error
        try:
            with open(target, encoding="utf-8") as file:
                document = json.load(file)
        except (OSError, ValueError):
            raise DovetailError(f"{executable} ended with {done.returncode} before the import did") from None
    events = tuple(Event(kind == "O", module, at) for kind, module, at in document["events"])
    failure = document["failure"]
    return Run(executable, events, (failure[0], failure[1]) if failure else None, document["seconds"])


def differences(execution: Execution, ran: Run) -> list[str]:
    """Return where a prediction and what happened are not the same, one sentence each."""
    said, did = execution.modules, ran.modules
    result = [f"executed, and not predicted: {name}" for name in dict.fromkeys(did) if name not in set(said)]
    result += [f"predicted, and not executed: {name}" for name in dict.fromkeys(said) if name not in set(did)]
    if not result and said != did:
        pairs = zip(said, did, strict=False)
        first = next(((mine, theirs) for mine, theirs in pairs if mine != theirs), None)
        if first:
            result.append(f"in another order from {first[1]} on, where {first[0]} was predicted")
        else:
            result.append("some modules are executed more often, or less often, than predicted")
    mine = execution.failure and (execution.failure.type or "an exception", execution.failure.message)
    if (mine is None) != (ran.failure is None) or (mine and ran.failure and mine != ran.failure):
        said_ = f"{mine[0]}: {mine[1]}" if mine else "works"
        did_ = f"{ran.failure[0]}: {ran.failure[1]}" if ran.failure else "works"
        result.append(f"predicted: {said_}; what happened: {did_}")
    return result
