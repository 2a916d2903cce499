"""Why a module is not found: what should have it is installed in part, elsewhere, or not at all."""

from __future__ import annotations

import os

from dovetail.environment.entry import ProblemKind, Provenance
from dovetail.modules.advice import Advice, Cause, pip_install, quoted
from dovetail.modules.owner import OwnerKind
from dovetail.modules.resolution import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dovetail.modules.owner import Owners
    from dovetail.modules.resolution import Resolution
    from dovetail.modules.resolve import Resolver
    from dovetail.modules.suggestion import Suggestion

_MOST_PLACES = 8
"""Each is read as an environment of its own."""


def stubs(missing: Resolution, resolver: Resolver, owners: Owners) -> Iterator[Advice]:
    """Yield that only stubs are installed, and what they are of."""
    if missing.kind is not Found.STUB_ONLY:
        return
    stub = next(c.path for c in missing.trace if c.kind is Found.STUB_ONLY and c.path)
    shown = " (`dovetail where --typing` shows them)"
    of_stubs = owners.installed.owners_below(stub) or owners.installed.owners(stub)
    if not of_stubs:
        yield Advice(
            Cause.STUBS_ONLY,
            f"{stub} is only a stub, which type checkers read{shown}",
            "install what it is of",
        )
        return
    message = f"{of_stubs[0]} has only stubs, which type checkers read{shown}"
    # "Distributing type information": typeshed publishes the stubs of a project as types-PROJECT.
    project = of_stubs[0].project_name.removeprefix("types-").removesuffix("-stubs")
    install = pip_install(resolver.environment, project)
    yield Advice(Cause.STUBS_ONLY, message, f"install {project} itself: {install}")


def broken_editables(top: str, resolver: Resolver, owners: Owners) -> Iterator[Advice]:
    """Yield the editable installs of which the project is gone: that of the name, else all that may be."""
    environment = resolver.environment
    if not any(problem.kind is ProblemKind.BROKEN_EDITABLE for problem in environment.problems):
        return
    mapped = {
        code.finder.distribution
        for code in environment.start_up_code
        if code.finder is not None and top in code.finder.top_level
    }
    gone = [one for one in owners.installed.distributions if one.editable and not os.path.isdir(one.editable)]
    sure = [one for one in gone if one.project_name in mapped or one.name == top.lower().replace("_", "-")]
    for one in sure or gone:
        message = f"{one} is an editable install of {one.editable}, which does not exist"
        if not sure:
            message += f": `{top}` may be in it"
        again = pip_install(environment, "-e FOLDER")
        yield Advice(
            Cause.BROKEN_EDITABLE, message, f"install it anew from the folder where it is now: {again}"
        )


def by_project(suggestion: Suggestion, resolver: Resolver) -> Iterator[Advice]:
    """Yield that a project is installed which is called so, or should have the module."""
    same, project = suggestion.same_name, suggestion.installed
    if same is not None and suggestion.provides:
        names = ", ".join(f"`{name}`" for name in suggestion.provides)
        message = f"{same} is installed, and what it provides is {names}"
        help_ = f"write {names}: a distribution and its modules may have different names"
        yield Advice(Cause.PROJECT_NAME, message, help_)
        return
    there = same or project
    if there is not None:
        message = f"{there} is installed, and has no module of this name"
        again = pip_install(resolver.environment, f"--force-reinstall {there.project_name}")
        yield Advice(Cause.NOT_INSTALLED, message, f"if it should have one, install it anew: {again}")


def other_environments(top: str, resolver: Resolver, variables: Mapping[str, str]) -> Iterator[Advice]:
    """Yield the first other Python that has the module."""
    from itertools import islice

    from dovetail.environment.elsewhere import other_places
    from dovetail.environment.environment import Flags
    from dovetail.environment.installation import from_venv
    from dovetail.errors import DovetailError
    from dovetail.modules.owner import Owners
    from dovetail.modules.resolve import Resolver

    here = resolver.environment
    home = {"HOME": variables["HOME"]} if "HOME" in variables else {}
    for place in islice(other_places(here, variables), _MOST_PLACES):
        try:
            other = from_venv(place, variables=home, flags=Flags(ignore_environment=True))
        except DovetailError:
            continue
        answer = Resolver(other).resolve(top)
        owner = Owners(other).of(answer)
        if owner.kind is OwnerKind.STANDARD_LIBRARY:
            version = ".".join(map(str, other.version[:2]))
            message = f"the standard library of Python {version} has it, that of this one does not"
            yield Advice(Cause.OTHER_ENVIRONMENT, message, f"run it with {other.executable or place}")
            return
        if owner.kind is OwnerKind.DISTRIBUTION:
            project = owner.distributions[0]
            message = f"{project} has it, in another environment than this one: {other.prefix}"
            run = quoted(other.executable or place)
            install = pip_install(here, project.project_name)
            yield Advice(
                Cause.OTHER_ENVIRONMENT, message, f"install it in this one, {install}, or run `{run}`"
            )
            return


def not_installed(top: str, resolver: Resolver, provider: str | None) -> Advice:
    """Return that nothing installed has a top-level name; ``provider`` is the project known to have it."""
    environment = resolver.environment
    if provider is not None:
        message = f"the distribution {provider} provides it, and is not installed"
        return Advice(Cause.NOT_INSTALLED, message, f"install it: {pip_install(environment, provider)}")
    sites = [e.path for e in environment.search_path if e.provenance is Provenance.SITE_PACKAGES]
    where = f" in {sites[0]}" if sites else ""
    message = f"no distribution{where} provides it, and no folder of the project has it"
    install = pip_install(environment, "PROJECT")
    return Advice(
        Cause.NOT_INSTALLED,
        message,
        f"if `{top}` is of a project that is not installed, look up the name of the project, and {install}",
    )
