"""Why a module that is found may be another than the one that was meant, and what to do."""

from __future__ import annotations

import os

from dovetail.environment.entry import STANDARD_LIBRARY, Provenance
from dovetail.modules.advice import OF_THE_USER, Advice, Cause, owned_by, pip_install, place_of
from dovetail.modules.owner import OwnerKind
from dovetail.modules.resolution import Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.modules.owner import Owner, Owners
    from dovetail.modules.resolution import Resolution
    from dovetail.modules.resolve import Resolver

_SITES = frozenset((Provenance.SITE_PACKAGES, Provenance.USER_SITE))


def advice_on_found(
    answer: Resolution, resolver: Resolver, owners: Owners, owner: Owner
) -> tuple[Advice, ...]:
    """Return what somebody may not know of a module that is found; it never raises.

    ``owner`` is whose it is. For most modules there is nothing to say.
    """
    return (
        *_hides(answer, owners, owner),
        *_hidden(answer, owner),
        *_folder_only(answer, resolver, owner),
        *_left_over(answer, resolver, owner),
        *_several(answer, resolver, owner),
    )


def _hides(answer: Resolution, owners: Owners, owner: Owner) -> Iterator[Advice]:
    other, entry = answer.next, answer.trace[-1].entry if answer.trace else None
    if other is None or other.path is None or entry is None or owner.kind is not OwnerKind.NOBODY:
        return
    if entry.provenance not in OF_THE_USER or other.entry is None or answer.origin is None:
        return
    rename = f"rename {place_of(answer.origin)}"
    if other.entry.provenance in STANDARD_LIBRARY:
        message = f"hides `{answer.name}` of the standard library, {other.path}"
        every = f"as long as it is there, every module that imports `{answer.name}` gets it"
        yield Advice(Cause.HIDES, message, f"{rename}: {every}")
    elif other.entry.provenance in _SITES:
        whose = owners.of_file(other.path)
        if whose.kind is OwnerKind.DISTRIBUTION:
            yield Advice(
                Cause.HIDES, f"hides that of {whose}, {other.path}", f"if that one was meant: {rename}"
            )


def _hidden(answer: Resolution, owner: Owner) -> Iterator[Advice]:
    """Yield that a module of the user loses to one that is installed or of the interpreter."""
    if owner.kind is OwnerKind.NOBODY:
        return
    for candidate in (*answer.trace[:-1], answer.next):
        if candidate is None or candidate.path is None or candidate.entry is None:
            continue
        if candidate.entry.provenance not in OF_THE_USER or answer.ancestors:
            continue
        place = place_of(candidate.path)
        if candidate.kind is Found.NAMESPACE_PACKAGE and candidate is not answer.next:
            message = f"that of {owned_by(owner)} is found, not the folder {place}, which has no __init__.py"
            create = os.path.join(place, "__init__.py")
            yield Advice(Cause.HIDDEN, message, f"if the folder was meant: rename it, or create {create}")
            return
        if candidate is answer.next and owner.kind is OwnerKind.STANDARD_LIBRARY:
            message = f"that of {owned_by(owner)} is found, not {place}: {_why(answer)}"
            yield Advice(Cause.HIDDEN, message, f"rename {place}")
            return


def _why(answer: Resolution) -> str:
    finder = answer.trace[-1].finder
    if finder == "sys.modules":
        return "it is loaded when Python starts"
    return f"{finder} modules come before the search path" if finder != "path" else "it comes first"


def _folder_only(answer: Resolution, resolver: Resolver, owner: Owner) -> Iterator[Advice]:
    """Yield that a namespace package is nothing but a folder, or one that nobody has installed."""
    if answer.kind is not Found.NAMESPACE_PACKAGE or owner.kind is not OwnerKind.NOBODY:
        return
    portions = [c for c in answer.trace if c.outcome is Outcome.PORTION and c.path and c.entry]
    if not portions:
        return
    place = portions[0].path
    install = pip_install(resolver.environment, "PROJECT")
    if any(c.entry and c.entry.provenance in _SITES for c in portions):
        message = f"{place} belongs to no distribution and has no __init__.py: it may be left over"
        yield Advice(
            Cause.LEFT_OVER, message, f"if it is left over, remove it, and install what it was of: {install}"
        )
    elif not any(_has_module(name, resolver) for name in resolver.names_below(answer)):
        message = f"{place} is only a folder: nothing in it can be imported"
        yield Advice(
            Cause.FOLDER_ONLY, message, f"if a distribution was meant, it is not installed: {install}"
        )


def _has_module(name: str, resolver: Resolver) -> bool:
    answer = resolver.resolve(name)
    return answer.found and answer.kind is not Found.NAMESPACE_PACKAGE


def _left_over(answer: Resolution, resolver: Resolver, owner: Owner) -> Iterator[Advice]:
    """Yield that only bytecode is there, and the source that it was made of is not."""
    bytecode = resolver.environment.bytecode_suffixes
    if owner.kind is OwnerKind.NOBODY and answer.origin and answer.origin.endswith(bytecode):
        message = "only its bytecode is there: the source that it was made of is gone"
        yield Advice(Cause.LEFT_OVER, message, f"if it should be gone, remove {answer.origin}")


def _several(answer: Resolution, resolver: Resolver, owner: Owner) -> Iterator[Advice]:
    if len(owner.distributions) > 1 and answer.kind is not Found.NAMESPACE_PACKAGE:
        names = " and ".join(map(str, owner.distributions))
        message = f"{names} both have this file: what was installed last has replaced that of the other"
        both = " ".join(one.project_name for one in owner.distributions)
        python = resolver.environment.executable or "python"
        yield Advice(
            Cause.SEVERAL_OWNERS,
            message,
            f"uninstall all of them, `{python} -m pip uninstall {both}`, and install the one that is meant",
        )
