"""``unsafe-archive``: members that would be written elsewhere, twice, or over each other."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.ship.archive import Form, MemberKind
from dovetail.ship.archive.unpack import is_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.archive import Member
    from dovetail.ship.verify.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each member that no installer should have to unpack."""
    members = subject.archive.members
    for member in members:
        fault = _fault(subject, member)
        if fault:
            yield _diagnostic(subject, member.path, *fault)
    if subject.archive.form is Form.TREE:
        return
    counts = Counter(member.path for member in members if member.kind is not MemberKind.FOLDER)
    for path, count in counts.items():
        if count > 1:
            message = f"`{path}` is in the archive {count} times: which one is installed is for chance to say"
            yield _diagnostic(subject, path, message, "build it again, from a clean tree")
    yield from _alike(subject, list(counts))


def _fault(subject: Subject, member: Member) -> tuple[str, str] | None:
    """Return what is wrong with a member by itself and what to do, None if nothing is."""
    path = member.path
    if not is_safe(path):
        return f"`{path}` would be written outside of the folder that it is unpacked to", "leave it out"
    if member.kind is MemberKind.OTHER:
        return f"`{path}` is a device or a pipe", "leave it out: only files can be installed"
    if member.kind is not MemberKind.LINK or subject.archive.form is Form.TREE:
        return None
    if subject.archive.form is Form.WHEEL:
        return (
            f"`{path}` is a link to `{member.target}`: installers write such a member as a file of that text",
            "put the file itself into the wheel",
        )
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), member.target))
    if os.path.isabs(member.target) or not f"{target}/".startswith(subject.archive.prefix or target):
        return f"`{path}` is a link out of the archive, to `{member.target}`", "put the file itself into it"
    return None


def _alike(subject: Subject, paths: list[str]) -> Iterator[Diagnostic]:
    """Yield what is one file where case does not count, and what would be a file and a folder."""
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            message = (
                f"`{path}` and `{other}` differ only by case: on Windows and macOS one replaces the other"
            )
            yield _diagnostic(subject, path, message, "rename one of them")
    every = set(paths)
    around = {path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"}
    for path in sorted(every & around):
        message = f"`{path}` is a file, and a folder of other members"
        yield _diagnostic(subject, path, message, "rename one of them")


def _diagnostic(subject: Subject, path: str, message: str, advice: str) -> Diagnostic:
    return Diagnostic("unsafe-archive", Severity.ERROR, message, subject.stored_place(path), advice)
