"""``dovetail publish``: verify files, and upload to an index those that it does not have."""

from __future__ import annotations

import os
import sys

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.cli.publish_identity import attestations, credentials, refuse_plain
from dovetail.errors import DovetailError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    import httpx

    from dovetail.cli.command import Arguments
    from dovetail.ship.publish.credentials import Repository
    from dovetail.ship.publish.publishing import Parcel, Published, Publisher

_ENDINGS = (".whl", ".tar.gz")
_TIMEOUT = 60.0
"""Seconds without an answer, or without room for another byte of an upload."""


def command() -> Command:
    """Return what words the command takes."""
    command = Command(
        "publish",
        "Verify wheels and sdists, and upload those that an index does not have. What is there already is"
        " left alone, and so it can be repeated.",
    )
    add = command.add
    add("files", nargs="+", help="wheels and sdists, or folders of them")
    add(
        "--index",
        metavar="INDEX",
        help="where to: the address for uploads, `pypi`, `testpypi`, or a section of .pypirc (default: what"
        " DOVETAIL_PUBLISH_URL or UV_PUBLISH_URL says, else PyPI)",
    )
    add("--check-url", metavar="URL", help="the index's Simple API, if it is not where others have it")
    add("--token", metavar="TOKEN", help="a token of the index (better: DOVETAIL_TOKEN, or the keyring)")
    add("--username", metavar="NAME", help="likewise a user")
    add("--password", metavar="PASSWORD", help="and the password")
    add("--config-file", metavar="FILE", help="default: ~/.pypirc")
    add("--no-keyring", action="store_true", help="do not ask the keyring")
    add(
        "--trusted-publishing",
        choices=("automatic", "always", "never"),
        default="automatic",
        help="let the service that this runs on prove who it is (default: %(default)s, if nothing else does)",
    )
    add("--attest", action="store_true", help="sign what is published (PEP 740), or stop if that cannot be")
    add("--no-attest", action="store_true", help="do not, also where trusted publishing would")
    add("--no-verify", action="store_true", help="upload in spite of what `dovetail verify` would find")
    add("--insecure", action="store_true", help="send the token also over http to another machine")
    add("--dry-run", action="store_true", help="say what would be done, and send nothing")
    add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if `verify` found an error, and then nothing was sent."""
    arguments = command().parse(words)
    try:
        import httpx
        import id  # noqa: A004, F401 - of the same extra: to miss it is to be told of now
    except ImportError:
        raise DovetailError("to publish needs more libraries", hint="pip install dovetail[publish]") from None
    from dovetail.ship.publish.credentials import find_repository
    from dovetail.ship.publish.publishing import Published, State, parcels

    if arguments.attest and arguments.no_attest:
        raise UsageError("--attest and --no-attest exclude each other")
    repository = find_repository(arguments.index, os.environ, arguments.config_file)
    refuse_plain(repository, arguments)
    found = parcels(_files(arguments.files))
    if not arguments.no_verify and not _verify(found, arguments):
        if arguments.format == "json":
            kept = [Published(parcel, State.NOT_SENT, attested=False) for parcel in found]
            options.write_json(_document(repository, kept, arguments))
        sys.stderr.write("dovetail: nothing was sent: correct what was found, or say --no-verify\n")
        return 1
    with httpx.Client(timeout=_TIMEOUT, headers={"User-Agent": _agent()}) as client:
        return _publish(client, repository, found, arguments)


def _agent() -> str:
    from dovetail import __version__

    return f"dovetail/{__version__}"


def _files(given: Sequence[str]) -> list[str]:
    """Return the files that are meant: those of a folder that are wheels and sdists."""
    found = []
    for path in given:
        if os.path.isdir(path):
            inner = [os.path.join(path, name) for name in sorted(os.listdir(path)) if name.endswith(_ENDINGS)]
            if not inner:
                raise UsageError(f"no wheel and no sdist in {path}", hint="`dovetail build` makes them")
            found += inner
        elif os.path.exists(path):
            found.append(path)
        else:
            raise UsageError(f"no such file: {path}", hint="`dovetail build` makes them, in dist/")
    return found


def _verify(found: Sequence[Parcel], arguments: Arguments) -> bool:
    """Whether files may be sent; what is found is shown."""
    from pathlib import Path

    from dovetail import __version__
    from dovetail.diagnostic import Severity
    from dovetail.report import Request, render
    from dovetail.ship.page import page
    from dovetail.ship.verify import verify

    clean = True
    for parcel in found:
        beside = [
            other.path
            for other in found
            if other is not parcel and (other.project, other.version) == (parcel.project, parcel.version)
        ]
        outcome = verify(parcel.path, beside=beside)
        clean = clean and outcome.count(Severity.ERROR) == 0
        if not outcome.diagnostics:
            continue
        if arguments.format == "text":
            request = Request(color=options.wants_color(), start=Path.cwd(), version=__version__, page=page)
            options.write(render("full", outcome, request))
        else:
            request = Request(start=Path.cwd(), version=__version__, page=page)
            sys.stderr.write("".join(render("concise", outcome, request)))
    return clean


def _publish(
    client: httpx.Client, repository: Repository, found: Sequence[Parcel], arguments: Arguments
) -> int:
    from dovetail.ship.publish.publishing import Published, Publisher, State

    who = credentials(client, repository, arguments)
    options.say(f"publishing to {repository.upload}" + (f" with {who.source}" if who else ""))
    publisher = Publisher(client, repository.upload, who, simple=arguments.check_url, say=options.say)
    done: list[Published] = []
    try:
        if arguments.dry_run:
            states = publisher.sort(found)
            done = [Published(parcel, states[parcel.name], attested=False) for parcel in found]
        else:
            attest = attestations(who, arguments)
            for each in _with_progress(publisher, found, attest, arguments):
                done.append(each)
    except BaseException:
        # What was done is said in any case: the rest is for another time.
        if arguments.format == "text":
            sent = [each.parcel.name for each in done if each.state is State.UPLOADED]
            if sent:
                options.say(f"published before that: {', '.join(sent)}")
        raise
    if arguments.format == "json":
        options.write_json(_document(repository, done, arguments))
    elif arguments.dry_run:
        options.write(f"{_line(each)}\n" for each in done)
    return 0


def _with_progress(
    publisher: Publisher,
    found: Sequence[Parcel],
    attest: Callable[[Parcel], list[dict[str, Any]]],
    arguments: Arguments,
) -> Iterator[Published]:
    """Publish, and show how far it is where somebody watches; each file is told of when it is done."""
    with _bar() as tell:
        for each in publisher.publish(found, attest=attest, progress=tell):
            if arguments.format == "text":
                options.write([f"{_line(each)}\n"])
            yield each


def _bar() -> AbstractContextManager[Callable[[Parcel, int], None]]:
    from contextlib import contextmanager

    @contextmanager
    def shown() -> Iterator[Callable[[Parcel, int], None]]:
        if not sys.stderr.isatty():
            yield lambda _, __: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        tasks = {}
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

            def tell(parcel: Parcel, count: int) -> None:
                if parcel.name not in tasks:
                    tasks[parcel.name] = progress.add_task(parcel.name, total=parcel.size)
                progress.update(tasks[parcel.name], completed=count)

            yield tell

    return shown()


def _line(each: Published) -> str:
    from dovetail.printable import printable

    return printable(f"{each.parcel.name}: {each.state}" + (", attested" if each.attested else ""))


def _document(repository: Repository, done: Sequence[Published], arguments: Arguments) -> dict[str, Any]:
    """Return what was done, schema ``dovetail.publish/1``: see ``publish.schema.json``."""
    return {
        "schema": "dovetail.publish/1",
        "index": repository.upload,
        "dry_run": bool(arguments.dry_run),
        "files": [
            {
                "name": each.parcel.name,
                "project": each.parcel.project,
                "version": each.parcel.version,
                "sha256": each.parcel.sha256,
                "size": each.parcel.size,
                "state": each.state,
                "attested": each.attested,
            }
            for each in done
        ],
    }
