"""Why a module is not found though somebody expects it: looks where `import` does not look."""

from __future__ import annotations

import os

from dovetail.environment.entry import STANDARD_LIBRARY
from dovetail.modules.advice import Advice, Cause, owned_by, pip_install, quoted
from dovetail.modules.hidden_submodule import hidden_by_parent
from dovetail.modules.not_installed import (
    broken_editables,
    by_project,
    not_installed,
    other_environments,
    stubs,
)
from dovetail.modules.off_the_path import found_off_the_path
from dovetail.modules.owner import OwnerKind
from dovetail.modules.resolution import Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dovetail.modules.owner import Owners
    from dovetail.modules.resolution import Resolution
    from dovetail.modules.resolve import Resolver
    from dovetail.modules.suggestion import Suggestion


def advice_on_missing(
    missing: Resolution,
    resolver: Resolver,
    owners: Owners,
    suggestion: Suggestion,
    variables: Mapping[str, str],
) -> tuple[Advice, ...]:
    """Return what explains that a name is not found, the most telling first; it never raises.

    ``suggestion`` is what is known of the name without looking elsewhere, ``variables`` are the environment
    variables, which name other environments.
    """
    around = missing.around
    parts = missing.name.split(".")
    case, alike = _spelling(missing, suggestion)
    found = [*_file(missing.name, resolver), *case, *_other_builds(missing, resolver, owners, around)]
    if around is not None:
        found += hidden_by_parent(missing, resolver, owners, around)
    else:
        found += stubs(missing, resolver, owners)
        found += broken_editables(parts[0], resolver, owners)
        if not found:
            found += by_project(suggestion, resolver)
        # What has a cause already is not sought all over the machine.
        if not found:
            found += found_off_the_path(missing.name, resolver)
        if not found:
            found += _other_versions(parts[0], resolver)
        if not found:
            found += other_environments(parts[0], resolver, variables)
    if not found:
        found += _only_cached(missing, resolver, around)
    if not found:
        found += _no_identifier(missing.name)
    if found or around is not None:
        return (*found, *alike)
    last = not_installed(parts[0], resolver, suggestion.provider)
    return (last, *alike) if suggestion.provider else (*alike, last)


def _file(name: str, resolver: Resolver) -> Iterator[Advice]:
    """Yield that the path of a file is given instead of a name."""
    environment = resolver.environment
    path = os.path.join(environment.folder or "", name)
    if (os.sep in name or name.endswith(environment.source_suffixes)) and os.path.isfile(path):
        help_ = f"`dovetail modules --of {quoted(name)}` says under which names it is imported"
        yield Advice(Cause.NO_NAME, f"{path} is a file, and no name of a module", help_)


def _no_identifier(name: str) -> Iterator[Advice]:
    if not all(part.isidentifier() for part in name.split(".")):
        message = "it is no dotted name of identifiers, so that no import statement can name it"
        help_ = "if it is the name of a project, its modules have others; if it is a file, rename it"
        yield Advice(Cause.NO_NAME, message, help_)


def _spelling(missing: Resolution, suggestion: Suggestion) -> tuple[list[Advice], list[Advice]]:
    """Return what is known of the name in another case, and of names that are merely alike."""
    case: list[Advice] = []
    alike: list[Advice] = []
    for name, owner in suggestion.similar:
        wanted = ".".join(missing.name.split(".")[: name.count(".") + 1])
        if wanted.lower() == name.lower():
            message = f"`{name}` is there, and upper and lower case are not the same"
            case.append(Advice(Cause.SPELLING, message, f"write `{name}`; it belongs to {owned_by(owner)}"))
        else:
            message = "" if alike else f"`{name}` is there, and is spelled alike"
            help_ = f"if it was meant, write `{name}`; it belongs to {owned_by(owner)}"
            alike.append(Advice(Cause.SPELLING, message, help_))
    return case, alike


def _only_cached(missing: Resolution, resolver: Resolver, around: Resolution | None) -> Iterator[Advice]:
    """Yield the bytecode in a ``__pycache__`` of a source that is gone, which is never imported."""
    depth = around.name.count(".") + 1 if around else 0
    tail = missing.name.split(".")[depth]
    folders = [e.path for e in resolver.environment.search_path if e.provenance not in STANDARD_LIBRARY]
    if around is not None:
        folders = list(resolver.package_path(around).locations or ())
    for folder in folders:
        cache = os.path.join(resolver.environment.folder or "", folder, "__pycache__")
        try:
            names = sorted(os.listdir(cache))
        except (OSError, ValueError):
            continue
        name = next((n for n in names if n.startswith(f"{tail}.") and n.endswith(".pyc")), None)
        if name is not None:
            source = os.path.join(os.path.dirname(cache), f"{tail}.py")
            message = f"{source} was there once: {os.path.join(cache, name)} was made of it"
            yield Advice(
                Cause.LEFT_OVER,
                message,
                "bring the source back: bytecode in a __pycache__ is not imported alone",
            )
            return


def _other_versions(top: str, resolver: Resolver) -> Iterator[Advice]:
    from dovetail.environment.standard_library import ADDED, REMOVED

    version = resolver.environment.version[:2]
    if top in REMOVED and version >= REMOVED[top]:
        last = f"Python {REMOVED[top][0]}.{REMOVED[top][1]}"
        message = f"it was of the standard library, and is removed from it since {last}"
        help_ = "replace it, install a distribution that continues it, or run an older Python"
        yield Advice(Cause.OTHER_VERSION, message, help_)
    elif top in ADDED and version < ADDED[top]:
        first = f"Python {ADDED[top][0]}.{ADDED[top][1]}"
        message = f"it is of the standard library since {first}, and this is Python {version[0]}.{version[1]}"
        yield Advice(Cause.OTHER_VERSION, message, f"run {first} or later, or install a backport of it")


def _other_builds(
    missing: Resolution, resolver: Resolver, owners: Owners, around: Resolution | None
) -> Iterator[Advice]:
    for candidate in missing.trace:
        if candidate.kind is Found.EXTENSION and candidate.outcome is Outcome.PASSED_OVER and candidate.path:
            takes = ", ".join(resolver.environment.extension_suffixes)
            message = f"{candidate.path} is built for another Python: this one takes {takes}"
            owner = owners.of(around) if around is not None else owners.of_file(candidate.path)
            if owner.kind is OwnerKind.DISTRIBUTION:
                name = owner.distributions[0].project_name
                again = pip_install(resolver.environment, f"--force-reinstall --no-cache-dir {name}")
                yield Advice(Cause.OTHER_BUILD, message, f"install {name} anew with this Python: {again}")
            else:
                yield Advice(
                    Cause.OTHER_BUILD, message, "build it anew with this Python, or run it with the other"
                )
            return
