"""``module-collision``: a top-level name belongs to two distributions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.modules.resolution import Found
from dovetail.ship.proof.roots import top_modules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.recorded import Recorded
    from dovetail.ship.proof.subject import Subject


class Claim(NamedTuple):
    """What one distribution has under a top-level name."""

    owner: Recorded
    folder: str
    """Where it lies, absolute."""
    file: str
    """The module or the ``__init__`` of the package, relative to the folder; empty for a portion."""
    inner: str
    """A file in it."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each name that one distribution has as a package or module, and another has too.

    Portions of a namespace package are none. Where two have the same files, `file-collision` tells of it;
    where one adds modules to the package of another in the same folder, that is how some packages take
    plug-ins, and nothing is in the way of anything.
    """
    for name, claims in sorted(claims_of(subject).items()):
        if len({claim.owner.name for claim in claims}) > 1 and any(claim.file for claim in claims):
            yield from _loser(subject, name, claims)


def _loser(subject: Subject, name: str, claims: list[Claim]) -> Iterator[Diagnostic]:
    found = subject.resolver.resolve(name)
    if found.kind in (Found.BUILT_IN, Found.FROZEN) or not found.found:
        return  # `hidden-distribution` tells of it
    winner = next((claim for claim in claims if os.path.join(claim.folder, claim.file) == found.origin), None)
    if winner is None:
        return
    for claim in claims:
        lost = os.path.join(claim.folder, claim.file or claim.inner)
        same_package = os.path.dirname(found.origin or "") == os.path.join(claim.folder, name)
        if claim.owner.name == winner.owner.name or lost == found.origin or (same_package and not claim.file):
            continue
        yield Diagnostic(
            "module-collision",
            Severity.ERROR,
            f"`{name}` of {claim.owner} cannot be imported: that of {winner.owner} is found",
            subject.place(lost),
            "keep one of the two in this environment",
            (Note(f"`import {name}` finds this", subject.place(found.origin or "")),),
        )


def claims_of(subject: Subject) -> dict[str, list[Claim]]:
    """Return what distributions have under each top-level name, by the files that they record."""
    claims: dict[str, dict[tuple[str, str], Claim]] = {}
    for one in subject.recorded:
        folder = one.distribution.folder
        for name, file in top_modules(one.files, subject.environment).items():
            top, dot, _ = name.partition(".")
            own = "" if dot else file
            known = claims.setdefault(top, {})
            known[one.name, own] = Claim(one, folder, own, file)
    return {name: [claim for _, claim in sorted(each.items())] for name, each in claims.items()}
