"""``dovetail path``: the search path, who put each entry there, and what is wrong with it."""

from __future__ import annotations

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.cli.environment import add_environment, open_environment
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.environment.entry import Problem
    from dovetail.environment.environment import Environment


def command() -> Command:
    """Return what words the command takes."""
    command = Command("path", "Show the search path, who put each entry there, and what is wrong with it.")
    add_environment(command)
    formats = ("text", "json", "environment")
    command.add(
        "--format",
        choices=formats,
        default="text",
        help="`environment` is what --python reads (default: text)",
    )
    return command


def run(words: list[str]) -> int:
    """Run the command."""
    from dovetail.environment.installed import Installed

    arguments = command().parse(words)
    environment, taken = open_environment(arguments)
    problems = (*environment.problems, *Installed(environment).problems)
    if arguments.format == "environment":
        from dovetail.environment.document import to_json

        options.write([to_json(environment)])
    elif arguments.format == "json":
        document = {
            "schema": "dovetail.path/1",
            "environment": taken,
            "search_path": [entry._asdict() for entry in environment.search_path],
            "problems": [problem._asdict() for problem in problems],
        }
        options.write_json(document)
    else:
        options.write(f"{printable(line)}\n" for line in _text(environment, problems, taken))
    return 0


def _text(environment: Environment, problems: tuple[Problem, ...], taken: str) -> Iterator[str]:
    paths = [entry.path or "''" for entry in environment.search_path]
    width = max(map(len, paths), default=0)
    for path, entry in zip(paths, environment.search_path, strict=True):
        yield f"{path:{width}}  {entry}"
    if problems:
        yield ""
    for problem in problems:
        place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
        yield f"{problem.kind}: {place}: {problem.message}"
    yield ""
    yield taken
