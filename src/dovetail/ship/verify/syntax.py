"""Which files a version of Python would refuse to compile, as the parser of the kernel tells."""

from __future__ import annotations

import re
import sys

from dovetail import _kernel
from dovetail.environment.tables import from_version
from dovetail.environment.target import NEWEST, OLDEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SOURCE, _OPAQUE = 1, 5
"""How the kernel numbers what a name leads to: a text, and something of which nothing is known."""
_LINE = re.compile(r"(?s)(.*) \(.*, line (\d+)\)")
_COMPILED = ("SyntaxError", "IndentationError", "TabError")


def refused(files: Iterable[str], version: tuple[int, int]) -> dict[str, tuple[str, int]]:
    """Return the files that Python ``version`` would not compile, with its message and the line.

    ``files`` are paths of source texts. What begins like a text of Python 2 is refused by every version. The
    text of each is given to the simulation as a module of its own, in which every import succeeds; a version
    before 3.8 is taken for that.
    """
    paths = list(files)
    names = {f"file{number}": path for number, path in enumerate(paths)}

    def find(name: str) -> tuple[int, str | None, list[str] | None, bool]:
        path = names.get(name)
        return (_OPAQUE, None, [], False) if path is None else (_SOURCE, path, None, False)

    version = min(max(version, OLDEST), NEWEST)
    environment = from_version(version)
    engine = _kernel.Engine(
        find,
        lambda _name, _folders: (_OPAQUE, None, [], False),
        lambda _name: None,
        lambda _name: None,
        (*version, 0),
        sys.platform,
        "posix",
        "cpython",
        [],
        sorted(environment.built_in),
        "",
        [],
    )
    found = {}
    for path, failure in zip(paths, engine.outcomes(list(names)), strict=True):
        if failure is None or failure[0] not in _COMPILED or len(failure[2]) > 1:
            continue  # text that the file itself compiles is not the file's
        match = _LINE.fullmatch(failure[1] or "")
        if match:
            found[path] = (match[1], int(match[2]))
    return found
