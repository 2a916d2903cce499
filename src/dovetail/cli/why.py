"""``dovetail why A B``: how one module comes to import another."""

from __future__ import annotations

import json
import sys

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.graph.records import Import


def command() -> Command:
    """Return what words the command takes."""
    command = Command(
        "why", "Show the shortest chains of imports from one module to another, or why one runs."
    )
    command.add("importer", help="a module, or its file")
    command.add("imported", nargs="?", help="likewise")
    command.add("--loads", metavar="MODULE", help="show why importing the first module executes this one")
    command.add("--python", metavar="PLACE", help="with --loads: the project's environment")
    command.add("--path", default=".", help="the project (default: this folder)")
    options.add_target(command)
    add = command.add
    add("--kind", metavar="KIND", action="append", help="only chains of imports of these kinds")
    add("--runs", action="store_true", help="only imports that are executed when their module is imported")
    add("--limit", metavar="N", type=int, default=3, help="how many chains at the most (default: 3)")
    add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if there is no chain."""
    arguments = command().parse(words)
    if (arguments.imported is None) == (arguments.loads is None):
        from dovetail.errors import UsageError

        raise UsageError("one other module is needed", hint="give `why A B`, or `why A --loads B`")
    project = options.open_project(arguments)
    if arguments.loads is not None:
        from dovetail.cli.loads import answer

        return answer(project, arguments)
    kinds = options.kinds(arguments.kind)
    importer = options.module_name(project, arguments.importer)
    imported = options.module_name(project, arguments.imported)
    chains = project.graph.shortest_chains(
        importer, imported, kinds=kinds, runs=arguments.runs, limit=max(arguments.limit, 1)
    )
    options.tell(project, arguments)
    if arguments.format == "json":
        steps = [[_object(step) for step in chain] for chain in chains]
        document = {"schema": "dovetail.why/1", "importer": importer, "imported": imported, "chains": steps}
        options.write([json.dumps(document, indent=2), "\n"])
    elif chains:
        blocks = ["".join(f"{line}\n" for line in _text(chain)) for chain in chains]
        options.write(["\n".join(blocks)])
    else:
        restriction = " by imports of these kinds" if kinds else ""
        restriction += (
            " that run" if arguments.runs and kinds else " by imports that run" if arguments.runs else ""
        )
        message = f"`{importer}` does not come to import `{imported}`{restriction}."
        sys.stderr.write(f"{printable(message)}\n")
    return 0 if chains else 1


def _text(chain: list[Import]) -> list[str]:
    lines = [printable(chain[0].importer)]
    imported = [printable(step.imported) for step in chain]
    places = [printable(f"{step.path}:{step.line}:{step.column + 1}") for step in chain]
    width = max(map(len, places))
    names = max(map(len, imported))
    for step, name, place in zip(chain, imported, places, strict=True):
        kind = f"{step.kind}, not taken" if step.taken is False else str(step.kind)
        lines.append(f"  imports {name:{names}}  {place:{width}}  {kind}")
    return lines


def _object(step: Import) -> dict[str, object]:
    names = ("importer", "imported", "kind", "runs", "taken", "parent", "path", "line", "column")
    return {name: getattr(step, name) for name in names}
