"""The prediction, in the words of the judges: the only place that knows the interface of the simulation."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from asking import VARIABLES

from dovetail.environment.environment import Flags
from dovetail.environment.installation import from_venv

if TYPE_CHECKING:
    from pathlib import Path


class Predicted(NamedTuple):
    """What the simulation says of an import."""

    modules: list[str]
    type: str | None
    """Of what is raised; None if the import succeeds."""
    message: str
    file: str | None
    line: int | None
    unknowns: list[str]


class Predictor:
    """The simulation for one environment, with the CPU time that it took."""

    def __init__(self, venv: Path, roots: tuple[str, ...] = ()) -> None:
        begin = time.process_time()
        self._prefix = str(venv)
        self._simulation = _simulation(self._prefix, roots)
        self.cpu = time.process_time() - begin

    def __call__(self, entry: str) -> Predicted:
        """Return what importing ``entry`` would do; the folder of the environment is written ``{}``."""
        begin = time.process_time()
        try:
            execution = self._simulation.run(entry)
        except BaseException as error:  # a panic is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            said = f"{type(error).__name__}: {error}"
            return Predicted([], "the simulation itself", said[:300], None, None, [])
        finally:
            self.cpu += time.process_time() - begin
        failure = execution.failure
        modules, unknowns = list(execution.modules), [str(one) for one in execution.unknowns]
        if failure is None:
            return Predicted(modules, None, "", None, None, unknowns)
        file, message = (
            text and text.replace(self._prefix, "{}") for text in (failure.file, failure.message)
        )
        return Predicted(modules, failure.type, message or "", file, failure.line, unknowns)


def _simulation(venv: str, roots: tuple[str, ...]) -> Any:
    """Return the simulation of a bare, isolated interpreter of ``venv`` with ``roots`` put first."""
    from dovetail.execution import Simulation

    environment = from_venv(venv, variables=VARIABLES, flags=Flags(isolated=True))
    return Simulation(environment, roots=roots)
