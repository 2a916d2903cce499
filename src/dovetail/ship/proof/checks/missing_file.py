"""``missing-file``: a file that a distribution records is not there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.execution.account import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.recorded import Recorded
    from dovetail.ship.proof.subject import Subject

_CODE = (".py", ".so", ".pyd", ".abi3.so")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each distribution of which files of RECORD are gone.

    An error where a module is among them, else a warning. Left out are bytecode, which interpreters make
    anew, and distributions whose files no RECORD lists.
    """
    folders: dict[str, frozenset[str] | None] = {}
    for one in subject.recorded:
        gone = [file for file in one.rows if not file.endswith(".pyc") and not _is_there(one, file, folders)]
        if gone:
            yield _diagnostic(subject, one, gone)


def _is_there(one: Recorded, file: str, folders: dict[str, frozenset[str] | None]) -> bool:
    """Whether a file is there; each folder is listed once, for most have many files."""
    folder, name = os.path.split(os.path.normpath(os.path.join(one.distribution.folder, file)))
    if folder not in folders:
        try:
            folders[folder] = frozenset(os.listdir(folder))
        except FileNotFoundError:
            folders[folder] = frozenset()
        except (OSError, ValueError):
            folders[folder] = None  # what cannot be listed may hold it
    names = folders[folder]
    return names is None or name in names


def _diagnostic(subject: Subject, one: Recorded, gone: list[str]) -> Diagnostic:
    code = [file for file in gone if file.endswith(_CODE)]
    shown = listed([file.replace(os.sep, "/") for file in (code or gone)])
    more = f" and {len(gone) - len(code)} other files" if code and len(gone) > len(code) else ""
    return Diagnostic(
        "missing-file",
        Severity.ERROR if code else Severity.WARNING,
        f"{shown}{more} of {one} {'is' if len(gone) == 1 else 'are'} not there",
        subject.place(one.record_path, one.rows[(code or gone)[0]].line),
        f"install {one.distribution.project_name} again",
    )
