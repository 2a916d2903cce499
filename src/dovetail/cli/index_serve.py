"""``dovetail index serve``: an index served."""

from __future__ import annotations

import sys
from pathlib import Path

from dovetail.cli.command import Command
from dovetail.cli.index import ACTIONS, POLICIES
from dovetail.errors import UsageError
from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.cli.command import Arguments
    from dovetail.ship.index.server.settings import Settings

_MEBIBYTE = 1 << 20


def command() -> Command:
    """Return what words the action takes."""
    command = Command("index serve", f"{ACTIONS['serve'].capitalize()}.")
    add = command.add
    add("folder", nargs="?", metavar="DIR", help="the folder of the index, which is made if need be")
    add("--store", metavar="ADDRESS", help="in place of DIR: s3://BUCKET/PREFIX")
    add("--host", default="127.0.0.1", help="the address to listen at (default: %(default)s)")
    add("--port", default="8080", help="0 for any that is free (default: %(default)s)")
    add("--url", metavar="URL", help="the address under which people know it, behind a proxy")
    add("--tokens", metavar="FILE", help="the file of tokens (default: that of the index in the folder)")
    add("--private", action="store_true", help="to read takes a token as well")
    add("--anyone", action="store_true", help="uploads take no token")
    add("--verify", choices=POLICIES, default="reject", help="what becomes of uploads with errors")
    add("--largest", metavar="MIB", default="1024", help="the largest upload in MiB (default: %(default)s)")
    add("--upstream", metavar="URL", help="an index that answers for names not held here")
    add("--reserve", metavar="PATTERN", action="append", default=[], help="names for which it never does")
    add("--cache", metavar="DIR", help="where what it answered is kept (default: in the folder)")
    add("--upstream-fresh", metavar="SECONDS", default="600", help="how long a page of it is believed")
    add("--fresh", metavar="SECONDS", default="5", help="how long a page of a bucket is believed")
    return command


def run(words: list[str]) -> int:
    """Serve until interrupted."""
    arguments = command().parse(words)
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        hint = "pip install 'dovetail[index]'"
        raise UsageError(f"to serve an index takes {error.name}, which is not installed", hint=hint) from None
    from dovetail.ship.index.opening import open_store
    from dovetail.ship.index.recovery import recover
    from dovetail.ship.index.server.running import run as serve

    store = open_store(arguments.folder, arguments.store, create=True)
    settings = _settings(arguments)
    for project in recover(store):
        sys.stderr.write(f"completed what was under way for {project} when a writer was killed\n")
    if settings.anyone:
        sys.stderr.write("anyone who reaches this server may upload\n")
    elif settings.tokens is None or not settings.tokens.exists():
        sys.stderr.write("nobody may upload: there is no token; `dovetail index token add` makes one\n")

    def started(address: str) -> None:
        sys.stderr.write(f"serving {printable(store.name)} at {address}simple/\n")
        sys.stderr.flush()

    serve(store, settings, arguments.host, int(_number(arguments.port, "--port", 65535)), started)
    return 0


def _settings(arguments: Arguments) -> Settings:
    from dovetail.ship.index.opening import tokens_file
    from dovetail.ship.index.policy import Policy
    from dovetail.ship.index.server.settings import Settings
    from dovetail.ship.index.store import PRIVATE

    in_folder = arguments.folder is not None and not arguments.folder.startswith("s3://")
    tokens = tokens_file(arguments.folder, arguments.tokens) if in_folder or arguments.tokens else None
    if tokens is None and arguments.private:
        raise UsageError("a private index needs tokens", hint="give --tokens FILE")
    cache = arguments.cache or (f"{arguments.folder}/{PRIVATE}/upstream" if in_folder else None)
    if arguments.upstream and not arguments.upstream.startswith(("https://", "http://")):
        raise UsageError(
            f"no address of an index: {arguments.upstream}", hint="such as https://pypi.org/simple/"
        )
    if arguments.upstream and cache is None:
        raise UsageError("an upstream needs a folder for what it answers", hint="give --cache DIR")
    return Settings(
        policy=Policy(arguments.verify),
        tokens=tokens,
        private=arguments.private,
        anyone=arguments.anyone,
        largest=int(_number(arguments.largest, "--largest", 1 << 20) * _MEBIBYTE),
        upstream=arguments.upstream,
        cache=Path(cache) if cache else None,
        upstream_fresh=_number(arguments.upstream_fresh, "--upstream-fresh"),
        fresh=_number(arguments.fresh, "--fresh"),
        reserved=tuple(arguments.reserve),
        base=arguments.url,
    )


def _number(text: str, option: str, most: float = 1e9) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise UsageError(f"{option} {text}: a number from 0 to {most:.0f} is needed")
    return value
