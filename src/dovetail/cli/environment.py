"""Which Python a command is about: the options that say it, and what is taken without them."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.cli.command import Arguments, Command
    from dovetail.environment.environment import Environment


def add_environment(command: Command) -> None:
    """Add the options that choose an environment and how Python is started in it."""
    add = command.add
    add(
        "--python",
        metavar="PLACE",
        help="a virtual environment, an installation, an executable, or a .json file that"
        " `dovetail path --format environment` made (default: what the project has)",
    )
    add("--script", metavar="FILE", help="as `python FILE` (default: as `python -m` in this folder)")
    add(
        "--isolated", action="store_true", help="as `python -I`: no PYTHONPATH, no user site, not this folder"
    )


def open_environment(arguments: Arguments) -> tuple[Environment, str]:
    """Return the environment that the arguments choose, by its files, and a sentence on why this one.

    Raises `DovetailError` where there is none.
    """
    from dovetail.environment.environment import Flags

    here = os.getcwd()
    place: str | None = arguments.python
    why = "--python names it"
    if place is None:
        from dovetail.environment.discovery import find_environment

        choice = find_environment(here)
        place, why = choice or (sys.executable, "the project has none, and it runs dovetail")
    if place.endswith(".json"):
        environment = _from_file(place)
    else:
        from dovetail.environment.installation import from_venv

        flags = Flags(isolated=arguments.isolated)
        environment = from_venv(place, variables=os.environ, flags=flags, folder=here)
    if arguments.script:
        environment = environment.for_script(arguments.script)
    else:
        environment = environment.for_module(here)
    version = ".".join(str(part) for part in environment.version if part >= 0)
    return environment, f"Python {version} of {place}: {why}"


def _from_file(path: str) -> Environment:
    from dovetail.environment.document import from_json
    from dovetail.errors import UsageError

    try:
        with open(path, "rb") as file:
            return from_json(file.read())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
