"""``dovetail env check``: prove that an environment imports what it needs, and that nothing collides."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from dovetail import __version__
from dovetail.cli import options
from dovetail.cli.check_options import add_checks, listed
from dovetail.cli.command import Command
from dovetail.errors import DovetailError, UsageError
from dovetail.report import Request, render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from dovetail.environment.environment import Environment
    from dovetail.ship.install.engine import Engine
    from dovetail.ship.proof.run import Proof


def command() -> Command:
    """Return what words the command takes."""
    command = Command(
        "env",
        "Prove an environment without running it: what is installed imports what it needs, and nothing"
        " collides.",
    )
    add = command.add
    add("action", choices=("check",), help="`check` is the only one")
    add(
        "venv",
        nargs="?",
        help="a virtual environment, an installation or an executable, or a uv.lock or pylock.toml whose"
        " wheels are checked before anything is installed (default: what the project has)",
    )
    add_checks(command)
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if anything was found."""
    arguments = command().parse(words)
    from dovetail.ship.proof.run import prove, select

    checks = select(selected=arguments.select, extended=arguments.extend_select, ignored=arguments.ignore)
    if arguments.list:
        from dovetail.ship.proof.checks import CHECKS

        options.write(listed(CHECKS, arguments.format))
        return 0
    from dovetail._kernel import keep_heap
    from dovetail.project import thread_count

    keep_heap()
    if arguments.venv is not None and os.path.isfile(arguments.venv) and _is_lock(arguments.venv):
        proof = prove_lock_file(arguments.venv, None)
        show(proof, arguments.format)
        return proof.outcome.exit_code
    environment, taken = find(arguments.venv)
    sys.stderr.write(f"{taken}\n" if arguments.venv is None else "")
    proof = prove(environment, checks, threads=thread_count())
    show(proof, arguments.format)
    return proof.outcome.exit_code


def _is_lock(path: str) -> bool:
    from dovetail.ship.install.lock import is_lock

    return is_lock(path)


def prove_lock_file(  # noqa: PLR0913 - what a lock file may be asked for
    path: str,
    place: str | None,
    *,
    extras: Collection[str] = (),
    groups: Collection[str] = (),
    engine: Engine | None = None,
    listing: bool = False,
) -> Proof:
    """Return what would collide if a lock file were installed into the environment at ``place``.

    Without one it is that of the project here, else the Python that runs dovetail. ``listing`` prints what
    would be installed. Raises `DovetailError` for a file that cannot be read.
    """
    from time import perf_counter

    start = perf_counter()
    try:
        import httpx  # noqa: F401 - used further down: to miss it is to be told of now
    except ImportError:
        hint = "pip install dovetail[install]"
        raise DovetailError("to look into wheels needs httpx", hint=hint) from None
    from dovetail.ship.install.collisions import prove_lock
    from dovetail.ship.install.contents import cache_folder, contents_of, uv_cache_folder
    from dovetail.ship.install.engine import Engine as Started
    from dovetail.ship.install.lock import UV_LOCK, read_lock

    try:
        environment, _ = find(place)
    except UsageError:
        if place is not None:
            raise
        environment, _ = find(sys.executable)
    if engine is None and os.path.basename(path) == UV_LOCK:
        engine = Started(options.say)
    locked = read_lock(path, environment, engine, extras=extras, groups=groups)
    if listing:
        options.write(f"{one}\n" for one in locked)
    found = contents_of(locked, cache=cache_folder(os.environ), uv_cache=uv_cache_folder(os.environ))
    return prove_lock(path, found, environment, start)


def show(proof: Proof, shape: str) -> None:
    """Write a proof in one of the formats of `check`; the one line is on stdout where that is for people."""
    from dovetail.ship.page import page

    request = Request(color=options.wants_color(), start=Path.cwd(), version=__version__, page=page)
    options.write(render(shape, proof.outcome, request))
    if shape in ("full", "concise"):
        options.write([f"{proof.line}\n"])
        sys.stderr.write(f"Took {proof.outcome.summary.seconds:.2f} s.\n")
    else:
        options.say(proof.line)


def find(place: str | None) -> tuple[Environment, str]:
    """Return the environment that a place names, or else that of the project here, and why this one.

    Raises `UsageError` where the project has none, `DovetailError` where the place is no Python.
    """
    from dovetail.environment.environment import Flags
    from dovetail.environment.installation import from_venv

    why = ""
    if place is None:
        from dovetail.environment.discovery import find_environment

        choice = find_environment(os.getcwd())
        if choice is None:
            raise UsageError("no environment found", hint="give the folder of one: dovetail env check .venv")
        place, why = choice
    # What variables add is of this shell, and not of the environment.
    environment = from_venv(place, variables=dict(os.environ), flags=Flags(ignore_environment=True))
    return environment, f"{place}: {why}"
