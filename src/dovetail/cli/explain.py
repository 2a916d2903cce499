"""``dovetail explain CHECK``: the page of a check."""

from __future__ import annotations

import sys

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.ship.page import ALL, page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dovetail.checks import Check

_SUMMARY = 2
"""The line of a page, counted from 0, that sums it up."""


def command() -> Command:
    """Return what words the command takes."""
    command = Command("explain", "Show the page of a check; without a name, list the checks.")
    command.add("check", nargs="?", help="the name of a check")
    add = command.add
    add("--format", choices=("text", "markdown", "json"), help="default: text on a terminal, else markdown")
    return command


def run(words: list[str]) -> int:
    """Run the command."""
    arguments = command().parse(words)
    text = None if arguments.check is None else page(arguments.check)
    if arguments.format == "json":
        options.write(as_json(ALL.values() if text is None else [ALL[arguments.check]]))
    elif text is None:
        options.write(_list())
    elif arguments.format == "markdown" or (arguments.format is None and not sys.stdout.isatty()):
        options.write([text])
    else:
        from rich.console import Console
        from rich.markdown import Markdown

        Console(no_color=not options.wants_color()).print(Markdown(text))
    return 0


def as_json(checks: Iterable[Check], *, pages: bool = True) -> Iterator[str]:
    """Yield what is known of checks as JSON, schema ``dovetail.checks/1``; with their pages if asked for."""
    import json

    rows = []
    for check in checks:
        text = page(check.name)
        row = {"name": check.name, "severity": check.severity, "default": check.default}
        rows.append({**row, "summary": text.splitlines()[_SUMMARY]} | ({"page": text} if pages else {}))
    yield json.dumps({"schema": "dovetail.checks/1", "checks": rows}, indent=2)
    yield "\n"


def _list() -> Iterator[str]:
    width = max(map(len, ALL))
    for name in ALL:
        yield f"{name:{width}}  {page(name).splitlines()[_SUMMARY]}\n"
