"""All modules that can be imported in an environment: each name that is offered, and that really resolves."""

from __future__ import annotations

import os
from typing import NamedTuple

from dovetail.modules.owner import Owner, Owners
from dovetail.modules.resolution import Confidence, Found
from dovetail.modules.resolve import Resolver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.environment.environment import Environment
    from dovetail.modules.resolution import Resolution

_NO_PACKAGES = frozenset(("__pycache__", "node_modules"))
"""Folders that could be imported as namespace packages, and are not meant to be."""


class Module(NamedTuple):
    """One module that can be imported."""

    name: str
    kind: Found
    origin: str | None
    """The file, ``built-in`` or ``frozen``; None for a namespace package."""
    is_package: bool
    owner: Owner
    confidence: Confidence


def modules(
    environment: Environment,
    *,
    resolver: Resolver | None = None,
    owners: Owners | None = None,
    below: str = "",
) -> Iterator[Module]:
    """Yield the modules that can be imported in ``environment``, each once, a package before what is in it.

    They are sorted by the parts of their names. ``below`` restricts them to a module and what is in it. Left
    out are names that are no identifiers, ``__init__`` as a module of its own, the script that is
    ``__main__``, namespace packages in which there is no module, and folders that are no packages in practice
    (``__pycache__``, virtual environments). A package that makes its ``__path__`` or modules by code may have
    more of them. It never raises.
    """
    resolver = resolver or Resolver(environment)
    owners = owners or Owners(environment)
    if below:
        yield from _tree(below, resolver, owners, frozenset())
        return
    for name in resolver.names_below():
        if name != "__main__":
            yield from _tree(name, resolver, owners, frozenset())


def _tree(name: str, resolver: Resolver, owners: Owners, around: frozenset[str]) -> Iterator[Module]:
    """Yield a module and what is in it; ``around`` are the real folders of the packages around it."""
    found = resolver.resolve(name)
    if not found.found:
        return
    below = _submodules(found, resolver, owners, around)
    first = None
    if found.kind is Found.NAMESPACE_PACKAGE:
        first = next(below, None)
        if first is None:
            return
    yield Module(name, found.kind, found.origin, found.is_package, owners.of(found), found.confidence)
    if first is not None:
        yield first
    yield from below


def _submodules(
    package: Resolution, resolver: Resolver, owners: Owners, around: frozenset[str]
) -> Iterator[Module]:
    # A finder of start-up code may give the file of a package a spec that says nothing of it.
    if not package.is_package and not os.path.basename(package.origin or "").startswith("__init__."):
        return  # the text of each module would have to be read, for the few that make themselves packages
    locations = resolver.package_path(package).locations or ()
    real = frozenset(map(os.path.realpath, locations))
    # A link to a folder around it would lead round and round, under ever longer names.
    if real & around or (package.kind is Found.NAMESPACE_PACKAGE and any(map(_is_no_package, locations))):
        return
    for name in resolver.names_below(package):
        yield from _tree(name, resolver, owners, around | real)


def _is_no_package(folder: str) -> bool:
    return os.path.basename(folder) in _NO_PACKAGES or os.path.isfile(os.path.join(folder, "pyvenv.cfg"))
