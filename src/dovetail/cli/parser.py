"""Argparse as dovetail wants it. Imported only where `Command.read_plain` leaves the words to it."""

from __future__ import annotations

import argparse
import os

from dovetail.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn


class _Formatter(argparse.HelpFormatter):
    """Knows its width: to find it out, argparse would import `shutil`, for every option that is added."""

    def __init__(self, prog: str) -> None:
        columns = os.environ.get("COLUMNS", "")
        if not columns.isdigit():
            try:
                columns = str(os.get_terminal_size().columns)
            except OSError:
                columns = "80"
        super().__init__(prog, width=max(int(columns), 40) - 2)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are dovetail's own: exit code 2, with a hint."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords, formatter_class=_Formatter, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError`."""
        raise UsageError(message, hint=f"see `{self.prog} --help`")
