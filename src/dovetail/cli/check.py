"""``dovetail check``: find what is wrong with the imports of a project."""

from __future__ import annotations

import sys
from pathlib import Path

from dovetail import __version__
from dovetail.checks import BY_NAME
from dovetail.cli import options
from dovetail.report import FORMATS, Request, render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser


def parser() -> ArgumentParser:
    """Return the parser of the command."""
    parser = options.parser("check", "Find what is wrong with the imports of a project. Nothing is executed.")
    options.add_project(parser)
    add = parser.add_argument
    add("--format", choices=FORMATS, default=FORMATS[0], help="default: %(default)s")
    add("--select", metavar="CHECK", action="append", type=_names, help="only these checks; `all` for all")
    add("--extend-select", metavar="CHECK", action="append", type=_names, default=[], help="these as well")
    add("--ignore", metavar="CHECK", action="append", type=_names, default=[], help="not these")
    add("--statistics", action="store_true", help="only count the findings of each check")
    add("--list", action="store_true", help="list the checks and stop")
    return parser


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def run(words: list[str]) -> int:
    """Run the command; 1 if anything was found."""
    arguments = parser().parse_args(words)
    if arguments.list:
        width = max(map(len, BY_NAME))
        for check in BY_NAME.values():
            default = "" if check.default else "  (off by default)"
            sys.stdout.write(f"{check.name:{width}}  {check.severity}{default}\n")
        return 0
    from dovetail.checks.run import page, run, select

    project = options.open_project(arguments, checks=BY_NAME)
    checks = select(
        project.configuration,
        selected=None if arguments.select is None else sum(arguments.select, []),
        extended=sum(arguments.extend_select, []),
        ignored=sum(arguments.ignore, []),
    )
    outcome = run(project, checks)
    options.tell(project, arguments)
    if arguments.statistics:
        counts = {check.name: 0 for check in checks}
        for diagnostic in outcome.diagnostics:
            counts[diagnostic.check] += 1
        options.write(f"{count:6}  {name}\n" for name, count in counts.items() if count)
        return outcome.exit_code
    color = options.wants_color()
    request = Request(color=color, start=Path.cwd(), version=__version__, page=page)
    options.write(render(arguments.format, outcome, request))
    seconds = outcome.summary.seconds
    if arguments.format in ("full", "concise"):
        sys.stderr.write(f"Took {seconds:.2f} s.\n")
    return outcome.exit_code
