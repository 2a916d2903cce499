"""What dovetail answers to one call of ``PathFinder.find_spec(name, path)``, in the words of its spec."""

from __future__ import annotations

import os

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.tables import from_version
from dovetail.modules.certainty import foreign_finder
from dovetail.modules.path_search import PathSearch
from dovetail.modules.resolution import Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.environment.environment import Environment
    from dovetail.modules.resolution import Candidate

_LOADERS = {
    Found.SOURCE: "SourceFileLoader",
    Found.BYTECODE: "SourcelessFileLoader",
    Found.EXTENSION: "ExtensionFileLoader",
}
_ARCHIVE = "zipimporter"

Answer = tuple[object, ...] | None
"""``("module", origin, locations, class of the loader)``, ``("namespace", locations)``,
``("raises", exception)``, or None for what is not found: as ``hook.py`` makes it of a spec."""


def environment_of(
    version: tuple[int, int, int],
    platform: str,
    magic: bytes,
    suffixes: tuple[list[str], list[str], list[str]],
) -> Environment:
    """Return the environment of a process by what it says of itself; dovetail knows its version."""
    return from_version(version[:2], platform)._replace(
        version=version,
        magic=magic,
        extension_suffixes=tuple(suffixes[0]),
        source_suffixes=tuple(suffixes[1]),
        bytecode_suffixes=tuple(suffixes[2]),
    )


def answer(name: str, path: Sequence[str], environment: Environment) -> tuple[Answer, str | None]:
    """Return what a search for ``name`` over ``path`` finds now; whatever was read before is forgotten.

    With it comes the class of the finder that makes the answer `unknown`, None if it is exact.
    """
    entries = [PathEntry(entry, Provenance.CODE) for entry in path]
    search = PathSearch(environment).search(name, entries)
    foreign = foreign_finder(search.trace, environment)
    if search.winner is not None:
        return _module(search.winner), foreign
    if search.trace and search.trace[-1].outcome is Outcome.RAISES:
        return ("raises", search.trace[-1].reason.partition(":")[0]), foreign
    return ("namespace", list(search.portions)) if search.portions else None, foreign


def _module(winner: Candidate) -> Answer:
    locations = None if winner.locations is None else list(winner.locations)
    # What a winner has been loaded with, its reason says; what lies in an archive is no file.
    loader = _LOADERS[Found(winner.reason)] if os.path.isfile(winner.path or "") else _ARCHIVE
    return ("module", winner.path, locations, loader)
