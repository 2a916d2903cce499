"""``dovetail build``: the sdist and the wheel of a project, and what is wrong with them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dovetail import __version__
from dovetail.cli import options
from dovetail.cli.build_progress import Telling
from dovetail.cli.command import Command
from dovetail.errors import UsageError
from dovetail.printable import printable
from dovetail.report import Request, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.cli.command import Arguments
    from dovetail.ship.frontend import Built

_SCHEMA = "dovetail.build/1"
_FORMATS = ("full", "concise", "json")
_INSTALLERS = ("pip", "uv")


def command() -> Command:
    """Return what words the command takes."""
    command = Command(
        "build",
        "Build the sdist of a project and, from it, the wheel, and verify both. Of a project with a backend "
        "other than dovetail's, that backend is run.",
    )
    add = command.add
    add("path", nargs="?", default=".", help="the folder of a project (default: this folder)")
    add("--sdist", action="store_true", help="only the sdist")
    add("--wheel", action="store_true", help="only the wheel, from the folder itself")
    add("-o", "--outdir", metavar="FOLDER", help="where to write (default: `dist` in the project)")
    add("--no-isolation", action="store_true", help="run the backend with what is installed here")
    add("--installer", choices=_INSTALLERS, default="pip", help="what fills the environment of the backend")
    add("-C", "--config-setting", metavar="KEY=VALUE", action="append", help="for the backend")
    add("--no-verify", action="store_true", help="do not look at what was built")
    add("--ignore", metavar="CHECK", action="append", default=[], help="not this check of what was built")
    add("--format", choices=_FORMATS, default=_FORMATS[0], help="default: %(default)s")
    add("-v", "--verbose", action="store_true", help="show what the backend prints, on stderr")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if anything was found in what was built."""
    from dovetail.ship.archive import Form
    from dovetail.ship.frontend import build
    from dovetail.ship.frontend.backends import BuildError

    arguments = command().parse(words)
    outdir = arguments.outdir or os.path.join(arguments.path, "dist")
    wanted = [form for form in (Form.SDIST, Form.WHEEL) if getattr(arguments, form)]
    with Telling(verbose=arguments.verbose) as progress:
        try:
            built = build(
                arguments.path,
                outdir,
                forms=wanted,
                isolation=not arguments.no_isolation,
                installer=arguments.installer,
                settings=_settings(arguments.config_setting or []),
                verify=not arguments.no_verify,
                ignore=[name for given in arguments.ignore for name in given.split(",")],
                progress=progress,
            )
        except BuildError as error:
            if not arguments.verbose:
                sys.stderr.writelines(f"  {printable(line)}\n" for line in error.output.splitlines())
            raise
    _show(built, arguments)
    return 1 if any(one.outcome is not None and one.outcome.diagnostics for one in built) else 0


def _settings(words: list[str]) -> dict[str, str | list[str]]:
    """Return ``config_settings``; a key that is given more than once has a list, as with pip and build."""
    found: dict[str, str | list[str]] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not key or not equals:
            raise UsageError(f"`{word}` is no setting", hint="give it as KEY=VALUE")
        before = found.get(key)
        if before is None:
            found[key] = value
        else:
            found[key] = [*([before] if isinstance(before, str) else before), value]
    return found


def _show(built: list[Built], arguments: Arguments) -> None:
    if arguments.format == "json":
        options.write_json({"schema": _SCHEMA, "archives": [_object(one) for one in built]})
        return
    from dovetail.ship.verify.run import page

    request = Request(
        color=options.wants_color(), start=Path.cwd(), version=__version__, page=page, read=_reader(built)
    )
    for one in built:
        options.write(f"{printable(_from_here(one.path))}\n")
        if one.outcome is not None and one.outcome.diagnostics:
            options.write(render(arguments.format, one.outcome, request))
    count = sum(len(one.outcome.diagnostics) for one in built if one.outcome is not None)
    if arguments.no_verify:
        sys.stderr.write("Not verified.\n")
    else:
        many = "nothing found" if not count else f"{count} finding{'' if count == 1 else 's'}"
        sys.stderr.write(f"Verified: {many}.\n")


def _reader(built: list[Built]) -> Callable[[str], bytes | None]:
    """Return what reads a file in one of the archives, by the path that a finding gives."""
    from dovetail.ship.archive import open_archive
    from dovetail.ship.archive.unpack import read_safely

    def read(path: str) -> bytes | None:
        name, _, inside = path.partition("/")
        for one in built:
            if os.path.basename(one.path) == name and inside:
                with open_archive(one.path) as archive:
                    return read_safely(archive, inside)
        return None

    return read


def _from_here(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative


def _object(one: Built) -> dict[str, object]:
    """Return one archive as the schema ``build.schema.json`` has it."""
    import json
    from hashlib import file_digest

    with open(one.path, "rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    report = None if one.outcome is None else json.loads("".join(render("json", one.outcome)))
    size = os.path.getsize(one.path)
    return {"path": one.path, "form": str(one.form), "size": size, "sha256": digest, "report": report}
