"""``dovetail new``: make a project, a module, a subpackage, or a package of loose modules."""

from __future__ import annotations

import os
import sys

from dovetail.cli import options
from dovetail.cli.command import Arguments, Command
from dovetail.errors import UsageError
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.modules.outside import Outside
    from dovetail.ship.new.git_identity import Identity
    from dovetail.ship.new.plan import Plan

_HELP = """\
usage: dovetail new package NAME [OPTIONS]     a project that can be published
       dovetail new --from FILE... [OPTIONS]   the same of modules in no package
       dovetail new module a.b.c               a module in this project
       dovetail new subpackage a.b             a package in this project

Make what imports well. Names that would hide another module, or be hidden, are
refused before anything is written; then all is written, or nothing.
`dovetail new package --help` has the options.
"""


def command(what: str = "package") -> Command:
    """Return what words ``dovetail new package``, ``new module`` or ``new subpackage`` takes."""
    if what == "package":
        command = Command("new package", "Make a project with one package, which can be built and published.")
        _add_package(command)
    else:
        text = f"Make a {what} in this project, and the `__init__.py` that packages around it lack."
        command = Command(f"new {what}", text)
        command.add("name", metavar="NAME", help="its dotted name")
        command.add(
            "--in", dest="folder", metavar="FOLDER", default=".", help="the project (default: that here)"
        )
        command.add("--description", metavar="TEXT", default="", help="its docstring")
    command.add("--python", metavar="PLACE", help="the environment whose names it must not shadow")
    command.add("--dry-run", action="store_true", help="print the diff, and write nothing")
    command.add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    return command


def _add_package(command: Command) -> None:
    from dovetail.ship.new.backends import BACKENDS

    add = command.add
    add("name", nargs="?", metavar="NAME", help="the name of the project (with --from one file: as the file)")
    add("--from", dest="loose", nargs="+", action="append", metavar="FILE", help="make it of loose modules")
    backends = tuple(BACKENDS)
    add("--backend", choices=backends, default=backends[0], help="the build backend (default: %(default)s)")
    add("--flat", action="store_true", help="the package beside pyproject.toml, and not in `src`")
    add("--namespace", metavar="NAME", help="the package is a portion of this namespace package: acme.tools")
    add("--import-name", metavar="NAME", help="the last part of the import name (default: the project name)")
    add("--script", nargs="?", const="", metavar="NAME", help="with a command (default: as the project)")
    add("--description", metavar="TEXT", default="", help="one line for the metadata")
    add(
        "--license",
        dest="licence",
        metavar="SPDX",
        default="MIT",
        help="default: %(default)s; `none` for none",
    )
    add("--author", metavar="AUTHOR", help="'NAME <ADDRESS>' (default: as git has it)")
    add(
        "--requires-python", metavar="SPECIFIER", help="default: the minor version of the environment, and up"
    )
    add("--in", dest="folder", metavar="FOLDER", default=".", help="where to make its folder (default: here)")


def run(words: list[str]) -> int:
    """Run the command."""
    what = words[0] if words else ""
    if what in ("", "-h", "--help"):
        sys.stdout.write(_HELP)
        return 0 if what else 2
    if what in ("module", "subpackage"):
        arguments = command(what).parse(words[1:])
        plan = _module(arguments, package=what == "subpackage")
    elif what == "package" or what.partition("=")[0] == "--from":
        plan = _package(arguments := command().parse(words[1:] if what == "package" else words))
    else:
        hint = "make a package, a module or a subpackage: see `dovetail new --help`"
        raise UsageError(f"no such thing to make: {what}", hint=hint)
    if not arguments.dry_run:
        from dovetail.ship.changes import write

        write(plan.changes)
    if arguments.format == "json":
        options.write_json(_document(plan, arguments))
    else:
        options.write(_text(plan, arguments))
        sys.stderr.writelines(f"note: {printable(note)}\n" for note in plan.notes)
    return 0


def _module(arguments: Arguments, *, package: bool) -> Plan:
    from dovetail.project import Project
    from dovetail.ship.new.module import new_module

    if not os.path.isdir(arguments.folder):
        raise UsageError(f"no such folder: {arguments.folder}", hint="--in names the folder of a project")
    project = Project.open(arguments.folder, python=arguments.python)
    return new_module(project, arguments.name, package=package, description=arguments.description)


def _package(arguments: Arguments) -> Plan:
    import time

    from dovetail.ship.new.package import PackageRequest, full_import_name, new_package

    outside = _outside(arguments)
    files = [file for given in arguments.loose or () for file in given]
    name: str | None = arguments.name
    single = name is None and len(files) == 1
    if name is None:
        name = _named_after(files)
    script = arguments.script
    request = PackageRequest(
        name,
        arguments.folder,
        backend=arguments.backend,
        flat=arguments.flat,
        namespace=arguments.namespace,
        import_name=arguments.import_name,
        script=None if script is None else _script(script or name),
        description=arguments.description,
        licence=None if arguments.licence == "none" else arguments.licence,
        author=_author(arguments),
        requires_python=_requires_python(arguments, outside),
        year=time.localtime().tm_year,
    )
    contents = None
    if files:
        from dovetail.ship.new.loose import package_of, read_loose

        contents = package_of(read_loose(files), full_import_name(request), single=single, outside=outside)
    return new_package(request, outside, contents)


def _outside(arguments: Arguments) -> Outside | None:
    from dovetail.environment.discovery import find_environment
    from dovetail.environment.installation import from_venv
    from dovetail.modules.outside import Outside

    place = arguments.python
    if place is None:
        choice = find_environment(arguments.folder)
        if choice is None:
            return None
        place = choice.path
    return Outside(from_venv(place, folder=os.path.abspath(arguments.folder)), place)


def _named_after(files: list[str]) -> str:
    if len(files) == 1:
        stem = os.path.splitext(os.path.basename(files[0]))[0]
        return stem.strip("_").replace("_", "-").lower() or stem
    message = "the new package needs a name" if files else "the new project needs a name"
    raise UsageError(message, hint="dovetail new package NAME" + (" --from FILE..." if files else ""))


def _script(name: str) -> str:
    import re

    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name):
        raise UsageError(
            f"`{name}` cannot be the name of a command", hint="letters, digits, `.`, `-` and `_`"
        )
    return name


def _author(arguments: Arguments) -> Identity:
    from email.utils import parseaddr

    from dovetail.ship.new.git_identity import Identity, git_identity

    if arguments.author is None:
        return git_identity(arguments.folder)
    name, address = parseaddr(arguments.author)
    if "@" not in address:
        return Identity(arguments.author.strip(), "")
    return Identity(name, address)


def _requires_python(arguments: Arguments, outside: Outside | None) -> str:
    given: str | None = arguments.requires_python
    if given is None:
        version = outside.environment.version if outside else sys.version_info
        return f">={version[0]}.{version[1]}"
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(given)
    except InvalidSpecifier:
        raise UsageError(f"`{given}` is no version specifier", hint="for instance >=3.11") from None
    return given


def _text(plan: Plan, arguments: Arguments) -> Iterator[str]:
    if arguments.dry_run:
        from dovetail.ship.changes import unified_diff

        yield from unified_diff(plan.changes, os.getcwd())
        return
    shown = [os.path.relpath(change.path) for change in plan.changes]
    yield from (f"{printable(path)}\n" for path in shown)


def _document(plan: Plan, arguments: Arguments) -> dict[str, object]:
    return {
        "schema": "dovetail.new/1",
        "written": not arguments.dry_run,
        "folder": plan.folder,
        "project": plan.project,
        "import_name": plan.import_name,
        "files": [
            {"path": os.path.relpath(change.path, plan.folder).replace(os.sep, "/"), "action": change.action}
            for change in plan.changes
        ],
        "notes": list(plan.notes),
    }
