"""``case-collision``: names of installed files differ by case alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.recorded import Recorded
    from dovetail.ship.proof.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each folder or file whose name another has in a different case.

    Where file systems do not tell cases apart (macOS and Windows as a rule), the two are one. Only the first
    part of the paths that differs is reported, and files that interpreters make themselves are left out.
    """
    seen: dict[str, dict[str, Recorded]] = {}
    for one, folder, file in subject.files():
        if file.startswith(os.pardir) or file.endswith(".pyc"):
            continue
        path = os.path.join(folder, file)
        seen.setdefault(path.lower(), {}).setdefault(path, one)
    reported = set()
    for spellings in seen.values():
        if len(spellings) < 2:  # noqa: PLR2004 - two spellings
            continue
        (first, owner), (second, other), *_ = sorted(spellings.items())
        ours, theirs = _first_difference(first, second)
        if (ours, theirs) in reported:
            continue
        reported.add((ours, theirs))
        names = f"`{os.path.basename(ours)}` and `{os.path.basename(theirs)}`"
        whose = f"of {owner}" if owner is other else f"of {owner} and {other}"
        yield Diagnostic(
            "case-collision",
            Severity.WARNING,
            f"{names} {whose} differ by case alone",
            subject.place(theirs),
            "on file systems that do not tell cases apart one overwrites the other: rename one",
            (Note("this is the other", subject.place(ours)),),
        )


def _first_difference(first: str, second: str) -> tuple[str, str]:
    """Return the paths of the outermost folders or files in which two paths differ."""
    ours, theirs = first.split(os.sep), second.split(os.sep)
    end = next(index for index, pair in enumerate(zip(ours, theirs, strict=True), 1) if pair[0] != pair[1])
    return os.sep.join(ours[:end]), os.sep.join(theirs[:end])
