"""``dovetail graph``: show the import graph."""

from __future__ import annotations

from dovetail.cli import options
from dovetail.errors import UsageError
from dovetail.graph.kind import Kind, bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

FORMATS = ("summary", "json", "dot", "mermaid")


def parser() -> ArgumentParser:
    """Return the parser of the command."""
    parser = options.parser("graph", "Show the import graph of a project. Nothing is executed.")
    options.add_project(parser)
    add = parser.add_argument
    add("--format", choices=FORMATS, default=FORMATS[0], help="default: %(default)s")
    add("--kind", metavar="KIND", action="append", help=f"only imports of this kind: {', '.join(Kind)}")
    add("--focus", metavar="MODULE", help="only this module and what is near it")
    add("--depth", metavar="N", type=int, default=1, help="how near, in imports (default: 1)")
    add("--external", action="store_true", help="also what is imported from outside the project")
    return parser


def run(words: list[str]) -> int:
    """Run the command."""
    arguments = parser().parse_args(words)
    kinds = options.kinds(arguments.kind)
    if arguments.depth < 0:
        raise UsageError(f"--depth is {arguments.depth}", hint="give 0 or more")
    project = options.open_project(arguments)
    focus = options.module_name(project, arguments.focus) if arguments.focus else None
    if arguments.format == "json" and focus is None:
        from dovetail.view.json import render_all

        options.write(render_all(project, kinds=bits(kinds), external=arguments.external))
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
