"""``dovetail graph``: show the import graph."""

from __future__ import annotations

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.errors import UsageError

FORMATS = ("summary", "json", "dot", "mermaid")


def command() -> Command:
    """Return what words the command takes."""
    command = Command("graph", "Show the import graph of a project. Nothing is executed.")
    options.add_project(command)
    add = command.add
    add("--format", choices=FORMATS, default=FORMATS[0], help="default: %(default)s")
    add("--kind", metavar="KIND", action="append", help=_kinds)
    add("--focus", metavar="MODULE", help="only this module and what is near it")
    add("--depth", metavar="N", type=int, default=1, help="how near, in imports (default: 1)")
    add("--external", action="store_true", help="also what is imported from outside the project")
    return command


def _kinds() -> str:
    from dovetail.graph.kind import Kind

    return f"only imports of this kind: {', '.join(Kind)}"


def run(words: list[str]) -> int:
    """Run the command."""
    arguments = command().parse(words)
    kinds = options.kinds(arguments.kind)
    if arguments.depth < 0:
        raise UsageError(f"--depth is {arguments.depth}", hint="give 0 or more")
    project = options.open_project(arguments)
    focus = options.module_name(project, arguments.focus) if arguments.focus else None
    if arguments.format == "json" and focus is None:
        from dovetail.view.json import render_all

        options.write(render_all(project, kinds=kinds, external=arguments.external))
    else:
        from importlib import import_module

        from dovetail.view.selection import select

        selection = select(
            project.graph, kinds=kinds, focus=focus, depth=arguments.depth, external=arguments.external
        )
        view = import_module(f"dovetail.view.{arguments.format}")
        options.write(view.render(project, selection))
    options.tell(project, arguments)
    return 0
