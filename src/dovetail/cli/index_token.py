"""``dovetail index token add|list|revoke``: who may upload."""

from __future__ import annotations

import sys

from dovetail.cli.command import Command
from dovetail.cli.index import add_format, gathered, tell
from dovetail.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.cli.command import Arguments
    from dovetail.ship.index.tokens import Tokens

_WORDS = {"add": "DIR NAME", "list": "DIR", "revoke": "DIR NAME"}


def command(what: str) -> Command:
    """Return what words ``token add``, ``token list`` or ``token revoke`` takes."""
    command = Command(
        f"index token {what}", f"`index token {what} {_WORDS[what]}`: a token of the index in DIR."
    )
    command.add(
        "words", nargs="+", metavar="WORD", help=f"{_WORDS[what]}; without DIR where --tokens is given"
    )
    command.add("--tokens", metavar="FILE", help="the file of tokens, where it is not in DIR")
    if what == "add":
        command.add(
            "--project",
            metavar="PATTERN",
            action="append",
            default=[],
            help="for these projects alone, such as 'acme-*' (default: all)",
        )
        command.add(
            "--permission",
            metavar="WORD",
            action="append",
            default=[],
            help="read, upload or manage (default: read and upload)",
        )
        command.add("--days", metavar="NUMBER", help="how long it is valid (default: until revoked)")
    add_format(command)
    return command


def run(words: list[str]) -> int:
    """Add, list or revoke tokens."""
    from dovetail.ship.index.opening import tokens_file
    from dovetail.ship.index.tokens import Tokens

    what = words[0] if words else ""
    if what not in _WORDS:
        raise UsageError("what to do with tokens is missing", hint="`dovetail index token add|list|revoke`")
    arguments = command(what).parse(gathered(words[1:]))
    rest = [word for word in arguments.words if word]
    if arguments.tokens is None and not rest:
        raise UsageError(
            "the place of the index is missing", hint=f"`dovetail index token {what} {_WORDS[what]}`"
        )
    folder = None if arguments.tokens is not None else rest.pop(0)
    tokens = Tokens(tokens_file(folder, arguments.tokens))
    if what == "list":
        return _list(tokens, arguments)
    if len(rest) != 1:
        raise UsageError(
            "one name of a token is needed", hint=f"`dovetail index token {what} {_WORDS[what]}`"
        )
    if what == "add":
        return _add(tokens, rest[0], arguments)
    tokens.revoke(rest[0])
    tell(arguments, _document(tokens, "token revoke", revoked=rest[0]), [f"revoked: {rest[0]}"])
    return 0


def _add(tokens: Tokens, name: str, arguments: Arguments) -> int:
    from dovetail.ship.index.tokens import Permission

    words = arguments.permission or ["read", "upload"]
    wrong = [word for word in words if word not in set(Permission)]
    if wrong:
        raise UsageError(f"no permission: {', '.join(wrong)}", hint=f"they are {', '.join(Permission)}")
    try:
        days = None if arguments.days is None else float(arguments.days)
    except ValueError:
        raise UsageError(f"--days {arguments.days}: a number is needed") from None
    secret = tokens.add(name, map(Permission, words), arguments.project or ["*"], days=days)
    if arguments.format == "text":
        sys.stderr.write("The token is shown this once: it is not kept.\n")
    tell(arguments, _document(tokens, "token add", token=secret), [secret])
    return 0


def _list(tokens: Tokens, arguments: Arguments) -> int:
    lines = [
        f"{one.name}  {', '.join(one.permissions)}  {', '.join(one.projects)}{_until(one.expires)}"
        for one in tokens.all()
    ]
    tell(arguments, _document(tokens, "token list"), lines)
    return 0


def _document(tokens: Tokens, action: str, **more: str) -> dict[str, object]:
    fields = ("name", "permissions", "projects", "created", "expires")
    rows = [{field: getattr(one, field) for field in fields} for one in tokens.all()]
    return {"place": str(tokens.path), "action": action, **more, "tokens": rows}


def _until(expires: float | None) -> str:
    if expires is None:
        return ""
    from datetime import UTC, datetime

    return f"  until {datetime.fromtimestamp(expires, UTC):%Y-%m-%d %H:%M} UTC"
