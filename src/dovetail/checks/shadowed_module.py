"""``shadowed-module``: a module of the project that hides another one, or is hidden by it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.standard_library import standard_names
from dovetail.graph.records import ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module
    from dovetail.modules.outside import Outside
    from dovetail.project import Project

_BEHIND = ("declared", "src layout", "unpacked wheel")
"""The kinds of roots that nobody runs anything in: what is there comes on the path by being installed."""


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every top-level module with the name of another one that imports may find instead.

    That is one of the standard library of the target, or, where the project has an environment, one of an
    installed distribution other than the project's own. Left out are the standard library itself, and folders
    without ``__init__``: they hide nothing, and are hidden by everything.
    """
    graph = project.graph
    names = standard_names(project.target.version)
    tops = [module for module in graph.modules if "." not in module.name]
    # Of whatever version and wherever it lies: nobody else has all of these.
    if {"os", "site", "codecs"} <= {module.name for module in tops}:
        return
    own: frozenset[str] | None = None
    for module in tops:
        if module.kind is ModuleKind.NAMESPACE_PACKAGE:
            continue
        found = None
        if module.name in names:
            found = _standard(project, module)
        elif project.outside is not None:
            own = _own(project) if own is None else own
            found = _installed(project, project.outside, module, own)
        if found is not None:
            place = Place.of_file(module.path)
            yield Diagnostic("shadowed-module", Severity.WARNING, found[0], place, found[1])


def _standard(project: Project, module: Module) -> tuple[str, str]:
    """Return what to say of a module with the name of one of the standard library."""
    from dovetail.environment.tables import from_version
    from dovetail.modules.resolve import Resolver

    root = os.path.join(project.folder, project.graph.roots[module.root].path)
    environment = from_version(project.target.version, project.target.platform)
    environment = environment._replace(search_path=(PathEntry(root, Provenance.WORKING_DIRECTORY),))
    answer = Resolver(environment).resolve(module.name)
    name = module.name
    if answer.origin != os.path.join(project.folder, module.path):
        why = "built into the interpreter" if name in environment.built_in else "loaded when Python starts"
        return f"nothing can import this `{name}`: that of the standard library is {why}", "rename it"
    if _is_behind(project, module):
        return (
            f"the standard library has a `{name}` too, which hides this one once it is installed",
            "rename it: only where its folder is put in front of the search path will it be found",
        )
    return (
        f"`{name}` hides the module of the standard library from all that is run in this folder",
        "rename it: libraries that are imported there get it as well; installed, it would itself be hidden",
    )


def _installed(
    project: Project, outside: Outside, module: Module, own: frozenset[str]
) -> tuple[str, str] | None:
    """Return what to say of a module with the name of one that an installed distribution provides."""
    answer = outside.resolve(module.name)
    others = [one for one in outside.owner(answer).distributions if one.name not in own and not one.editable]
    if not answer.found or answer.origin is None or not others:
        return None
    named = " and ".join(map(str, others))
    if _is_behind(project, module):
        message = f"{named} provides a module `{module.name}` too: the search path decides which is found"
    else:
        message = (
            f"`{module.name}` hides the module that {named} provides from all that is run in this folder"
        )
    return message, "rename it, or do without the distribution"


def _is_behind(project: Project, module: Module) -> bool:
    return project.graph.roots[module.root].reason in _BEHIND


def _own(project: Project) -> frozenset[str]:
    """Return the names of the distributions that the project itself is, normalised."""
    from dovetail.environment.distribution import normalized
    from dovetail.modules.requirements import requirements

    return requirements([project.folder, *project.members]).own | {
        normalized(os.path.basename(project.folder))
    }
