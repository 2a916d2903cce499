"""``dovetail why A --loads B``: the statements by which importing one module comes to execute another."""

from __future__ import annotations

import sys

from dovetail.cli import options
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.cli.command import Arguments
    from dovetail.execution.simulation import Execution, Simulation, Step
    from dovetail.project import Project


def answer(project: Project, arguments: Arguments) -> int:
    """Print the chain; 1 if there is none."""
    importer = options.module_name(project, arguments.importer)
    loaded = arguments.loads if "/" not in arguments.loads else options.module_name(project, arguments.loads)
    simulation = project.whole.simulate()
    execution = simulation.run(importer)
    chain = chain_to(execution, loaded)
    options.tell(project, arguments)
    if arguments.format == "json":
        steps = [_object(project, simulation, step) for step in chain]
        document = {"schema": "dovetail.loads/1", "importer": importer, "loaded": loaded, "chain": steps}
        options.write_json(document)
    elif chain:
        options.write(f"{printable(line)}\n" for line in _text(project, simulation, importer, chain))
    else:
        message = f"`import {importer}` does not execute `{loaded}`."
        if loaded in simulation.environment.loaded:
            message = f"`{loaded}` is executed when Python starts, before `import {importer}`."
        sys.stderr.write(f"{printable(message)}\n")
    return 0 if chain else 1


def chain_to(execution: Execution, module: str) -> list[Step]:
    """Return the bodies that were being executed when that of a module began, and its own last."""
    index = next((i for i, step in enumerate(execution.steps) if step.module == module), None)
    if index is None:
        return []
    chain = [execution.steps[index]]
    for step in reversed(execution.steps[:index]):
        if step.depth < chain[-1].depth:
            chain.append(step)
    return chain[::-1]


def _text(project: Project, simulation: Simulation, importer: str, chain: Sequence[Step]) -> list[str]:
    names = [step.module for step in chain]
    width = max(map(len, names))
    lines = [importer] if chain[0].importer is None and names[0] == importer else [f"import {importer}"]
    for step, name in zip(chain, names, strict=True):
        if step.importer is None:
            if name != importer:
                lines.append(f"  runs {name:{width}}  first, as a package around it")
            continue
        place = f"{_path(project, simulation, step.importer)}:{step.line}"
        lines.append(f"  runs {name:{width}}  {place}")
    return lines


def _path(project: Project, simulation: Simulation, module: str) -> str:
    file = simulation.origin(module) or module
    return file.removeprefix(f"{project.folder}/")


def _object(project: Project, simulation: Simulation, step: Step) -> dict[str, object]:
    importer = step.importer
    return {
        "module": step.module,
        "importer": importer,
        "path": _path(project, simulation, importer) if importer else None,
        "line": step.line or None,
    }
