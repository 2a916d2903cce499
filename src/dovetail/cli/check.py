"""``dovetail check``: find what is wrong with the imports of a project."""

from __future__ import annotations

import sys
from pathlib import Path

from dovetail import __version__
from dovetail.checks import BY_NAME, CHECKS
from dovetail.cli import options
from dovetail.cli.check_options import add_checks, listed
from dovetail.cli.command import Command
from dovetail.errors import UsageError
from dovetail.report import FORMATS, Request, render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.checks import Check
    from dovetail.cli.command import Arguments
    from dovetail.diagnostic import Outcome
    from dovetail.project import Project


def command() -> Command:
    """Return what words the command takes."""
    command = Command("check", "Find what is wrong with the imports of a project. Nothing is executed.")
    options.add_project(command)
    add = command.add
    add_checks(command)
    add("--statistics", action="store_true", help="only count the findings of each check")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if anything was found."""
    arguments = command().parse(words)
    if arguments.list:
        options.write(listed(CHECKS, arguments.format))
        return 0
    if arguments.statistics and arguments.format != FORMATS[0]:
        raise UsageError("--statistics is a text of its own", hint="give either --statistics or --format")
    from dovetail.checks.run import page, run, select

    project = options.open_project(arguments, checks=BY_NAME)
    checks = select(
        project.configuration,
        selected=arguments.select,
        extended=arguments.extend_select,
        ignored=arguments.ignore,
    )
    outcome = run(project, checks)
    options.tell(project, arguments)
    if arguments.statistics:
        options.write(_counts(outcome, checks))
    else:
        request = Request(color=options.wants_color(), start=Path.cwd(), version=__version__, page=page)
        options.write(render(arguments.format, outcome, request))
    if arguments.format in ("full", "concise"):
        sys.stderr.write(f"{_aside(project, outcome, arguments)}\n")
    return outcome.exit_code


def _counts(outcome: Outcome, checks: list[Check]) -> Iterator[str]:
    counts = {check.name: 0 for check in checks}
    for diagnostic in outcome.diagnostics:
        counts[diagnostic.check] += 1
    yield from (f"{count:6}  {name}\n" for name, count in counts.items() if count)


def _aside(project: Project, outcome: Outcome, arguments: Arguments) -> str:
    """Return what is of interest once, and differs from run to run or from machine to machine."""
    text = f"Took {outcome.summary.seconds:.2f} s."
    skipped = len(project.tree.skipped())
    if skipped and not arguments.verbose:
        text += f" Passed over {skipped:,} path{'' if skipped == 1 else 's'}: -v tells which, and why."
    return text
