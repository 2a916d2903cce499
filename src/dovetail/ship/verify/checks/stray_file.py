"""``stray-file``: compiled, cached and private files that were packed by mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.ship.verify.places import is_for_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject

_FOLDERS = (
    *("__pycache__", ".git", ".hg", ".svn", ".tox", ".nox", ".venv", ".idea", ".vscode", ".pytest_cache"),
    *(".mypy_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints", "node_modules", "__MACOSX"),
)
_FILES = re.compile(
    r"\.DS_Store|Thumbs\.db|desktop\.ini|\.coverage(?:\..*)?|\.env|\.netrc|\.pypirc|.*~|.*\.sw[op]"
    r"|.*\.orig|.*\.rej|.*\.py[co]|.*\.o|id_rsa|\.#.*|.*\$py\.class"
)
_SHOWN = 4


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each folder or kind of such files, at the first of them.

    Bytecode without its source is how some distributions are meant to be, and is left out.
    """
    groups: dict[str, list[str]] = {}
    for path in sorted(subject.archive.files):
        kind = _kind(subject, path)
        if kind:
            groups.setdefault(kind, []).append(path)
    for kind, paths in groups.items():
        more = "" if len(paths) == 1 else f" and {len(paths) - 1} more"
        notes = tuple(Note(f"also `{path}`") for path in paths[1:_SHOWN])
        yield Diagnostic(
            "stray-file",
            Severity.WARNING,
            f"`{paths[0]}`{more}: {kind}",
            subject.stored_place(paths[0]),
            "exclude them in the configuration of the build backend, or build from a clean tree",
            notes,
        )


def _kind(subject: Subject, path: str) -> str | None:
    """Return what a file is that should not be there, None for all others."""
    *folders, name = path.split("/")
    if name.endswith((".pyc", ".pyo")):
        return None if not _has_source(subject, path) else "bytecode, which installers make themselves"
    if not subject.archive.is_installed_layout and (name.startswith((".git", ".env.")) or is_for_tests(path)):
        return None
    for folder in folders:
        if folder in _FOLDERS:
            return f"what is in `{folder}` is of no use to whoever installs it"
    return f"`{name}` is of no use to whoever installs it" if _FILES.fullmatch(name) else None


def _has_source(subject: Subject, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if folder.endswith("__pycache__"):
        folder = folder.removesuffix("__pycache__").rstrip("/")
    stem = name.partition(".")[0]
    return (f"{folder}/{stem}.py" if folder else f"{stem}.py") in subject.archive.files
