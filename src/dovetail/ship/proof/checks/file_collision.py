"""``file-collision``: two distributions record the same file as theirs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.execution.account import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.recorded import Recorded
    from dovetail.ship.proof.subject import Subject

_LEGACY = ("extend_path", "declare_namespace")
"""What the ``__init__`` of a namespace package older than PEP 420 calls: each portion has the same."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each pair of distributions that record the same files.

    An error where one has overwritten the other with something else; a warning where both are the same, for
    to uninstall one leaves the other broken. Left out are the ``__init__`` of namespace packages older than
    PEP 420, and what interpreters make themselves.
    """
    pairs: dict[tuple[str, str], list[str]] = {}
    for path, owners in subject.installed.overlaps():
        if path.endswith(".pyc") or _is_legacy_namespace(path, subject):
            continue
        names = sorted({one.name for one in owners})
        for index, first in enumerate(names):
            for second in names[index + 1 :]:
                pairs.setdefault((first, second), []).append(path)
    for (first, second), paths in sorted(pairs.items()):
        yield _diagnostic(subject, subject.by_name[first], subject.by_name[second], paths)


def _is_legacy_namespace(path: str, subject: Subject) -> bool:
    if os.path.basename(path) != "__init__.py":
        return False
    text = subject.text(path)
    return any(word in text for word in _LEGACY)


def _diagnostic(subject: Subject, first: Recorded, second: Recorded, paths: list[str]) -> Diagnostic:
    differing = [path for path in paths if _differ(first, second, path)]
    shown = listed([os.path.relpath(path, first.distribution.folder).replace(os.sep, "/") for path in paths])
    line = _line(first, paths[0])
    other = Note(f"{second} records it too", subject.place(second.record_path, _line(second, paths[0])))
    if differing:
        many = "it differs" if len(paths) == 1 else f"{len(differing)} of them differ"
        return Diagnostic(
            "file-collision",
            Severity.ERROR,
            f"{first} and {second} both have installed {shown}, and {many}",
            subject.place(first.record_path, line),
            "the one installed last has overwritten the other: keep one of the two, and install it again",
            (other,),
        )
    return Diagnostic(
        "file-collision",
        Severity.WARNING,
        f"{first} and {second} both have installed {shown}, the same in both",
        subject.place(first.record_path, line),
        "to uninstall one takes the file from the other: ask the projects which of them it belongs to",
        (other,),
    )


def _line(one: Recorded, path: str) -> int | None:
    row = one.rows.get(os.path.relpath(path, one.distribution.folder))
    return row.line if row else None


def _differ(first: Recorded, second: Recorded, path: str) -> bool:
    """Whether the two distributions record different contents; where one records none, they may."""
    digests = [one.rows.get(os.path.relpath(path, one.distribution.folder)) for one in (first, second)]
    return len({row.digest if row else "" for row in digests}) > 1
