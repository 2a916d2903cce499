"""``hidden-distribution``: an import of what a distribution installs finds something else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.environment.standard_library import standard_names
from dovetail.modules.owner import OwnerKind
from dovetail.modules.resolution import Confidence, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.modules.resolution import Resolution
    from dovetail.ship.proof.roots import Root
    from dovetail.ship.proof.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each root of a distribution whose name leads elsewhere.

    That is the standard library, which comes before installed modules, or a file of no distribution, such as
    one that somebody has put there. What another distribution has is for `module-collision`.
    """
    standard = standard_names(subject.environment.version[:2])
    for root in subject.roots:
        if not root.file:
            continue
        found = subject.resolver.resolve(root.name)
        top = root.name.partition(".")[0]
        if not found.found or found.confidence is Confidence.UNKNOWN or _is_it(found, root):
            continue
        owner = subject.owners.of(found)
        if owner.kind is OwnerKind.STANDARD_LIBRARY or (top in standard and found.kind is Found.FROZEN):
            yield _diagnostic(subject, root, found, "the standard library has one, which comes first")
        elif owner.kind is OwnerKind.NOBODY:
            yield _diagnostic(
                subject, root, found, f"{found.origin or top} is found, which belongs to nobody"
            )


def _is_it(found: Resolution, root: Root) -> bool:
    origin = os.path.realpath(found.origin or "")
    return origin == os.path.realpath(root.file) or origin == f"{os.path.realpath(root.file)}c"


def _diagnostic(subject: Subject, root: Root, found: Resolution, why: str) -> Diagnostic:
    origin = found.origin or ""
    notes = (Note("this is found", subject.place(origin)),) if os.path.isabs(origin) else ()
    return Diagnostic(
        "hidden-distribution",
        Severity.WARNING,
        f"`{root.name}` of {root.owner} is never imported: {why}".replace(f"{subject.base}/", ""),
        subject.place(root.file),
        "uninstall it, if it is a copy for older Pythons; otherwise one of the two needs another name",
        notes,
    )
