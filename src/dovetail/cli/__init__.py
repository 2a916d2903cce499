"""The command line: ``dovetail COMMAND``. One file for each command; it parses, calls the library, prints."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

COMMANDS = (
    ("check", "find what is wrong with the imports of a project"),
    ("verify", "find what is wrong with a wheel, an sdist or an unpacked tree"),
    ("graph", "show the import graph: summary, json, dot, mermaid"),
    ("why", "show how one module comes to import another"),
    ("trace", "show what an import executes, in order, and how it ends"),
    ("where", "show what an import finds, and every place looked at"),
    ("path", "show the search path, and who put each entry there"),
    ("modules", "list what can be imported and whose it is, or the names of a file"),
    ("imports", "list the import statements of files"),
    ("new", "make a project, a module, a subpackage, or a package of loose modules"),
    ("convert", "make pyproject.toml of setup.py, setup.cfg or Poetry's tables"),
    ("build", "build the sdist and the wheel of a project, and verify them"),
    ("index", "keep and serve an index of one's own"),
    ("publish", "verify files, and upload to an index those that it does not have"),
    ("install", "install with uv, then prove that the environment imports what it needs"),
    ("env", "prove an environment: what is installed imports what it needs, nothing collides"),
    ("explain", "show the page of a check"),
)
"""The commands, each in the module of its name, with what it does."""

_MANY_OBJECTS = 200_000
"""As many as there may be more than before, until what refers to itself is sought and freed."""

CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes. 1 is never a fault of dovetail's own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    The table of commands is printed without argparse, and only the module of the command asked for is
    imported: starting is most of what a short command costs.
    """
    try:
        return _answer(list(sys.argv[1:] if arguments is None else arguments))
    except BrokenPipeError:
        # Whoever read has seen enough. Python must not complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - whatever it is, exit code 1 would mean findings
        import traceback

        traceback.print_exc()
        sys.stderr.write("dovetail: this is a fault of dovetail, not of your code; please report the above\n")
        return FAILED


def start() -> NoReturn:
    """Run the command line and end the process with its exit code.

    Without taking apart what was built: to free a graph, and all that Python itself has made, takes longer
    than many a command. Nothing waits for it: `main` has written and flushed all there is to write.
    """
    import gc

    # What a command builds it needs to its end: to search all of that for what may be freed is in vain.
    gc.set_threshold(_MANY_OBJECTS)
    code = main()
    sys.stderr.flush()
    if sys.flags.inspect or sys.gettrace() is not None or sys.getprofile() is not None:
        sys.exit(code)
    os._exit(code)


def _answer(words: list[str]) -> int:
    command = words[0] if words else "--help"
    code = CLEAN
    if command in ("-h", "--help", "help"):
        sys.stdout.write(_help())
        code = CLEAN if words else FAILED
    elif command in ("-V", "--version"):
        from dovetail import __version__

        sys.stdout.write(f"dovetail {__version__}\n")
    elif command in dict(COMMANDS):
        code = _run(command, words[1:])
    else:
        code = _unknown(command)
    # Here, and not when Python ends: a closed pipe is to be noticed where it is no error.
    sys.stdout.flush()
    return code


def _run(command: str, words: list[str]) -> int:
    from dovetail.errors import DovetailError

    name = f"dovetail.cli.{command}"
    __import__(name)  # to import `importlib` takes longer than to import the command
    module = sys.modules[name]
    try:
        code: int = module.run(words)
    except SystemExit:  # argparse, after --help
        return CLEAN
    except DovetailError as error:
        sys.stdout.flush()
        sys.stderr.write(f"dovetail: {error}\n")
        if error.hint:
            sys.stderr.write(f"  help: {error.hint}\n")
        return FAILED
    return code


def _help() -> str:
    width = max(len(name) for name, _ in COMMANDS)
    lines = [f"  {name:{width}}  {summary}" for name, summary in COMMANDS]
    return "\n".join(
        [
            "Know what `import` will do, before it does it.",
            "",
            "Usage: dovetail COMMAND [OPTIONS]",
            "",
            "Commands:",
            *lines,
            "",
            "  dovetail COMMAND --help   the options of a command",
            "  dovetail --version        the version",
            "",
            "Exit codes: 0 clean, 1 findings, 2 could not run, 130 interrupted.",
            "",
        ]
    )


def _unknown(command: str) -> int:
    from difflib import get_close_matches

    names = [name for name, _ in COMMANDS]
    near = get_close_matches(command, names, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"the commands are {', '.join(names)}"
    sys.stderr.write(f"dovetail: no such command: {command}\n  help: {hint}\n")
    return FAILED
