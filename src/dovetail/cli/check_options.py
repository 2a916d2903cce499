"""What the commands that run checks have in common: which checks, in which format, or only their list."""

from __future__ import annotations

from dovetail.report import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.checks import Check
    from dovetail.cli.command import Command


def add_checks(command: Command) -> None:
    """Add the options that say which checks run and how their findings are written."""
    add = command.add
    add("--format", choices=FORMATS, default=FORMATS[0], help="default: %(default)s")
    add("--select", metavar="CHECK", action="extend", type=names, help="only these checks; `all` for all")
    add("--extend-select", metavar="CHECK", action="extend", type=names, default=[], help="these as well")
    add("--ignore", metavar="CHECK", action="extend", type=names, default=[], help="not these")
    add("--list", action="store_true", help="list the checks and stop")


def names(text: str) -> list[str]:
    """Return the names in a list with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def listed(checks: Sequence[Check], format: str) -> Iterator[str]:  # noqa: A002
    """Yield the list of checks, in the schema ``dovetail.checks/1`` where JSON is wanted."""
    if format == "json":
        from dovetail.cli import explain

        yield from explain.as_json(checks, pages=False)
        return
    width = max(len(check.name) for check in checks)
    for check in checks:
        default = "" if check.default else "  (off by default)"
        yield f"{check.name:{width}}  {check.severity}{default}\n"
