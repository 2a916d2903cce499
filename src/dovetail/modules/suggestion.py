"""What may help where a name is not found: what is installed under a similar one, and what would have it."""

from __future__ import annotations

from dovetail.environment.provider import provider
from dovetail.modules.owner import Owner, OwnerKind
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.environment.distribution import Distribution
    from dovetail.modules.owner import Owners
    from dovetail.modules.resolution import Resolution
    from dovetail.modules.resolve import Resolver

_ALIKE = 0.75
"""From which `difflib.SequenceMatcher.ratio` on two names are spelled alike."""


class Suggestion(NamedTuple):
    """What may help where a module is not found."""

    similar: tuple[tuple[str, Owner], ...]
    """Modules that are spelled alike, with their owners, best first."""
    same_name: Distribution | None
    """An installed distribution that is called as the name is."""
    provides: tuple[str, ...]
    """The top-level modules that it provides, which are others."""
    provider: str | None
    """The project that is known to provide the module."""
    installed: Distribution | None
    """The same, if it is installed all the same."""


def suggestion(missing: Resolution, resolver: Resolver, owners: Owners) -> Suggestion:
    """Return what may help where a name was not found; it never raises."""
    around = missing.around
    depth = around.name.count(".") + 1 if around else 0
    wanted = ".".join(missing.name.split(".")[: depth + 1])
    similar = []
    for name in _near(wanted, resolver.names_below(around)):
        answer = resolver.resolve(name)
        if answer.found:
            similar.append((name, owners.of(answer)))
    project = (
        None if around and owners.of(around).kind is OwnerKind.STANDARD_LIBRARY else provider(missing.name)
    )
    same = None if around else owners.installed.find(wanted)
    provides = _top_level(same, resolver, owners) if same else ()
    return Suggestion(tuple(similar), same, provides, project, owners.installed.find(project or ""))


def _near(wanted: str, names: list[str]) -> list[str]:
    # Another case is nearer than any other letter.
    tails = {name.rpartition(".")[2]: name for name in names}
    tail = wanted.rpartition(".")[2]
    near = [each for each in tails if each.lower() == tail.lower()]
    others = [each for each in tails if each not in near and _shares_letters(each, tail)]
    if others:  # few names have any, and `difflib` takes long to import
        from difflib import get_close_matches

        near += get_close_matches(tail, others, 3, _ALIKE)
    return [tails[each] for each in near[:3]]


def _shares_letters(one: str, other: str) -> bool:
    """Return whether two names have enough letters in common, in whatever order, to be spelled alike."""
    both = len(one) + len(other)
    if 2 * min(len(one), len(other)) < _ALIKE * both:
        return False
    return 2 * sum(min(one.count(letter), other.count(letter)) for letter in set(one)) >= _ALIKE * both


def _top_level(distribution: Distribution, resolver: Resolver, owners: Owners) -> tuple[str, ...]:
    """Return the top-level modules of a distribution that do resolve to one of its files.

    What makes an editable install work is nothing that somebody imports.
    """
    hooks = {code.finder.file for code in resolver.environment.start_up_code if code.finder is not None}
    files = set(owners.installed.files(distribution))
    start = len(distribution.folder) + 1
    parts = {file[start:].replace("\\", "/").partition("/")[0].partition(".")[0] for file in files}
    found = []
    for name in sorted(part for part in parts if part.isidentifier() and part != "__pycache__"):
        answer = resolver.resolve(name)
        if answer.origin in hooks:
            continue
        if answer.origin in files or (answer.found and distribution in owners.of(answer).distributions):
            found.append(name)
    return tuple(found)
