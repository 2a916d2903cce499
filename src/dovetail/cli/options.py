"""Options that several commands share, and what they mean."""

from __future__ import annotations

import os
import sys

from dovetail.environment.target import parse_version
from dovetail.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dovetail.cli.command import Arguments, Command
    from dovetail.graph.kind import Kind
    from dovetail.project import Project


def add_project(command: Command) -> None:
    """Add the path of a project and what it is read for."""
    command.add("path", nargs="?", default=".", help="a folder or a file (default: this folder)")
    command.add("--python", metavar="PLACE", help="the project's environment (default: what the project has)")
    add_target(command)


def add_target(command: Command) -> None:
    """Add the options that say how a project is read."""
    command.add("--python-version", metavar="X.Y", help="evaluate conditions for this Python")
    command.add("--platform", choices=("linux", "darwin", "win32"), help="likewise the platform")
    command.add(
        "-v", "--verbose", action="store_true", help="say on stderr what was assumed and what was passed over"
    )


def open_project(
    arguments: Arguments, *, deep: bool = False, checks: Collection[str] | None = None
) -> Project:
    """Open the project that the arguments name."""
    from dovetail._kernel import keep_heap
    from dovetail.environment.target import Target
    from dovetail.project import Project

    keep_heap()
    python = getattr(arguments, "python", None)
    project = Project.open(arguments.path, deep=deep, python=python, checks=checks)
    try:
        version = parse_version(arguments.python_version) if arguments.python_version else None
    except ValueError as error:
        raise UsageError(str(error), hint="give major and minor version, such as 3.12") from None
    project.target = Target(version or project.target.version, arguments.platform or project.target.platform)
    return project


def tell(project: Project, arguments: Arguments) -> None:
    """Print on stderr what was assumed, if that was asked for."""
    if arguments.verbose:
        for line in project.assumptions():
            say(line)


def kinds(words: list[str] | None) -> list[Kind] | None:
    """Return the kinds of imports that ``--kind`` names, None where it is not given.

    Raises `UsageError` for a word that is no kind.
    """
    if words is None:
        return None
    from dovetail.graph.kind import Kind

    result = []
    for word in [word.strip() for given in words for word in given.split(",")]:
        if word not in list(Kind):
            raise UsageError(f"no such kind of import: {word}", hint=f"the kinds are {', '.join(Kind)}")
        result.append(Kind(word))
    return result


def wants_color(stream: object = None) -> bool:
    """Whether to colour what is printed: ``NO_COLOR`` beats ``FORCE_COLOR`` beats the terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    stream = stream or sys.stdout
    return bool(getattr(stream, "isatty", bool)())


def write(pieces: Iterable[str | bytes]) -> None:
    """Write text to stdout as UTF-8, whatever the locale; lone surrogates are written as escapes."""
    sys.stdout.flush()
    out = sys.stdout.buffer
    for piece in pieces:
        out.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace"))
    out.flush()


def write_json(document: object) -> None:
    """Write a document to stdout as JSON, lone surrogates in its strings as escapes that can be read."""
    import json

    from dovetail.printable import encodable

    text = json.dumps(document, indent=2, ensure_ascii=False)
    if encodable(text) is not text:
        surrogates = {c for c in text if "\ud800" <= c <= "\udfff"}
        text = text.translate({ord(c): encodable(c).replace("\\", r"\\") for c in surrogates})
    write([text, "\n"])


def module_name(project: Project, given: str) -> str:
    """Return the module that ``given`` names: a dotted name, or the path of a file or folder.

    Raises `UsageError` with the nearest names if there is none.
    """
    graph = project.graph
    if given in graph:
        return given
    path = os.path.relpath(os.path.abspath(given), project.folder).replace(os.sep, "/")
    module = graph.at(path) or graph.at(f"{path}/__init__.py")
    if module is not None:
        return module.name
    from difflib import get_close_matches

    near = get_close_matches(given, [module.name for module in graph.modules], 3)
    hint = f"did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else None
    raise UsageError(f"no module named `{given}` in {project.folder}", hint=hint)


def say(text: str) -> None:
    """Write a message on stderr, fit to be shown."""
    from dovetail.printable import printable

    sys.stderr.write(f"{printable(text)}\n")
