"""``dovetail index``: an index of one's own, in a folder or a bucket, and served."""

from __future__ import annotations

import sys

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.errors import UsageError
from dovetail.printable import encodable, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from dovetail.cli.command import Arguments
    from dovetail.ship.index.store import Store

    Document = dict[str, Any]

SCHEMA = "dovetail.index/1"
"""See ``index.schema.json`` beside this file."""

ACTIONS = {
    "add": "put distributions into the index, which is made if need be",
    "yank": "let installers pass a version over, unless it is asked for exactly",
    "unyank": "take that back",
    "remove": "delete a version; its files' names are never used again",
    "status": "mark a project as active, archived, quarantined or deprecated",
    "list": "list the projects, or the files of one",
    "modules": "say which distributions provide a module",
    "check": "say what is wrong with the index",
    "repair": "put the index right, its pages by its files",
    "serve": "serve it: pages, files, uploads, and an upstream index behind it",
    "token": "give out and revoke the tokens of those who may upload",
}
"""The actions; `serve` and `token` have files of their own."""

POLICIES = ("reject", "warn", "off")
STATUSES = ("active", "archived", "quarantined", "deprecated")
_FLAGS = {"-h", "--help", "--hashes", "--discard"}
_WITH_WORDS = {"add": "FILE...", "yank": "NAME VERSION", "unyank": "NAME VERSION", "remove": "NAME VERSION"}
_WITH_WORDS |= {"status": "NAME STATUS", "list": "[NAME]", "modules": "[NAME]", "check": "", "repair": ""}


def command() -> Command:
    """Return what words the command takes before those of its action."""
    lines = "; ".join(f"{name}: {text}" for name, text in ACTIONS.items())
    command = Command("index", f"An index of one's own. {lines}.")
    command.add(
        "action",
        nargs="?",
        metavar="ACTION",
        choices=tuple(ACTIONS),
        help="what to do; each has a --help of its own",
    )
    add_format(command)
    return command


def run(words: list[str]) -> int:
    """Run an action; 1 if anything is wrong with the index or a distribution."""
    action = words[0] if words else ""
    if action in ("serve", "token"):
        name = f"dovetail.cli.index_{action}"
        __import__(name)
        code: int = sys.modules[name].run(words[1:])
        return code
    if action not in ACTIONS:
        command().parse(words)
        raise UsageError("what to do is missing", hint=f"one of {', '.join(ACTIONS)}")
    arguments = action_command(action).parse(gathered(words[1:]))
    store, rest = _store(action, arguments)
    code, document, lines = _DO[action](store, rest, arguments)
    tell(arguments, {"place": store.name, "action": action, **document}, lines)
    return code


def action_command(action: str) -> Command:
    """Return what words an action takes."""
    words = _WITH_WORDS[action]
    command = Command(
        f"index {action}",
        f"{ACTIONS[action].capitalize()}: `index {action} DIR {words}`.".replace(" `.", "`."),
    )
    command.add("words", nargs="+", metavar="WORD", help=f"DIR {words}".strip())
    command.add("--store", metavar="ADDRESS", help="in place of DIR: s3://BUCKET/PREFIX")
    if action == "add":
        command.add(
            "--verify",
            choices=POLICIES,
            default="reject",
            help="what becomes of distributions with errors (default: %(default)s)",
        )
    elif action in ("yank", "status"):
        command.add("--reason", metavar="TEXT", help="shown to whoever installs it")
    elif action == "check":
        command.add("--hashes", action="store_true", help="read every distribution to the end")
    elif action == "repair":
        command.add(
            "--discard", action="store_true", help="remove uploads that did not end, not complete them"
        )
    add_format(command)
    return command


def gathered(words: list[str]) -> list[str]:
    """Return words with the options first: people put them between others, where argparse has none."""
    options_: list[str] = []
    others: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            return [*options_, word, *others, *rest]
        if not word.startswith("-"):
            others.append(word)
            continue
        options_.append(word)
        if "=" not in word and word not in _FLAGS:
            options_ += [value for value in (next(rest, None),) if value is not None]
    # An empty word, because at least one is asked for; it is passed over.
    return [*options_, *(others or [""])]


def add_format(command: Command) -> None:
    """Add ``--format``."""
    command.add("--format", choices=("text", "json"), default="text", help="default: %(default)s")


def tell(arguments: Arguments, document: Document, lines: Iterable[str]) -> None:
    """Print what was done, in the format that was asked for."""
    if arguments.format == "json":
        options.write_json({"schema": SCHEMA, **document})
    else:
        options.write(f"{printable(line)}\n" for line in lines)


def _store(action: str, arguments: Arguments) -> tuple[Store, list[str]]:
    from dovetail.ship.index.opening import open_store

    words = [word for word in arguments.words if word]
    if arguments.store is not None:
        return open_store(None, arguments.store), words
    if not words:
        raise UsageError(
            "the place of the index is missing", hint="give a folder, or --store s3://BUCKET/PREFIX"
        )
    return open_store(words[0], create=action == "add"), words[1:]


def _add(store: Store, words: list[str], arguments: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.adding import add_all

    if not words:
        raise UsageError("no distribution is given", hint="`dovetail index add DIR FILE...`")
    result = add_all(store, words, arguments.verify, progress("reading"))
    findings = [
        {"filename": name, "check": each.check, "severity": each.severity, "message": encodable(each.message)}
        for name, judgement in result.judgements
        for each in judgement.diagnostics
    ]
    for _, judgement in result.judgements:
        for line in judgement.lines():
            sys.stderr.write(f"{printable(line)}\n")
    refused = [{"file": file, "message": error.message, "hint": error.hint} for file, error in result.refused]
    for file, error in result.refused:
        sys.stderr.write(f"refused: {printable(file)}: {error}\n")
        if error.hint:
            sys.stderr.write(f"  help: {error.hint}\n")
    lines = [f"{'added' if one.new else 'already there'}: {one.filename}" for one in result.added]
    if refused:
        lines.append(f"nothing was added: {len(refused)} of {len(words)} refused")
    added = [one._asdict() for one in result.added]
    return (1 if refused else 0), {"added": added, "refused": refused, "findings": findings}, lines


def _yank(store: Store, words: list[str], arguments: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.writer import Writer

    project, version = _two(words, "NAME VERSION")
    files = Writer(store).yank(project, version, arguments.reason)
    return 0, {"files": files}, [f"yanked: {name}" for name in files]


def _unyank(store: Store, words: list[str], _: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.writer import Writer

    files = Writer(store).unyank(*_two(words, "NAME VERSION"))
    return 0, {"files": files}, [f"no longer yanked: {name}" for name in files]


def _remove(store: Store, words: list[str], _: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.writer import Writer

    files = Writer(store).remove(*_two(words, "NAME VERSION"))
    return 0, {"files": files}, [f"removed: {name}" for name in files]


def _status(store: Store, words: list[str], arguments: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.page import Status
    from dovetail.ship.index.writer import Writer

    project, status = _two(words, "NAME STATUS")
    if status not in STATUSES:
        raise UsageError(f"no status of a project: {status}", hint=f"they are {', '.join(STATUSES)}")
    Writer(store).set_status(project, Status(status), arguments.reason)
    return 0, {"project": project, "status": status}, [f"{project} is {status}"]


def _list(store: Store, words: list[str], _: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.layout import root_keys
    from dovetail.ship.index.names import project_name
    from dovetail.ship.index.pages import read_page, read_root

    if words:
        name = project_name(words[0])
        page = read_page(store, name)
        if page is None:
            raise UsageError(f"no project `{name}` in {store.name}", hint="`dovetail index list` lists them")
        rows = [file.row() for file in page.files]
        lines = [f"{file.filename}{'  yanked' if file.yanked is not False else ''}" for file in page.files]
        return (
            0,
            {"project": name, "status": page.status, "files": rows},
            [f"{name} is {page.status}", *lines],
        )
    key = root_keys(store)[0]
    found = store.read(key)
    names = read_root(found.data if found else None, key).names
    return 0, {"projects": names}, names


def _modules(store: Store, words: list[str], _: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.modules import providers, tops

    if not words:
        names = tops(store)
        return 0, {"modules": names}, [f"{name}  {', '.join(each)}" for name, each in names.items()]
    rows = providers(store, words[0])
    lines = [
        f"{file['filename']}  ({row['project']} {file['version']})" for row in rows for file in row["files"]
    ]
    lines = lines or [f"nothing here provides a module `{words[0]}`"]
    return (0 if rows else 1), {"name": words[0], "providers": rows}, lines


def _check(store: Store, words: list[str], arguments: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.checking import check

    _none(words)
    problems = check(store, hashes=arguments.hashes, progress=progress("checking"))
    lines = [f"{one.kind}: {one.key}: {one.message}" for one in problems]
    lines.append(
        f"{len(problems)} problems; `dovetail index repair` puts them right" if problems else "all is well"
    )
    return (1 if problems else 0), {"problems": [one._asdict() for one in problems]}, lines


def _repair(store: Store, words: list[str], arguments: Arguments) -> tuple[int, Document, list[str]]:
    from dovetail.ship.index.checking import check
    from dovetail.ship.index.recovery import repair

    _none(words)
    before = repair(store, discarding=arguments.discard, progress=progress("repairing"))
    left = check(store)
    lines = [f"{one.kind}: {one.key}: {one.message}" for one in before]
    lines += [f"not repaired: {one.kind}: {one.key}: {one.message}" for one in left]
    lines.append(f"{len(before)} problems found, {len(left)} left")
    document = {"problems": [one._asdict() for one in before], "left": [one._asdict() for one in left]}
    return (1 if left else 0), document, lines


def progress(what: str) -> Callable[[str], None] | None:
    """Return what shows on a terminal how far it is, None where there is none."""
    if not sys.stderr.isatty():
        return None

    def shown(name: str) -> None:
        sys.stderr.write(f"\r\x1b[K{what} {printable(name)[:60]}\r")
        sys.stderr.flush()

    return shown


def _two(words: list[str], names: str) -> tuple[str, str]:
    if len(words) != 2:  # noqa: PLR2004 - it says so
        raise UsageError(f"{names} is missing, or there is more", hint=f"give DIR {names}")
    return words[0], words[1]


def _none(words: list[str]) -> None:
    if words:
        raise UsageError(f"unexpected: {' '.join(words)}", hint="give the place of the index alone")


_DO: dict[str, Callable[[Store, list[str], Arguments], tuple[int, Document, list[str]]]] = {
    "add": _add,
    "yank": _yank,
    "unyank": _unyank,
    "remove": _remove,
    "status": _status,
    "list": _list,
    "modules": _modules,
    "check": _check,
    "repair": _repair,
}
