"""``dovetail install``: uv resolves and installs, then the environment is proved."""

from __future__ import annotations

import os
import sys

from dovetail.cli import env, options
from dovetail.cli.command import Command
from dovetail.errors import UsageError
from dovetail.report import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.cli.command import Arguments
    from dovetail.ship.install.engine import Engine, Wish
    from dovetail.ship.proof.run import Proof


def command() -> Command:
    """Return what words the command takes."""
    command = Command(
        "install",
        "Install with uv, which is started for it, then prove without running it that the environment imports"
        " what it needs. What stands after `--` is passed on to `uv pip install`.",
    )
    add = command.add
    add(
        "requirements",
        nargs="*",
        default=[],
        help="requirements such as `flask>=3`, or paths of wheels and projects",
    )
    add(
        "-r",
        "--requirement",
        metavar="FILE",
        action="append",
        default=[],
        help="a file of requirements, pylock.toml, or uv.lock",
    )
    add("-e", "--editable", metavar="PATH", action="append", default=[], help="a project, in editable mode")
    add(
        "--extra",
        metavar="EXTRA",
        action="append",
        default=[],
        help="of the projects and lock files that are given",
    )
    add("--group", metavar="GROUP", action="append", default=[], help="likewise a dependency group")
    add("--index-url", metavar="URL", help="the index's Simple API (default: uv's, as a rule PyPI)")
    add("--extra-index-url", metavar="URL", action="append", default=[], help="another beside it")
    add(
        "--venv",
        metavar="FOLDER",
        help="the environment; it is made if it is not there (default: what the project has)",
    )
    add(
        "--python",
        metavar="PYTHON",
        help="the environment or interpreter to install into; with --venv, what to make it of",
    )
    add(
        "--dry-run",
        action="store_true",
        help="resolve, say what would be installed and what would collide, and stop",
    )
    add("--format", choices=FORMATS, default=FORMATS[0], help="of the proof (default: %(default)s)")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if the proof finds something, 2 if uv fails."""
    end = words.index("--") if "--" in words else len(words)
    arguments = command().parse(words[:end])
    from dovetail.ship.install.engine import Engine, Wish, make_environment
    from dovetail.ship.install.lock import UV_LOCK

    wish = Wish(
        tuple(arguments.requirements),
        tuple(file for file in arguments.requirement if os.path.basename(file) != UV_LOCK),
        tuple(arguments.editable),
        tuple(arguments.extra),
        tuple(arguments.group),
        arguments.index_url,
        tuple(arguments.extra_index_url),
        tuple(words[end + 1 :]),
    )
    locks = [file for file in arguments.requirement if os.path.basename(file) == UV_LOCK]
    if wish.is_empty and not locks:
        raise UsageError("nothing to install was named", hint="give a requirement, -r FILE or -e PATH")
    engine = Engine(options.say)
    if arguments.venv:
        make_environment(engine, arguments.venv, arguments.python)
    place = arguments.venv or arguments.python or _project_environment()
    if arguments.dry_run:
        return _plan(engine, wish, locks, place, arguments)
    return _install(engine, wish, locks, place, arguments)


def _install(engine: Engine, wish: Wish, locks: list[str], place: str, arguments: Arguments) -> int:
    """Check what is locked, install, and prove the result."""
    from dovetail.diagnostic import Severity
    from dovetail.ship.install.exported import exported
    from dovetail.ship.install.lock import is_lock

    for lock in [*locks, *(file for file in wish.files if is_lock(file))]:
        proof = env.prove_lock_file(lock, place, extras=wish.extras, groups=wish.groups, engine=engine)
        if proof.outcome.count(Severity.ERROR):
            env.show(proof, arguments.format)
            sys.stderr.write("dovetail: nothing was installed\n")
            return 1
        options.say(proof.line)
    with exported(engine, locks, wish) as files:
        # The groups and extras of a uv.lock are in what was exported of it.
        chosen = wish._replace(files=(*wish.files, *files))
        if locks and not wish.files and not wish.editable:
            chosen = chosen._replace(extras=(), groups=())
        engine.run(["pip", "install", "--python", place, *chosen.words()])
    proof = _proof(place)
    env.show(proof, arguments.format)
    return proof.outcome.exit_code


def _plan(engine: Engine, wish: Wish, locks: list[str], place: str, arguments: Arguments) -> int:
    """Have uv resolve, and tell what its answer would install and what would collide."""
    from dovetail.ship.install.exported import resolved

    code = 0
    for lock in locks:
        proof = env.prove_lock_file(lock, place, extras=wish.extras, groups=wish.groups, engine=engine)
        env.show(proof, arguments.format)
        code = max(code, proof.outcome.exit_code)
    if wish.is_empty:
        return code
    with resolved(engine, wish, place) as lock:
        proof = env.prove_lock_file(lock, place, listing=arguments.format == FORMATS[0])
        env.show(proof, arguments.format)
    return max(code, proof.outcome.exit_code)


def _proof(place: str) -> Proof:
    from dovetail.project import thread_count
    from dovetail.ship.proof.run import prove

    environment, _ = env.find(place)
    return prove(environment, threads=thread_count())


def _project_environment() -> str:
    from dovetail.environment.discovery import find_environment

    choice = find_environment(os.getcwd())
    if choice is None:
        raise UsageError("no environment to install into", hint="`--venv .venv` makes one here")
    options.say(f"into {choice.path}: {choice.reason}")
    return choice.path
