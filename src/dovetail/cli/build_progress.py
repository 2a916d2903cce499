"""What ``dovetail build`` says on stderr while it goes on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from dovetail.printable import printable
from dovetail.ship.frontend import Progress

if TYPE_CHECKING:
    from typing import Self

    from rich.status import Status


class Telling(Progress):
    """Tells what is going to be run, always; and each step, on a terminal, or with ``verbose``."""

    def __init__(self, *, verbose: bool) -> None:
        self.verbose = verbose
        self._status: Status | None = None

    def __enter__(self) -> Self:
        """Begin to show the step on a terminal."""
        if sys.stderr.isatty() and not self.verbose:
            from rich.console import Console

            self._status = Console(stderr=True).status("starting")
            self._status.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the terminal as it was."""
        if self._status is not None:
            self._status.stop()

    def foreign(self, backend: str, *, isolation: bool) -> None:
        """Say that a program is started that is not dovetail, and where."""
        where = "in an environment of its own" if isolation else "in this environment"
        sys.stderr.write(f"Runs the project's build backend, {printable(backend)}, {where}.\n")

    def step(self, text: str) -> None:
        """Show the next step."""
        if self._status is not None:
            from rich.markup import escape

            self._status.update(escape(printable(text)))
        elif self.verbose:
            sys.stderr.write(f"{printable(text)}\n")

    def output(self, text: str) -> None:
        """Show what the backend prints, if that was asked for."""
        if self.verbose:
            sys.stderr.write(f"  {printable(text.rstrip())}\n")
