"""``dovetail trace MODULE``: what an import executes, in order, and the statement that caused each."""

from __future__ import annotations

import os
import sys

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.cli.command import Arguments
    from dovetail.execution.really import Run
    from dovetail.execution.simulation import Execution, Failure, Simulation, Step
    from dovetail.project import Project


def command() -> Command:
    """Return what words the command takes."""
    command = Command(
        "trace",
        "Show which modules `import MODULE` executes, in order, as the first import. Nothing is executed.",
    )
    command.add("module", help="a module of the project, its file, or any module that can be imported")
    options.add_project(command)
    add = command.add
    add(
        "--from-script",
        metavar="FILE",
        help="as in `python FILE`: with the folder of that file searched first",
    )
    add("--cost", action="store_true", help="add the bytes of each text and the statements executed in it")
    add("--run", action="store_true", help="really import it too, in a fresh interpreter, and compare")
    formats = ("tree", "json", "speedscope")
    add("--format", choices=formats, default="tree", help="`speedscope` is a flame chart (default: tree)")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if the import fails, or differs from what was predicted."""
    arguments = command().parse(words)
    project = options.open_project(arguments)
    name = _name(project, arguments)
    simulation = project.whole.simulate(script=arguments.from_script)
    if not simulation.resolves(name):
        from dovetail.errors import UsageError

        raise UsageError(
            f"no module named `{name}`", hint=f"`dovetail where {name}` shows where it was sought"
        )
    execution = simulation.run(name)
    ran = None
    if arguments.run:
        ran = _really(project, name, arguments)
    options.tell(project, arguments)
    view = _View(project.folder, simulation, execution, ran)
    if arguments.format == "json":
        options.write_json(view.document())
    elif arguments.format == "speedscope":
        from dovetail.view import speedscope

        files = {module: view.file(module) for module in (*execution.modules, *(ran.modules if ran else ()))}
        sizes = {step.module: view.size(step.module) for step in execution.steps}
        chart = (
            speedscope.measured(name, ran, files) if ran else speedscope.predicted(execution, sizes, files)
        )
        options.write_json(chart)
    else:
        options.write(f"{printable(line)}\n" for line in view.lines(cost=arguments.cost))
    return 1 if execution.failure or (ran and view.differences) else 0


def _name(project: Project, arguments: Arguments) -> str:
    given: str = arguments.module
    if os.sep in given or given.endswith(".py"):
        return options.module_name(project, given)
    return given


def _really(project: Project, name: str, arguments: Arguments) -> Run:
    from dovetail.execution import really

    environment = project.whole.environment
    sys.stderr.write(
        f"dovetail: {really.executable_of(environment)} now imports {name}, which executes its code\n"
    )
    sys.stderr.flush()
    script = arguments.from_script
    folders = [os.path.dirname(os.path.realpath(script))] if script else project.whole.search_first()
    return really.run(environment, name, folders)


class _View:
    """An execution, ready to be shown."""

    def __init__(self, folder: str, simulation: Simulation, execution: Execution, ran: Run | None) -> None:
        self.folder = folder
        self.simulation = simulation
        self.execution = execution
        self.ran = ran
        self.differences: list[str] = []
        if ran is not None:
            from dovetail.execution.really import differences

            self.differences = differences(execution, ran)

    def file(self, module: str) -> str | None:
        """Return the file of a module, relative to the project if it is in it."""
        return self._short(self.simulation.origin(module))

    def _short(self, file: str | None) -> str | None:
        start = self.folder + os.sep
        return file.removeprefix(start).replace(os.sep, "/") if file else None

    def size(self, module: str) -> int:
        """Return the bytes of a module's file."""
        try:
            return os.path.getsize(self.simulation.origin(module) or "")
        except OSError:
            return 0

    def lines(self, *, cost: bool) -> Iterator[str]:
        """Yield the tree, a line for each module."""
        steps = self.execution.steps
        names = [f"{'  ' * step.depth}{step.module}" for step in steps]
        width = max(map(len, names), default=0)
        times = self.ran.times() if self.ran else {}
        for step, name in zip(steps, names, strict=True):
            columns = [f"{name:{width}}"]
            if self.ran:
                taken = times.get(step.module)
                columns.append(f"{taken[0] * 1e3:9.2f} ms {taken[1] * 1e3:9.2f} ms" if taken else f"{'':>25}")
            if cost:
                columns.append(f"{self.size(step.module):>9,} B {step.cost:>8,}")
            columns.append(self._cause(step))
            yield "  ".join(columns).rstrip()
        yield ""
        yield from self._end(cost=cost)

    def _cause(self, step: Step) -> str:
        if step.importer is None:
            return ""
        place = self.file(step.importer) or step.importer
        return f"{place}:{step.line}" if step.line else place

    def _end(self, *, cost: bool) -> Iterator[str]:
        steps = self.execution.steps
        many = "1 module" if len(steps) == 1 else f"{len(steps)} modules"
        if cost:
            total = sum(self.size(step.module) for step in steps)
            many += f", {total:,} bytes, {sum(step.cost for step in steps):,} statements and calls"
        failure = self.execution.failure
        yield f"`import {self.execution.name}` executes {many}" + (", and fails:" if failure else ".")
        if failure:
            yield from (f"  {line}" for line in self._traceback(failure))
        for unknown in self.execution.unknowns[:20]:
            yield f"  not known: {unknown}"
        if len(self.execution.unknowns) > 20:  # noqa: PLR2004 - enough to know what kind it is
            yield f"  not known: {len(self.execution.unknowns) - 20} more"
        if self.ran is not None:
            same = "just what was predicted" if not self.differences else "something else than was predicted:"
            yield f"{self.ran.executable} took {self.ran.seconds * 1e3:.1f} ms; it did {same}"
            yield from (f"  {difference}" for difference in self.differences)

    def _traceback(self, failure: Failure) -> Iterator[str]:
        for place in reversed(failure.trace):
            yield f"{self._short(place.file) or place.module}:{place.line}"
        yield f"{failure.type or 'an exception'}: {failure.message}"

    def document(self) -> dict[str, object]:
        """Return all of it, by ``trace.schema.json``."""
        execution, failure, ran = self.execution, self.execution.failure, self.ran
        times = ran.times() if ran else {}
        return {
            "schema": "dovetail.trace/1",
            "module": execution.name,
            "steps": [self._step(step, times) for step in execution.steps],
            "failure": failure
            and {
                "type": failure.type,
                "message": failure.message,
                "trace": [
                    {"path": self._short(p.file), "line": p.line, "module": p.module} for p in failure.trace
                ],
                "waiting": failure.waiting and failure.waiting._asdict(),
            },
            "unknowns": [unknown._asdict() for unknown in execution.unknowns],
            "run": ran
            and {
                "executable": ran.executable,
                "seconds": ran.seconds,
                "modules": list(ran.modules),
                "failure": ran.failure and {"type": ran.failure[0], "message": ran.failure[1]},
                "differences": self.differences,
            },
        }

    def _step(self, step: Step, times: dict[str, tuple[float, float]]) -> dict[str, object]:
        taken = times.get(step.module)
        return {
            "module": step.module,
            "path": self.file(step.module),
            "depth": step.depth,
            "importer": step.importer,
            "importer_path": self.file(step.importer) if step.importer else None,
            "line": step.line or None,
            "bytes": self.size(step.module),
            "statements": step.cost,
            "seconds": taken[0] if taken else None,
            "own_seconds": taken[1] if taken else None,
        }
