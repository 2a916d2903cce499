"""The hook that scikit-build-core writes for an editable install: ``_editable_skbc_NAME.py``.

Until 0.12 it is ``_NAME_editable.py``. The mapping stands in it as the arguments of its last line,
``install(...)``.
"""

from __future__ import annotations

import os
import re

from dovetail.environment.editable.finder import HookFinder, Manner
from dovetail.environment.editable.literal import FormError, lists, literal, strings, texts
from dovetail.environment.editable.releases import doubt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LAST = re.compile(r"\n\n(?:def entrypoint\(\) -> None:\n    )?install(_inplace)?\((.*)\)\n*\Z")
_DIRECTORIES = "known_directories: dict[str, list[str]]"
_BUILDS = "the project is built again when it is imported; this is what the last build left"


def decode(text: str, file: str) -> HookFinder:
    """Return the finder that the hook puts in front. Raises `FormError` for any other text."""
    match = _LAST.search(text)
    if match is None or "class ScikitBuildRedirectingFinder" not in text:
        raise FormError("does not end as the hooks of scikit-build-core do")
    code = text[: match.start()]
    arguments = literal(f"({match[2]},)")
    if len(arguments) < 2:  # noqa: PLR2004 - two mappings, or names and folders
        raise FormError("lacks its first arguments")
    if match[1]:
        return _in_place(arguments, file, code)
    sources, installed = strings(arguments[0]), strings(arguments[1])
    folder = os.path.dirname(file)
    mapping = dict((*sources, *((name, os.path.join(folder, path)) for name, path in installed)))
    locations = _locations(code, arguments, mapping, folder)
    reason = doubt(code)
    if not reason and "ranked_locations" not in code and any(len(paths) > 1 for paths in locations.values()):
        reason = "the order of a `__path__` changes from run to run"  # it comes from a set
    if not reason and _rebuilds(arguments, 4 if _DIRECTORIES in code else 2):
        reason = _BUILDS
    return HookFinder(
        "scikit-build-core",
        Manner.TABLE,
        file,
        first=True,
        mapping=tuple(mapping.items()),
        locations=tuple(locations.items()),
        joins_portions="native = importlib.machinery.PathFinder" in code,
        doubt=reason,
    )


def _in_place(arguments: tuple[Any, ...], file: str, code: str) -> HookFinder:
    """Return the finder of an install in place (since 1.0): it seeks names in their own folders first."""
    names, folders = texts(arguments[0]), tuple(texts(arguments[1]))
    return HookFinder(
        "scikit-build-core",
        Manner.IN_PLACE,
        file,
        first=True,
        mapping=(),
        locations=tuple((name, folders) for name in sorted(names)),
        top_level=tuple(sorted(names)),
        doubt=doubt(code) or (_BUILDS if _rebuilds(arguments, 2) else ""),
    )


def _locations(
    code: str, arguments: tuple[Any, ...], mapping: dict[str, str], folder: str
) -> dict[str, tuple[str, ...]]:
    """Return each package with its ``__path__``, as the release in question makes it."""
    with_directories = _DIRECTORIES in code
    if with_directories:
        found = _directories(arguments, folder)
    elif "self.submodule_search_locations" in code:
        found = _derived(mapping)
        if "parent in self.submodule_search_locations" in code:  # 0.6.0: a module has those of its package
            packages = {name for name, path in mapping.items() if "__init__.py" in path}
            parents = {name: name if name in packages else name.rpartition(".")[0] for name in mapping}
            found = {name: found[parent] for name, parent in parents.items() if parent in found}
        found = {name: paths for name, paths in found.items() if name in mapping}
    else:
        return {}
    if with_directories or 'redir.endswith(("__init__.py", "__init__.pyc"))' in code:
        is_package = {name: path.endswith(("__init__.py", "__init__.pyc")) for name, path in mapping.items()}
        return {name: paths for name, paths in found.items() if is_package.get(name, True)}
    return found


def _rebuilds(arguments: tuple[Any, ...], place: int) -> bool:
    """Return whether an import starts a build: there is a folder to build in, and ``rebuild`` after it."""
    return len(arguments) > place + 1 and bool(arguments[place]) and bool(arguments[place + 1])


def _directories(arguments: tuple[Any, ...], folder: str) -> dict[str, tuple[str, ...]]:
    """Return each package with its ``__path__`` (since 1.0): what is installed before the sources."""
    if len(arguments) < 4:  # noqa: PLR2004 - the two mappings, the folders, the packages
        raise FormError("lacks the folders of its packages")
    ranked: dict[str, dict[str, int]] = {}
    for name, paths in lists(arguments[2]).items():
        places = ranked.setdefault(name, {})
        for path in paths:
            places.setdefault(os.path.join(folder, path), int(os.path.isabs(path)))
    for name in sorted(texts(arguments[3]), key=lambda name: name.count(".")):
        parent, _, last = name.rpartition(".")
        for path, rank in ranked.get(parent, {}).items() if parent else ():
            if os.path.isdir(os.path.join(path, last)):
                ranked.setdefault(name, {}).setdefault(os.path.join(path, last), rank)
    return {
        name: tuple(path for _, path in sorted((rank, path) for path, rank in places.items()))
        for name, places in ranked.items()
    }


def _derived(mapping: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return each package with its ``__path__`` (0.6 to 0.12): the folders of its modules."""
    found: dict[str, dict[str, None]] = {}
    for name, path in mapping.items():
        parent = name if "__init__.py" in path else name.rpartition(".")[0]
        if parent:
            found.setdefault(parent, {})[os.path.dirname(path)] = None
    return {name: tuple(paths) for name, paths in found.items()}
