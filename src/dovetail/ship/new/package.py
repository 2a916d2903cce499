"""A new project with one package: what ``dovetail new package`` makes."""

from __future__ import annotations

import os
from typing import NamedTuple

from dovetail.errors import UsageError
from dovetail.ship.changes import Change
from dovetail.ship.new import names, texts
from dovetail.ship.new.git_identity import Identity
from dovetail.ship.new.plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dovetail.modules.outside import Outside

_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", "dovetail.toml", ".git")


class PackageRequest(NamedTuple):
    """What a new project is to be."""

    name: str
    """The project name."""
    folder: str
    """The folder that the project's own is made in."""
    backend: str = "dovetail"
    flat: bool = False
    """Whether the package lies beside ``pyproject.toml``, and not in ``src``."""
    namespace: str | None = None
    """The dotted name of the namespace package that the package is a portion of."""
    import_name: str | None = None
    """The last part of the import name; by default it follows from the project name."""
    script: str | None = None
    """The name of a command."""
    description: str = ""
    licence: str | None = "MIT"
    """An SPDX expression; None for none."""
    author: Identity = Identity("", "")
    requires_python: str = ">=3.11"
    year: int = 1970
    """For the licence."""


class Contents(NamedTuple):
    """The modules of a package that were there before it."""

    modules: Mapping[str, bytes]
    """The texts of its modules by their paths in the package, ``__init__.py`` perhaps among them."""
    dependencies: Sequence[str] = ()
    notes: Sequence[str] = ()
    taken: Sequence[str] = ()
    """The files that were copied: they may have the name of the new package."""


def full_import_name(request: PackageRequest) -> str:
    """Return the dotted import name of the package. Raises `UsageError` for a name that cannot be."""
    names.check_project_name(request.name)
    if request.import_name is not None:
        last = request.import_name
    else:
        last = names.import_name_of(request.name)
        if request.namespace:
            around = names.import_name_of(request.namespace)
            last = last.removeprefix(f"{around}_")
            if last == around:
                message = f"`{request.namespace}` is the namespace package: the package in it needs a name"
                raise UsageError(message, hint=f"for instance `dovetail new package {request.name}-core`")
    name = f"{request.namespace}.{last}" if request.namespace else last
    names.check_import_name(name)
    if not request.namespace and "." in name:
        first, _, rest = name.rpartition(".")
        raise UsageError(f"`{name}` is a module in `{first}`", hint=f"give {rest} with --namespace {first}")
    return name


def project_name(request: PackageRequest) -> str:
    """Return the project name: that of a portion begins with the namespace, so that indexes keep it apart."""
    if not request.namespace:
        return request.name
    around = names.import_name_of(request.namespace)
    if names.import_name_of(request.name).startswith(f"{around}_"):
        return request.name
    return f"{request.namespace.replace('.', '-').replace('_', '-')}-{request.name}"


def new_package(
    request: PackageRequest, outside: Outside | None = None, contents: Contents | None = None
) -> Plan:
    """Return what makes the project. Nothing is written.

    ``outside`` is the environment whose distributions the names must not shadow. Raises `UsageError` for a
    name that would make trouble, or a place that is taken.
    """
    import_name = full_import_name(request)
    request = request._replace(name=project_name(request))
    taken = contents.taken if contents else ()
    folder = os.path.join(os.path.abspath(request.folder), request.name)
    _check_place(folder, taken)
    names.check_distribution(request.name, outside)
    top = import_name.partition(".")[0]
    names.check_top_level(top, outside, namespace=bool(request.namespace))
    _check_neighbours(request, import_name, taken)
    description = request.description or f"The package `{import_name}`."
    request = request._replace(description=description)
    licence = _licence(request)
    files = _files(request, import_name, contents, licence)
    changes = [
        Change(
            os.path.join(folder, *path.split("/")), None, text if isinstance(text, bytes) else text.encode()
        )
        for path, text in sorted(files.items())
    ]
    notes = [*(contents.notes if contents else ())]
    if request.licence is not None and licence is None:
        notes.append(f"the text of {request.licence} is yours to add, with `license-files` in pyproject.toml")
    if not any(request.author):
        notes.append("git names no author, so pyproject.toml has none: give --author 'NAME <ADDRESS>'")
    return Plan(folder, request.name, import_name, tuple(changes), tuple(notes))


def _files(
    request: PackageRequest, import_name: str, contents: Contents | None, licence: str | None
) -> dict[str, str | bytes]:
    """Return the texts of the files by their paths in the project."""
    from dovetail.ship.new.pyproject import pyproject_text

    package = import_name.replace(".", "/")
    package = package if request.flat else f"src/{package}"
    dependencies = contents.dependencies if contents else ()
    text = pyproject_text(
        request, import_name, dependencies, has_text=licence is not None, typed=contents is None
    )
    files: dict[str, str | bytes] = {
        "pyproject.toml": text,
        "README.md": texts.readme(request.name, request.description, import_name, request.script),
        ".gitignore": texts.GITIGNORE,
        f"{package}/__init__.py": texts.module(request.description),
        f"tests/test_{import_name.replace('.', '_')}.py": texts.test(import_name, cases=False),
    }
    if contents is None:  # loose modules need not be annotated
        files[f"{package}/py.typed"] = b""
    if licence is not None:
        files["LICENSE"] = licence
    if request.script:
        files[f"{package}/cli.py"] = texts.command(request.script, request.description)
        files[f"{package}/__main__.py"] = texts.main_module(import_name)
    for path, data in contents.modules.items() if contents else ():
        if f"{package}/{path}" in files and path != "__init__.py":
            raise UsageError(f"--script makes a file {path}, and there is one of that name", hint="rename it")
        files[f"{package}/{path}"] = data
    return files


def _licence(request: PackageRequest) -> str | None:
    """Return the text of the licence, None where there is none to be written."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    from dovetail.ship.new.licences import KNOWN, licence_text

    if request.licence is None:
        return None
    try:
        expression = canonicalize_license_expression(request.licence)
    except InvalidLicenseExpression:
        hint = f"for instance {', '.join(KNOWN)}; `none` for no licence"
        raise UsageError(f"`{request.licence}` is no SPDX licence expression", hint=hint) from None
    holder = request.author.name or f"the authors of {request.name}"
    return licence_text(expression, holder, request.year)


def _check_place(folder: str, taken: Sequence[str]) -> None:
    above, name = os.path.split(folder)
    if not os.path.isdir(above):
        raise UsageError(f"no such folder: {above}")
    if os.path.lexists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise UsageError(f"{folder} exists already", hint="take another name, or make it elsewhere with --in")
    for entry in sorted(os.listdir(above)):
        if entry != name and entry.casefold() == name.casefold():
            message = f"`{name}` differs only by case from {os.path.join(above, entry)}"
            raise UsageError(message, hint="where file systems make no difference they are one")
    module = os.path.join(above, f"{name}.py")
    if os.path.lexists(module) and module not in taken:
        message = f"{module} is a module of that name beside it"
        raise UsageError(message, hint=f"make a package of it: `dovetail new --from {name}.py`")


def _check_neighbours(request: PackageRequest, import_name: str, taken: Sequence[str]) -> None:
    """Raise `UsageError` if the project around the new one, or another in it, has a module of that name."""
    at = os.path.abspath(request.folder)
    while not any(os.path.exists(os.path.join(at, marker)) for marker in _MARKERS):
        above = os.path.dirname(at)
        if above == at:
            return
        at = above
    from dovetail.graph.records import ModuleKind
    from dovetail.project import Project

    project = Project.open(at)
    for module in project.graph.modules:
        path = os.path.join(project.folder, module.path)
        if module.kind is ModuleKind.NAMESPACE_PACKAGE or path in taken:
            continue
        if module.name.casefold() == import_name.casefold():
            message = f"`{import_name}` is there already: {path}"
            if module.name != import_name:
                message = f"`{import_name}` differs only by case from {module.path}"
            raise UsageError(message, hint="one of the two would hide the other: take another name")
