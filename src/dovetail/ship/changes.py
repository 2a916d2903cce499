"""Files that are to be made, changed or removed: shown as a diff, and written all or not at all."""

from __future__ import annotations

import os
from typing import NamedTuple

from dovetail.errors import DovetailError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Change(NamedTuple):
    """One file, as it is and as it is to be."""

    path: str
    """Absolute."""
    before: bytes | None
    """What it holds now; None where there must be nothing."""
    after: bytes | None
    """What it is to hold; None to remove it."""

    @property
    def action(self) -> str:
        """What is done to it: ``create``, ``change`` or ``remove``."""
        if self.before is None:
            return "create"
        return "remove" if self.after is None else "change"


def unified_diff(changes: Sequence[Change], folder: str) -> Iterator[str]:
    """Yield the lines of a unified diff, which ``git apply`` in ``folder`` takes."""
    from difflib import unified_diff as difference

    for change in changes:
        name = os.path.relpath(change.path, folder).replace(os.sep, "/")
        old = "/dev/null" if change.before is None else f"a/{name}"
        new = "/dev/null" if change.after is None else f"b/{name}"
        yield f"diff --git a/{name} b/{name}\n"
        if change.before is None:
            yield "new file mode 100644\n"
        elif change.after is None:
            yield "deleted file mode 100644\n"
        lines = difference(_lines(change.before), _lines(change.after), old, new)
        for line in lines:
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes | None) -> list[str]:
    # Not `str.splitlines`, which also splits where no editor and no `git` does.
    text = (data or b"").decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def write(changes: Sequence[Change]) -> None:
    """Carry out all changes, or none of them.

    Every file is first written beside its place and then renamed; if anything fails on the way, an interrupt
    included, what was done is undone. Raises `DovetailError` if a file is not what it was when the changes
    were made, or cannot be written.
    """
    for change in changes:
        _expect(change)
    done: list[Change] = []
    staged: dict[str, str] = {}
    folders: list[str] = []
    try:
        for change in changes:
            if change.after is not None:
                _make_folders(os.path.dirname(change.path), folders)
                staged[change.path] = _stage(change.path, change.after)
        for change in changes:
            _carry_out(change, staged.get(change.path))
            done.append(change)
    except BaseException as error:
        _undo(done, folders, staged.values())
        if isinstance(error, OSError):
            message = f"cannot write {error.filename}: {error.strerror}; nothing was changed"
            raise DovetailError(message) from error
        raise
    for path in staged.values():
        _remove(path)


def _expect(change: Change) -> None:
    try:
        with open(change.path, "rb") as file:
            there: bytes | None = file.read()
    except FileNotFoundError:
        there = None
    except OSError as error:
        raise DovetailError(f"cannot read {change.path}: {error.strerror}") from error
    # A link that leads nowhere is something all the same.
    if there != change.before or (there is None and os.path.lexists(change.path)):
        what = "exists already" if change.before is None else "was changed meanwhile"
        raise DovetailError(f"{change.path} {what}", hint="nothing was written; look at it and try again")


def _make_folders(folder: str, made: list[str]) -> None:
    missing = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for each in reversed(missing):
        os.mkdir(each)
        made.append(each)


def _stage(path: str, data: bytes) -> str:
    """Write beside ``path``, with the mode of the file that is there, and return where."""
    temporary = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}.dovetail")
    with open(temporary, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if os.path.exists(path):
        os.chmod(temporary, os.stat(path).st_mode & 0o7777)
    return temporary


def _carry_out(change: Change, staged: str | None) -> None:
    if staged is None:
        os.remove(change.path)
    elif change.before is None:
        # Unlike a rename, a link does not replace what somebody else has put there in the meantime.
        os.link(staged, change.path)
    else:
        os.replace(staged, change.path)


def _undo(done: Sequence[Change], folders: Sequence[str], staged: Iterable[str]) -> None:
    for change in reversed(done):
        if change.before is None:
            _remove(change.path)
        else:
            with open(change.path, "wb") as file:
                file.write(change.before)
    for path in staged:
        _remove(path)
    for folder in reversed(folders):
        if not os.listdir(folder):
            os.rmdir(folder)


def _remove(path: str) -> None:
    if os.path.lexists(path):
        os.remove(path)
