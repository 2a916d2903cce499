"""Names for what is to be made: refused where an import would find something else, or nothing."""

from __future__ import annotations

import keyword
import os
import re

from dovetail.environment.standard_library import standard_names
from dovetail.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dovetail.modules.outside import Outside

_PROJECT_NAME = re.compile(r"[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
"""A project name as "Names and normalization" of PyPA has it."""


def check_project_name(name: str) -> None:
    """Raise `UsageError` if ``name`` is no project name by the PyPA specification."""
    if not _PROJECT_NAME.fullmatch(name):
        hint = "letters, digits, `.`, `-` and `_`; a letter or digit first and last"
        raise UsageError(f"`{name}` cannot be the name of a project", hint=hint)


def import_name_of(project: str) -> str:
    """Return the import name that a project of this name has by custom: ``My-Tools`` has ``my_tools``."""
    return re.sub(r"[-.]", "_", project).lower()


def check_import_name(name: str) -> None:
    """Raise `UsageError` if no import statement can have the dotted ``name``."""
    for part in name.split("."):
        if not part.isidentifier():
            message = f"`{part}` cannot be imported: it is no identifier"
            near = re.sub(r"\W", "_", part).strip("_")
            fit = near.isidentifier() and not keyword.iskeyword(near)
            raise UsageError(message, hint=f"call it `{near}`" if fit else None)
        if keyword.iskeyword(part):
            message = f"`{part}` is a keyword: no import statement can name it"
            raise UsageError(message, hint=f"call it `{part}_`, as PEP 8 does")
        if part.startswith("__") and part.endswith("__"):
            raise UsageError(f"`{part}` is a name with a meaning of its own to Python", hint="take another")


def check_top_level(name: str, outside: Outside | None, *, namespace: bool = False) -> None:
    """Raise `UsageError` if a new top-level module ``name`` would hide another one, or be hidden by it.

    That is one of the standard library of any Python that dovetail knows, or one in the environment
    ``outside``. A new portion of a ``namespace`` package may have the name of other portions.
    """
    for standard in standard_names():
        if standard.casefold() == name.casefold():
            message = f"`{name}` is the name of a module of the standard library"
            if standard != name:
                message = f"`{name}` differs only by case from `{standard}` of the standard library"
            hint = "one of the two would hide the other: take another name"
            raise UsageError(message, hint=hint)
    if outside is None:
        return
    from dovetail.modules.resolution import Found

    alike = [each for each in outside.resolver.names_below() if each.casefold() == name.casefold()]
    for each in alike:
        answer = outside.resolve(each)
        if not answer.found or (namespace and answer.kind is Found.NAMESPACE_PACKAGE and each == name):
            continue
        case = "" if each == name else f", but for the case of its letters: `{each}`"
        raise UsageError(
            f"`{name}` is installed already{case}: it belongs to {outside.owner(answer)} in {outside.place}",
            hint="one of the two would hide the other: take another name, or name the project's environment"
            " with --python",
        )


def check_distribution(project: str, outside: Outside | None) -> None:
    """Raise `UsageError` if a distribution of this project name is installed."""
    found = None if outside is None else outside.owners.installed.find(project)
    if outside is not None and found is not None:
        message = f"a distribution of the name `{project}` is installed: {found} in {outside.place}"
        raise UsageError(message, hint="installing the new one would replace it: take another name")


def check_siblings(folder: str, name: str, *, also: Iterable[str] = ()) -> None:
    """Raise `UsageError` if ``folder`` has a module ``name`` already, or one that differs only by case.

    ``also`` are names of modules that the import system knows there and the folder does not show.
    """
    for entry in [*_listed(folder), *also]:
        stem = _module_of(entry, folder)
        if stem is None or stem.casefold() != name.casefold():
            continue
        where = os.path.join(folder, entry)
        if stem == name:
            raise UsageError(f"there is a module `{name}` already: {where}", hint="take another name")
        message = f"`{name}` differs only by case from {where}"
        raise UsageError(
            message, hint="where file systems make no difference they are one: take another name"
        )


def _listed(folder: str) -> list[str]:
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def _module_of(entry: str, folder: str) -> str | None:
    """Return the module that a file or folder would be, None for what cannot be imported."""
    from importlib.machinery import all_suffixes

    if os.path.isdir(os.path.join(folder, entry)):
        return entry if entry.isidentifier() else None
    stem = entry.partition(".")[0]
    if entry == stem:
        return stem if not os.path.lexists(os.path.join(folder, entry)) else None
    return stem if entry.endswith((*all_suffixes(), ".pyi")) else None
