"""Loose modules, files beside each other that import each other by bare names, made into one package.

They are copied: whoever runs the old files goes on doing so. Which import means which file, the graph of the
old files says; that the new ones import the same, their graph and a simulation of each import prove.
"""

from __future__ import annotations

import ast
import os
from tempfile import TemporaryDirectory
from typing import NamedTuple

from dovetail.errors import DovetailError, UsageError
from dovetail.printable import printable
from dovetail.ship.new import names, texts
from dovetail.ship.new.package import Contents
from dovetail.ship.new.rewriting import rewritten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dovetail.execution.simulation import Failure
    from dovetail.modules.outside import Outside
    from dovetail.project import Project

_INIT = "__init__.py"


class Loose(NamedTuple):
    """A module that lies in no package."""

    path: str
    """Absolute."""
    name: str
    data: bytes


def read_loose(paths: Sequence[str]) -> list[Loose]:
    """Return the files as loose modules.

    Raises `UsageError` for what is none: a folder, a file that no import statement can name, two of one name.
    """
    found: dict[str, Loose] = {}
    for given in paths:
        path = os.path.abspath(given)
        if not os.path.isfile(path):
            raise UsageError(f"no such file: {given}", hint="--from takes Python files")
        stem, suffix = os.path.splitext(os.path.basename(path))
        if suffix != ".py":
            raise UsageError(f"{given} is no Python file", hint="--from takes files that end in .py")
        names.check_import_name(stem)
        for name, other in found.items():
            if name.casefold() == stem.casefold():
                message = f"{other.path} and {path} would be one module"
                raise UsageError(message, hint="rename one of the two")
        with open(path, "rb") as file:
            found[stem] = Loose(path, stem, file.read())
    return list(found.values())


def package_of(
    loose: Sequence[Loose], import_name: str, *, single: bool, outside: Outside | None
) -> Contents:
    """Return the contents of the package ``import_name`` that ``loose`` become.

    With ``single`` the only module becomes the package itself, so that it keeps its name. Imports among the
    modules are rewritten; those that leave them become dependencies where the project is known that provides
    them. Raises `DovetailError` if a module that could be imported before could not be any more.
    """
    with TemporaryDirectory(prefix="dovetail-new-") as folder:
        before = os.path.join(folder, "before")
        _fill(before, {f"{module.name}.py": module.data for module in loose})
        old = _open(before)
        renamed = {module.name: import_name if single else f"{import_name}.{module.name}" for module in loose}
        files, notes = _files(loose, old, renamed, import_name, single=single)
        after = os.path.join(folder, "after")
        package = import_name.replace(".", "/")
        _fill(after, {f"{package}/{path}": data for path, data in files.items()})
        notes += _prove(old, _open(after), renamed)
        dependencies, unknown = _dependencies(old, outside)
    return Contents(files, dependencies, (*notes, *unknown), tuple(module.path for module in loose))


def _open(folder: str) -> Project:
    from dovetail.configuration import Configuration
    from dovetail.project import Project

    # Without the configuration of what lies around a temporary folder.
    return Project.open(folder, configuration=Configuration(), deep=True)


def _fill(folder: str, files: Mapping[str, bytes]) -> None:
    for path, data in {".git/HEAD": b"", **files}.items():
        whole = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as file:
            file.write(data)


def _files(
    loose: Sequence[Loose], old: Project, renamed: Mapping[str, str], package: str, *, single: bool
) -> tuple[dict[str, bytes], list[str]]:
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for module in loose:
        own = {site.imported for site in old.graph.imports(module.name) if not site.external}
        data, left = rewritten(module.data, {name: renamed[name] for name in own if name in renamed})
        notes += [f"{module.path}:{line}: {reason}: change it by hand" for line, reason in left]
        files[_INIT if single else f"{module.name}.py"] = data
        if single and _has_main(module.data):
            files["__main__.py"] = texts.main_of_package(package).encode()
    if not single and _INIT not in files:
        modules = ", ".join(f"`{module.name}`" for module in loose)
        files[_INIT] = texts.module(f"The package `{package}`: {modules}.").encode()
    return files, notes


def _has_main(data: bytes) -> bool:
    """Whether a module has a test of ``__name__ == "__main__"`` at its top level."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return False
    return any(isinstance(node, ast.If) and "'__main__'" in ast.unparse(node.test) for node in tree.body)


def _prove(old: Project, new: Project, renamed: Mapping[str, str]) -> list[str]:
    """Hold the new modules against the old ones; return what failed before and fails still.

    Raises `DovetailError` if they import other modules, or if an import fails that did not.
    """
    if _edges(new, {}) != _edges(old, renamed):
        importer, imported, line = min(_edges(new, {}) ^ _edges(old, renamed))
        place = f"line {line} of `{importer}`, `{imported}`"
        message = f"the package would not import what the modules do: {place}"
        raise DovetailError(message, hint="nothing was written; import each module by its own name first")
    failed = _failures(old, renamed)
    after = _failures(new, {name: name for name in renamed.values()})
    notes = []
    for name, failure in after.items():
        if failure is None:
            continue
        said = printable(f"{failure.type}: {failure.message} (line {failure.line})")
        if failed[name] is None:
            raise DovetailError(f"`import {name}` would fail: {said}", hint="nothing was written")
        notes.append(f"`import {name}` fails, as it did before: {said}")
    return notes


def _edges(project: Project, renamed: Mapping[str, str]) -> set[tuple[str, str, int]]:
    """Return who imports whom, and in which line, but for packages that run on the way."""
    return {
        (renamed.get(site.importer, site.importer), renamed.get(site.imported, site.imported), site.line)
        for site in project.graph.imports(external=False)
        if not site.parent and not site.importer.endswith("__main__")
    }


def _failures(project: Project, renamed: Mapping[str, str]) -> dict[str, Failure | None]:
    outcomes = project.whole.simulation.outcomes(list(renamed))
    return {new: outcome for new, outcome in zip(renamed.values(), outcomes, strict=True)}  # noqa: C416


def _dependencies(project: Project, outside: Outside | None) -> tuple[list[str], list[str]]:
    """Return the projects that imports need, and a sentence on each whose project is not known."""
    from dovetail.environment.standard_library import standard_names

    standard = standard_names()
    needed: set[str] = set()
    optional: set[str] = set()
    for site in project.graph.imports(external=True):
        top = site.imported.partition(".")[0]
        if site.external and top not in standard and site.kind != "typing":
            (optional if site.guarded or site.kind == "optional" else needed).add(site.imported)
    found: set[str] = set()
    notes: list[str] = []
    for name in sorted(needed | optional):
        provider = _provider(name, outside)
        if name not in needed:
            notes.append(f"`{name}` is optional: declare an extra for {provider or 'what provides it'}")
        elif provider is None:
            notes.append(
                f"unknown which project provides `{name}`: add it to `dependencies` in pyproject.toml"
            )
        else:
            found.add(provider)
    return sorted(found), list(dict.fromkeys(notes))


def _provider(name: str, outside: Outside | None) -> str | None:
    from dovetail.environment.provider import provider

    answer = None if outside is None else outside.resolve(name)
    if outside is not None and answer is not None and answer.found:
        distributions = outside.owner(answer).distributions
        if len(distributions) == 1:
            return distributions[0].project_name
    return provider(name)
