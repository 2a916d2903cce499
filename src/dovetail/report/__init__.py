"""Diagnostics become text: ``full``, ``concise``, ``json``, ``github`` and ``sarif``, a file for each.

The same outcome gives the same text, byte for byte: no format shows a time or the name of this machine.
"""

from __future__ import annotations

from importlib import import_module

from dovetail.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dovetail.diagnostic import Outcome

FORMATS = ("full", "concise", "json", "github", "sarif")
"""The names of the formats, the default one first."""


class Request:
    """How a report is wanted, beside its format.

    ``color``: with ANSI escapes (only ``full`` and ``concise`` have any). ``start``: the folder that shown
    paths are relative to, as a rule the current one, so that a terminal or an editor can open them; None
    is the base of the outcome. ``version``: of dovetail. ``page``: gives the page of a check, in Markdown,
    by its name, or None if it has none; SARIF carries them to where the findings are read. ``read``: gives
    the bytes of what is no file by itself, as it lies in an archive, by its path from the base.
    """

    __slots__ = ("color", "page", "read", "start", "version")

    def __init__(
        self,
        *,
        color: bool = False,
        start: Path | None = None,
        version: str | None = None,
        page: Callable[[str], str | None] | None = None,
        read: Callable[[str], bytes | None] | None = None,
    ) -> None:
        self.color = color
        self.start = start
        self.version = version
        self.page = page
        self.read = read


def render(format: str, outcome: Outcome, request: Request | None = None) -> Iterator[str]:  # noqa: A002
    """Yield the report of ``outcome`` in ``format``, in pieces that carry their own line ends.

    Files are read while the pieces are taken; one that cannot be read is shown without its source.
    Raises `UsageError` at once if ``format`` is none of `FORMATS`.
    """
    if format not in FORMATS:
        raise UsageError(f"no output format `{format}`", hint=f"the formats are {', '.join(FORMATS)}")
    module = import_module(f"dovetail.report.{format}")
    pieces: Iterator[str] = module.render(outcome, request or Request())
    return pieces
