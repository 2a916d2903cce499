"""The prediction, in the words of the judges: the only place that knows the interface of the simulation."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from asking import CHANGED, VARIABLES, VENV, hide

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

    def __init__(self, venv: Path, loaded: list[str], changed: Path | None = None) -> None:
        """Simulate ``venv``, with the folder ``changed`` put first on the search path.

        ``loaded`` is what the interpreter that was asked had in ``sys.modules``: `linecache` too, which
        ``python -c`` loads and a script does not.
        """
        self._loaded = frozenset(loaded)
        begin = time.process_time()
        self._hidden = {str(venv): VENV}
        if changed:
            self._hidden[str(changed)] = CHANGED
        self._simulation = _simulation(str(venv), (str(changed),) if changed else ())
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
            return Predicted([], "the simulation itself", said[:300], None, None, [])
        finally:
            self.cpu += time.process_time() - begin
        failure = execution.failure
        modules = [name for name in execution.modules if name not in self._loaded]
        unknowns = [str(one) for one in execution.unknowns]
        if failure is None:
            return Predicted(modules, None, "", None, None, unknowns)
        file = failure.file and hide(failure.file, self._hidden)
        message = hide(failure.message, self._hidden)
        return Predicted(modules, failure.type, message, file, failure.line, unknowns)


def _simulation(venv: str, roots: tuple[str, ...]) -> Any:
    """Return the simulation of a bare, isolated interpreter of ``venv`` with ``roots`` put first."""
    from dovetail.execution import Simulation

    environment = from_venv(venv, variables=VARIABLES, flags=Flags(isolated=True))
    return Simulation(environment, roots=roots)
