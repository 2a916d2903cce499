"""The two ways to spread a package over folders that are older than PEP 420."""

from __future__ import annotations

import os

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.reading import read_ordinary
from dovetail.modules.resolution import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.modules.package_path import Surroundings
    from dovetail.modules.path_search import Search


def extend_path(path: list[str], name: str, surroundings: Surroundings) -> list[str]:
    """Return what `pkgutil.extend_path` returns for the ``__path__`` of a package.

    Added is what each entry of the search path has under the name, also without ``__init__``, and each line
    of a file ``NAME.pkg`` in it, whether there is such a folder or not.
    """
    path = list(path)
    tail = name.rpartition(".")[2]
    for entry in surroundings.around:
        # `pkgutil.get_importer` does not replace an empty entry, as `PathFinder` does.
        search = _on(entry or ".", tail, surroundings)
        portions = search.winner.locations or () if search.winner else search.portions
        for portion in portions:
            if portion not in path:
                path.append(portion)
        path += _pkg_file(os.path.join(surroundings.environment.folder or "", entry, f"{name}.pkg"))
    return path


def _pkg_file(path: str) -> list[str]:
    try:
        text = read_ordinary(path).decode("utf-8", "surrogateescape")
    except OSError:
        return []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def declare_namespace(path: list[str], name: str, surroundings: Surroundings) -> list[str]:
    """Return the ``__path__`` of a package after `pkg_resources.declare_namespace` of its own name.

    Added are the entries of the search path that have the package with a loader, so not those without
    ``__init__``; then the path is put into the order of ``sys.path``, links resolved.
    """
    path = list(path)
    tail = name.rpartition(".")[2]
    for entry in surroundings.around:
        search = _on(entry, tail, surroundings)
        subpath = os.path.join(entry, tail)
        if search.winner is not None and _normalized(subpath) not in map(_normalized, path):
            path.append(subpath)
            path = _sorted(path, name, surroundings)
    return path


def _sorted(path: list[str], name: str, surroundings: Surroundings) -> list[str]:
    known = [_normalized(entry.path) for entry in surroundings.environment.search_path]
    parts = name.count(".") + 1

    def position(entry: str) -> int:
        above = _normalized(os.sep.join(entry.split(os.sep)[:-parts]))
        return known.index(above) if above in known else len(known)

    return [_normalized(entry) for entry in sorted(path, key=position)]


def _normalized(path: str) -> str:
    return os.path.normcase(os.path.realpath(os.path.normpath(path)))


def _on(entry: str, tail: str, surroundings: Surroundings) -> Search:
    """Search one entry; what raises there adds nothing."""
    search = surroundings.search.search(tail, (PathEntry(entry, Provenance.CODE),), traced=False)
    if search.trace and search.trace[-1].outcome is Outcome.RAISES:
        from dovetail.modules.literal_value import ComputedError

        raise ComputedError(None, f"fails when it is imported: {search.trace[-1].reason}")
    return search
