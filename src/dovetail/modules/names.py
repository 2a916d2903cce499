"""The reverse of resolving: the names under which a file can be imported."""

from __future__ import annotations

import os

from dovetail.environment.editable.finder import Manner, dotted
from dovetail.environment.entry import within
from dovetail.modules.resolve import Resolver
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.environment.environment import Environment
    from dovetail.modules.resolution import Resolution


class Name(NamedTuple):
    """A name that the place of a file gives to it."""

    name: str
    resolution: Resolution
    """What the name leads to."""
    leads_here: bool
    """Whether that is the file."""
    reason: str
    """Why it does not, or why no import statement can spell the name; empty if all is well."""


def names_of(file: str, environment: Environment, resolver: Resolver | None = None) -> tuple[Name, ...]:
    """Return the names that a file could be imported under, those that lead to it first.

    The path of a file in an archive continues that of the archive. Looked through are the entries of the
    search path, what editable installs map, and the ``__path__`` of packages around the file; each name is
    verified by resolving it. The ``__init__`` of a package has the name of the package, and one of its own.
    Names that a ``__path__`` elsewhere leads to are not sought. It never raises: what is no module has none.
    """
    resolver = resolver or Resolver(environment)
    path = os.path.normpath(os.path.join(environment.folder or "", file))
    found = {}
    for candidate in _candidates(path, environment):
        if candidate not in found:
            found[candidate] = _judged(candidate, path, resolver)
    return tuple(sorted(found.values(), key=lambda name: not name.leads_here))


def _candidates(path: str, environment: Environment) -> Iterator[str]:
    suffixes = (*environment.extension_suffixes, *environment.source_suffixes, *environment.bytecode_suffixes)
    # A file whose name ends with a longer suffix ends with a shorter one as well: `a.abi3.so` is `a`.
    stems = [path[: -len(suffix)] for suffix in suffixes if path.endswith(suffix)]
    for stem in sorted(stems, key=len):
        for folder, start in _places(environment):
            relative = within(stem, folder)
            if relative is None and folder != stem:
                continue
            parts = [*filter(None, start.split(".")), *filter(None, (relative or "").split(os.sep))]
            if not parts or any("." in part for part in parts):
                continue  # a dot is no part of a name, but between two of them
            if parts[-1] == "__init__" and len(parts) > 1:
                yield ".".join(parts[:-1])
            yield ".".join(parts)


def _places(environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield folders in which names begin, and the name of what a folder stands for."""
    for entry in environment.search_path:
        yield os.path.normpath(os.path.join(environment.folder or "", entry.path)), ""
    finders = (code.finder for code in environment.start_up_code if code.finder is not None)
    for finder in finders:
        for name, place in finder.mapping:
            stem, suffix = os.path.splitext(place)
            is_file = bool(suffix) and os.path.isfile(place)
            yield (stem if is_file else place), dotted(name) if finder.manner is Manner.TREE else name


def _judged(name: str, path: str, resolver: Resolver) -> Name:
    answer = resolver.resolve(name)
    origin = answer.origin
    if origin is not None and os.path.isabs(origin) and os.path.normpath(origin) == path:
        parts = name.split(".")
        wrong = [part for part in parts if not _is_spelled(part)]
        reason = f"no import statement can spell `{wrong[0]}`; importlib finds it" if wrong else ""
        return Name(name, answer, leads_here=True, reason=reason)
    if not answer.found:
        return Name(name, answer, leads_here=False, reason=answer.reason)
    what = answer.origin or f"the {answer.kind}"
    return Name(name, answer, leads_here=False, reason=f"hidden by {what}")


def _is_spelled(part: str) -> bool:
    import keyword

    return part.isidentifier() and not keyword.iskeyword(part)
