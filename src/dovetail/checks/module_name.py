"""``module-name``: a module whose name will make trouble."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.graph.records import ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module
    from dovetail.project import Project

# Names of locales as gettext has them: language, script, territory. Programs look them up as they are.
_LOCALE = re.compile(r"[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_(?:[A-Z]{2}|[0-9]{3}))?")
_LOCALES = frozenset({"locale", "locales"})


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for names that are keywords, or that PEP 8 advises against.

    Names of locales, and capital letters in tests, in scripts and in what nothing imports, are left alone; so
    are capital letters where they are the custom of a package, and folders that nothing imports from.
    """
    custom: set[str] | None = None
    for module in project.graph.modules:
        package, _, name = module.name.rpartition(".")
        if keyword.iskeyword(name):
            if package.rpartition(".")[2] in _LOCALES:
                continue
            message = f"`{name}` is a keyword: no import statement can name this module"
            advice = f"rename it, as PEP 8 does: `{name}_`"
        elif name != name.lower() and name.isidentifier():
            if _is_run_by_file_name(module, name) or _LOCALE.fullmatch(name):
                continue
            if custom is None:
                custom = _packages_with_capitals(project)
            if not custom.isdisjoint(_and_around(package)) or not project.graph.importers_of(module.name):
                continue
            message = f"the name `{name}` has capital letters"
            advice = f"PEP 8 asks for a name in lower case: `{_lower(name)}`"
        else:
            continue
        if module.kind is ModuleKind.EXTENSION_MODULE or _is_mere_folder(project, module):
            continue
        yield Diagnostic("module-name", Severity.WARNING, message, Place.of_file(module.path), advice)


def _packages_with_capitals(project: Project) -> set[str]:
    """Return the packages in and below which most files have capital letters, and more than one."""
    capital: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for module in project.graph.modules:
        package, _, name = module.name.rpartition(".")
        if module.kind is ModuleKind.MODULE:
            counts = other if name == name.lower() else capital
            counts.update(_and_around(package))
    return {package for package, count in capital.items() if count > max(other[package], 1)}


def _and_around(package: str) -> Iterator[str]:
    """Yield the package and those around it."""
    while package:
        yield package
        package = package.rpartition(".")[0]


def _is_run_by_file_name(module: Module, name: str) -> bool:
    return module.is_script or name.startswith("test_") or name.endswith("_test")


def _is_mere_folder(project: Project, module: Module) -> bool:
    """Whether this is a folder with modules below it that nobody takes for a package."""
    return module.kind is ModuleKind.NAMESPACE_PACKAGE and not project.graph.importers_of(module.name)


def _lower(name: str) -> str:
    """Return the name in the style of PEP 8: ``BaseHandler`` becomes ``base_handler``."""
    result = ""
    for before, character, after in zip(" " + name, name, name[1:] + " ", strict=False):
        begins = character.isupper() and (before.islower() or before.isdigit() or after.islower())
        result += "_" if begins and before.isalnum() else ""
        result += character.lower()
    return result
