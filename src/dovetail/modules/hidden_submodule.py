"""Why a submodule is not found though it is there: another package of the name of its parent is found."""

from __future__ import annotations

import os

from dovetail.modules.advice import Advice, Cause, place_of
from dovetail.modules.owner import OwnerKind
from dovetail.modules.resolution import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.modules.owner import Owners
    from dovetail.modules.resolution import Candidate, Resolution
    from dovetail.modules.resolve import Resolver


def hidden_by_parent(
    missing: Resolution, resolver: Resolver, owners: Owners, parent: Resolution
) -> Iterator[Advice]:
    """Yield that what lost to the parent has the submodule."""
    rest = missing.name.split(".")[parent.name.count(".") + 1 :]
    winner = parent.trace[-1] if parent.trace else None
    for candidate in (*parent.trace, parent.next):
        if candidate is None or candidate is winner or not candidate.locations or not candidate.path:
            continue
        if not _has(resolver, candidate.locations, rest):
            continue
        loser = place_of(candidate.path)
        is_portion = candidate.kind is Found.NAMESPACE_PACKAGE
        why = "it has no __init__.py" if is_portion else "it comes later"
        message = (
            f"`{parent.name}` is {parent.origin or parent.kind}; {loser}, which has `{'.'.join(rest)}`,"
            f" loses to it: {why}"
        )
        yield Advice(Cause.PARENT, message, _against(parent, owners, candidate, loser))
        return


def _against(parent: Resolution, owners: Owners, loser: Candidate, place: str) -> str:
    origin = parent.origin or ""
    if loser.kind is Found.NAMESPACE_PACKAGE:
        if os.path.splitext(origin)[0] == place:
            return f"move {origin} to {os.path.join(place, '__init__.py')}, or rename one of the two"
        if loser in parent.trace:
            # It comes earlier on the path: only the lack of an __init__ keeps it back.
            return f"create {os.path.join(place, '__init__.py')}, so that it is found first, or rename it"
    if os.path.isabs(origin) and owners.of(parent).kind is OwnerKind.NOBODY:
        return f"rename {place_of(origin)}"
    return f"rename {place}"


def _has(resolver: Resolver, folders: tuple[str, ...], parts: list[str]) -> bool:
    for number, part in enumerate(parts):
        there = resolver.offered_by(part, folders)
        if there is None:
            return False
        if number < len(parts) - 1:
            if not there.locations:
                return False
            folders = there.locations
    return True
