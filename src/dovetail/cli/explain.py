"""``dovetail explain CHECK``: the page of a check."""

from __future__ import annotations

import sys

from dovetail.checks import CHECKS
from dovetail.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser


def parser() -> ArgumentParser:
    """Return the parser of the command."""
    parser = options.parser("explain", "Show the page of a check; without a name, list the checks.")
    parser.add_argument("check", nargs="?", help="the name of a check")
    parser.add_argument("--format", choices=("text", "markdown"), help="default: text on a terminal")
    return parser


def run(words: list[str]) -> int:
    """Run the command."""
    arguments = parser().parse_args(words)
    from dovetail.checks.run import page

    if arguments.check is None:
        width = max(len(check.name) for check in CHECKS)
        for check in CHECKS:
            options.write([f"{check.name:{width}}  {page(check.name).splitlines()[2]}\n"])
        return 0
    text = page(arguments.check)
    if arguments.format == "markdown" or (arguments.format is None and not sys.stdout.isatty()):
        options.write([text])
        return 0
    from rich.console import Console
    from rich.markdown import Markdown

    Console(no_color=not options.wants_color(), width=None).print(Markdown(text))
    return 0
