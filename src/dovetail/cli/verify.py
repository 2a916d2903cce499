"""``dovetail verify FILE...``: find what is wrong with a wheel, an sdist or an unpacked tree."""

from __future__ import annotations

import sys
from pathlib import Path

from dovetail import __version__
from dovetail.cli import options
from dovetail.cli.check_options import add_checks, listed, names
from dovetail.cli.command import Command
from dovetail.errors import UsageError
from dovetail.report import Request, render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dovetail.cli.command import Arguments
    from dovetail.ship.archive import Archive
    from dovetail.ship.verify.installs import Install


def command() -> Command:
    """Return what words the command takes."""
    command = Command(
        "verify",
        "Find what is wrong with a wheel, an sdist or an unpacked tree, without installing it. Nothing is"
        " executed, but with --run. Several forms of one release are compared with each other.",
    )
    add = command.add
    add("files", nargs="*", metavar="FILE", help="a .whl, a .tar.gz, or a folder (default: all of ./dist)")
    add_checks(command)
    add("--python", metavar="PLACE", help="an environment that tells what distributions provide")
    add("--imports", action="store_true", help="show what can be imported with each extra, and stop")
    add("--run", action="store_true", help="install it into a fresh environment and import every module")
    add(
        "--extra",
        metavar="NAME",
        action="extend",
        type=names,
        default=[],
        help="with --run: these extras too",
    )
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if anything was found."""
    arguments = command().parse(words)
    if arguments.list:
        from dovetail.checks import BY_NAME as OF_PROJECT
        from dovetail.ship.verify.checks import CHECKS, OF_PROJECTS

        options.write(listed([*CHECKS, *(OF_PROJECT[name] for name in OF_PROJECTS)], arguments.format))
        return 0
    if arguments.extra and not arguments.run:
        raise UsageError("--extra says what --run installs", hint="give --run as well, or --imports alone")
    files = arguments.files or _built()
    from dovetail.ship.verify.installs import provided_by

    provided = provided_by(arguments.python) if arguments.python else None
    if arguments.imports:
        return _imports(files, arguments, provided)
    from dovetail.ship.page import page
    from dovetail.ship.verify.run import DEFAULT
    from dovetail.ship.verify.together import verify_all

    selected = arguments.select
    if arguments.extend_select:
        selected = [*(DEFAULT if selected is None else selected), *arguments.extend_select]

    outcome, read = verify_all(
        files, select=selected, ignore=arguments.ignore, provided=provided, told=_tell(len(files))
    )
    if arguments.run:
        from dovetail.ship.verify.really import confirm

        outcome = confirm(outcome, files, extras=arguments.extra, told=options.say)
    request = Request(
        color=options.wants_color(), start=Path.cwd(), version=__version__, page=page, read=read
    )
    options.write(render(arguments.format, outcome, request))
    if arguments.format in ("full", "concise"):
        sys.stderr.write(f"Took {outcome.summary.seconds:.2f} s.\n")
    return outcome.exit_code


def _built() -> list[str]:
    """Return the archives in ``dist``; raises `UsageError` if there are none."""
    folder = Path("dist")
    found = sorted(str(path) for path in folder.glob("*") if path.name.endswith((".whl", ".tar.gz")))
    if not found:
        raise UsageError(
            "no archive was named, and ./dist has none", hint="give a wheel, an sdist, or a folder"
        )
    return found


def _tell(count: int) -> Callable[[Archive], None] | None:
    """Return what says which of several archives is read, on a terminal only."""
    if count < 2 or not sys.stderr.isatty():  # noqa: PLR2004
        return None

    def told(archive: Archive) -> None:
        sys.stderr.write(f"verifying {archive.name}\n")

    return told


def _imports(files: list[str], arguments: Arguments, provided: Mapping[str, frozenset[str]] | None) -> int:
    """Show what can be imported; 1 if the base install cannot import everything."""
    from dovetail.ship.verify.installs import document, installs

    found = {path: installs(path, provided=provided) for path in files}
    if arguments.format == "json":
        for path, each in found.items():
            options.write_json(document(Path(path).name, each))
    else:
        options.write(_shown(found))
    return int(any(each[0].fails for each in found.values()))


def _shown(found: dict[str, list[Install]]) -> Iterator[str]:
    from dovetail.printable import printable

    for path, each in found.items():
        for install in each:
            name = Path(path).name + (f"[{install.extra}]" if install.extra else "")
            yield f"{name}: {install.modules} modules can be imported, {len(install.fails)} cannot\n"
            for module in install.adds:
                yield f"  + {module}\n"
            for fail in install.fails if install.extra is None else ():
                yield f"  - {fail.module}: {printable(fail.reason)}\n"
            if install.unknown and install.extra is None:
                yield f"  unknown what these provide: {', '.join(install.unknown)}\n"
