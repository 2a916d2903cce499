"""Which file a type checker reads for a name: "Import resolution ordering" in the typing specification.

That is another question than what ``import`` finds, and its answer is never mixed into that one. The order
(PEP 561 and "Distributing type information"): stubs that the user puts first, user code, the standard
library in typeshed, stub packages, installed packages with ``py.typed``, stubs that checkers bring along.
Dovetail has no typeshed, and says where it would be asked.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import NamedTuple

from dovetail.environment.entry import Provenance
from dovetail.environment.reading import read_ordinary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.environment.environment import Environment

_USER = frozenset((Provenance.SCRIPT, Provenance.WORKING_DIRECTORY, Provenance.PYTHONPATH))
_INSTALLED = frozenset((Provenance.USER_SITE, Provenance.SITE_PACKAGES, Provenance.PTH))
_FILES = (("__init__.pyi", True), ("__init__.py", True), (".pyi", False), (".py", False))
"""A package goes before a module, a stub before source: what is beside it, and whether it is a package."""
_LARGEST_MARKER = 4096


class Step(StrEnum):
    """The steps of the order, each with the words of the specification."""

    STUBS = "stubs put first"
    USER_CODE = "user code"
    STANDARD_LIBRARY = "typeshed: standard library"
    STUB_PACKAGE = "stub package"
    INLINE_PACKAGE = "package with py.typed"


class Typed(StrEnum):
    """What a type checker has of a module."""

    STUB = "stub"
    SOURCE = "source"
    NAMESPACE_PACKAGE = "namespace package"
    BUNDLED = "stub that checkers bring along"
    UNTYPED = "untyped"
    NOT_FOUND = "not found"


class Look(NamedTuple):
    """One place that was looked at."""

    step: Step
    path: str
    reason: str
    """What became of it; empty for what was taken."""


class TypeSource(NamedTuple):
    """The file that a type checker reads for a name, and how it is found."""

    name: str
    kind: Typed
    file: str | None
    """The file; for a namespace package its first folder; for what is untyped the file that is ignored."""
    step: Step | None
    reason: str
    """Why there is none, or what dovetail cannot know."""
    looks: tuple[Look, ...]

    @property
    def found(self) -> bool:
        """Whether a checker knows the types of the module."""
        return self.kind not in (Typed.UNTYPED, Typed.NOT_FOUND)


class _Place(NamedTuple):
    """What a walk down the parts of a name came to."""

    file: str | None
    """None for a namespace package."""
    folders: tuple[str, ...]
    packages: tuple[str, ...]
    """The folders of the packages on the way, outermost first, namespace packages as well."""
    complete: bool
    """Whether all parts were found; otherwise it is where the walk ended."""
    regular: bool
    """Whether one of the packages has an ``__init__``."""


def find_types(name: str, environment: Environment, stubs: Sequence[str] = ()) -> TypeSource:
    """Return which file a type checker reads for the absolute ``name``; it never raises, whatever the name.

    ``stubs`` are the folders that the user puts first (``MYPYPATH`` of mypy, ``stubPath`` of pyright). User
    code is what stands before the standard library in the search path.
    """
    looks: list[Look] = []
    answer = _find(name, environment, stubs, looks)
    return answer._replace(looks=tuple(looks))


def _find(name: str, environment: Environment, stubs: Sequence[str], looks: list[Look]) -> TypeSource:
    parts = name.split(".")
    if not all(parts) or "\0" in name or os.sep in name:
        return TypeSource(name, Typed.NOT_FOUND, None, None, "is no name of a module", ())
    user, installed = _roots(environment, _USER), _roots(environment, _INSTALLED)
    for step, roots in ((Step.STUBS, list(stubs)), (Step.USER_CODE, user)):
        place = _walk(parts, roots, step, looks)
        if place is not None and place.complete:
            return _taken(name, place, step)
    if parts[0] in sys.stdlib_module_names or parts[0] in environment.built_in:
        reason = "typeshed decides, which comes with each type checker and not with dovetail"
        looks.append(Look(Step.STANDARD_LIBRARY, "", reason))
        return TypeSource(name, Typed.BUNDLED, None, Step.STANDARD_LIBRARY, reason, ())
    place = _walk([f"{parts[0]}-stubs", *parts[1:]], installed, Step.STUB_PACKAGE, looks)
    if place is not None and place.complete and place.file is not None:
        return _taken(name, place, Step.STUB_PACKAGE)
    if place is not None and place.regular and not place.complete and not _is_partial(place):
        reason = f"the stub package {place.packages[0]} has no such module and is not marked as partial"
        return TypeSource(name, Typed.NOT_FOUND, None, Step.STUB_PACKAGE, reason, ())
    return _inline(name, _walk(parts, installed, Step.INLINE_PACKAGE, looks), place)


def _inline(name: str, place: _Place | None, of_stubs: _Place | None) -> TypeSource:
    """Return what an installed package gives: its types count only if it says that it has some."""
    if place is None or not place.complete:
        if of_stubs is not None and of_stubs.complete:
            return _taken(name, of_stubs, Step.STUB_PACKAGE)
        reason = "no step has it; a type checker may bring stubs for it along"
        return TypeSource(name, Typed.NOT_FOUND, None, None, reason, ())
    if place.file is None or any(os.path.isfile(os.path.join(f, "py.typed")) for f in place.packages):
        return _taken(name, place, Step.INLINE_PACKAGE)
    reason = "a module outside packages cannot have a py.typed"
    if place.packages:
        reason = f"there is no py.typed in {place.packages[0]}"
    reason += "; a type checker may bring stubs for it along"
    return TypeSource(name, Typed.UNTYPED, place.file, Step.INLINE_PACKAGE, reason, ())


def _taken(name: str, place: _Place, step: Step) -> TypeSource:
    if place.file is None:
        return TypeSource(name, Typed.NAMESPACE_PACKAGE, place.folders[0], step, "", ())
    kind = Typed.STUB if place.file.endswith(".pyi") else Typed.SOURCE
    return TypeSource(name, kind, place.file, step, "", ())


def _walk(parts: list[str], roots: Sequence[str], step: Step, looks: list[Look]) -> _Place | None:
    """Go down the parts of a name, from the first root that has the first; None if none has it."""
    place = _Place(None, tuple(roots), (), complete=False, regular=False)
    for number, part in enumerate(parts):
        found = _next(part, place, step, looks)
        if found is None:
            return place if number else None
        place = found
        if not place.folders and number < len(parts) - 1:
            looks.append(Look(step, place.file or "", "is no package"))
            return place
    return place._replace(complete=True)


def _next(part: str, place: _Place, step: Step, looks: list[Look]) -> _Place | None:
    portions: list[str] = []
    for folder in place.folders:
        base = os.path.join(folder, part)
        for suffix, is_package in _FILES:
            file = os.path.join(base, suffix) if is_package else base + suffix
            if os.path.isfile(file):
                looks.append(Look(step, file, ""))
                inner = (base,) if is_package else ()
                return _Place(
                    file,
                    inner,
                    (*place.packages, *inner),
                    complete=False,
                    regular=place.regular or is_package,
                )
        is_portion = os.path.isdir(base)
        looks.append(Look(step, base, "has no __init__" if is_portion else "is not there"))
        portions += [base] if is_portion else []
    if not portions:
        return None
    return place._replace(file=None, folders=tuple(portions), packages=(*place.packages, *portions))


def _is_partial(place: _Place) -> bool:
    """Return whether a stub package says that other steps have what it lacks ("Partial Stub Packages")."""
    return any(b"partial\n" in _marker(folder) for folder in place.packages)


def _marker(folder: str) -> bytes:
    try:
        return read_ordinary(os.path.join(folder, "py.typed"), _LARGEST_MARKER)
    except OSError:
        return b""


def _roots(environment: Environment, provenances: frozenset[Provenance]) -> list[str]:
    return list(_unique(environment, provenances))


def _unique(environment: Environment, provenances: frozenset[Provenance]) -> Iterator[str]:
    seen = set()
    for entry in environment.search_path:
        path = os.path.join(environment.folder or "", entry.path)
        if entry.provenance in provenances and path not in seen:
            seen.add(path)
            yield path
