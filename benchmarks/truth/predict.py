"""The prediction, in the words of the judges: the only place that knows the interface of the simulation."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from asking import CHANGED, VARIABLES, VENV, hide

from dovetail.environment.environment import Flags
from dovetail.environment.installation import from_venv
from dovetail.execution import Simulation

if TYPE_CHECKING:
    from pathlib import Path


class Predicted(NamedTuple):
    """What the simulation says of an import."""

    modules: list[str]
    by: list[str]
    """For each of them the module that imports it, and the line."""
    type: str | None
    """Of what is raised, ``unknown`` if that is not known; None if the import succeeds."""
    message: str
    file: str | None
    line: int | None
    trace: list[str]
    """The places of the traceback, innermost first."""
    unknowns: list[str]


class Predictor:
    """The simulation for one environment, with the CPU time that it took."""

    def __init__(self, venv: Path, loaded: list[str], changed: Path | None = None) -> None:
        """Simulate ``venv``, with the folder ``changed`` put first on the search path.

        ``loaded`` is what the interpreter that was asked had in ``sys.modules``: `linecache` too, which
        ``python -c`` loads and a script does not.
        """
        begin = time.process_time()
        self._hidden = {str(venv): VENV}
        if changed:
            self._hidden[str(changed)] = CHANGED
        environment = from_venv(str(venv), variables=VARIABLES, flags=Flags(isolated=True))
        # Frozen modules are not recorded either.
        self._left_out = {*loaded, *environment.frozen}
        self._simulation = Simulation(environment, roots=(str(changed),) if changed else ())
        self.cpu = time.process_time() - begin

    def __call__(self, entry: str) -> Predicted:
        """Return what importing ``entry`` would do; folders of this machine are not in it."""
        begin = time.process_time()
        try:
            execution = self._simulation.run(entry)
        except BaseException as error:  # a panic is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            said = f"{type(error).__name__}: {error}"
            return Predicted([], [], "the simulation itself", said[:300], None, None, [], [])
        finally:
            self.cpu += time.process_time() - begin
        steps = [step for step in execution.steps if step.module not in self._left_out]
        modules = [step.module for step in steps]
        by = [f"{step.importer}:{step.line}" if step.importer else "the entry" for step in steps]
        unknowns = [self._hide(str(one)) for one in execution.unknowns]
        failure = execution.failure
        if failure is None:
            return Predicted(modules, by, None, "", None, None, [], unknowns)
        file, trace = (
            failure.file and self._hide(failure.file),
            [f"{place.file}:{place.line}" for place in failure.trace],
        )
        message, kind = self._hide(failure.message), failure.type or "unknown"
        return Predicted(modules, by, kind, message, file, failure.line, [*map(self._hide, trace)], unknowns)

    def _hide(self, text: str) -> str:
        return hide(text, self._hidden)
