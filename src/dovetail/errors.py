"""What stops dovetail. A fault in the user's code is no error but a `dovetail.diagnostic.Diagnostic`."""

from __future__ import annotations

import os

from dovetail.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class DovetailError(Exception):
    """Dovetail cannot go on; the command ends with exit code 2.

    ``message`` says what is wrong, in one sentence without a full stop; ``hint`` says what to do about it.
    Both are kept fit to be shown: control characters, which names of files may hold, are escaped.
    """

    message: str
    hint: str | None

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.message = printable(message, keep="\n")
        self.hint = None if hint is None else printable(hint, keep="\n")
        super().__init__(self.message)

    def __str__(self) -> str:
        """Return the message, with its place before it where there is one."""
        return self.message


class UsageError(DovetailError):
    """An argument names what does not exist or cannot be: a path, a module, a check, a format."""


class ConfigurationError(DovetailError):
    """The configuration in the file ``path`` is wrong; every fault found in it is listed.

    ``faults`` holds at least one pair of a 1-based line and a message; the line is None where the fault
    has none (the file cannot be read). ``line`` is the line of the first. As a string, each fault is one
    line, ``path:line: message``, with the path relative to the current folder where it is below it.
    """

    path: Path
    line: int | None
    faults: tuple[tuple[int | None, str], ...]

    def __init__(
        self, path: Path, faults: Sequence[tuple[int | None, str]], *, hint: str | None = None
    ) -> None:
        self.path = path
        self.faults = tuple((line, printable(message)) for line, message in faults)
        self.line = self.faults[0][0]
        shown = printable(_from_here(path))
        places = (shown if line is None else f"{shown}:{line}" for line, _ in self.faults)
        texts = (message for _, message in self.faults)
        super().__init__(
            "\n".join(f"{place}: {text}" for place, text in zip(places, texts, strict=True)), hint=hint
        )

    def __reduce__(self) -> tuple[type[ConfigurationError], tuple[object, ...], dict[str, object]]:
        """Rebuild from the arguments: an error must cross from a worker process to its parent."""
        return (type(self), (self.path, self.faults), {"hint": self.hint})


def _from_here(path: Path) -> str:
    """Return ``path`` relative to the current folder if it is below it, as it is otherwise."""
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):  # the current folder is gone, or it is on another drive
        return os.fspath(path)
    return os.fspath(path) if relative.startswith("..") else relative
