"""The ``pyproject.toml`` of a new project."""

from __future__ import annotations

from typing import Any

import tomlkit

from dovetail.ship.new.backends import BACKENDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.ship.new.package import PackageRequest

_CLASSIFIERS = ("Programming Language :: Python :: 3",)
_TYPED = "Typing :: Typed"


def pyproject_text(
    request: PackageRequest, import_name: str, dependencies: Sequence[str], *, has_text: bool, typed: bool
) -> str:
    """Return the text; ``has_text`` says that there is a file ``LICENSE``, ``typed`` a ``py.typed``.

    Metadata is written as the PyPA specification "Declaring project metadata" has it, the licence by PEP 639,
    dependency groups by PEP 735.
    """
    backend = BACKENDS[request.backend]
    document = tomlkit.document()
    document["build-system"] = {"requires": [backend.requires], "build-backend": backend.module}
    project = tomlkit.table()
    project["name"] = request.name
    project["version"] = "0.1.0"
    project["description"] = request.description
    project["readme"] = "README.md"
    project["requires-python"] = request.requires_python
    if request.licence is not None:
        project["license"] = request.licence
    if has_text:
        project["license-files"] = ["LICENSE"]
    author = {key: value for key, value in zip(("name", "email"), request.author, strict=True) if value}
    if author:
        project["authors"] = _lines([_inline(author)])
    project["classifiers"] = _lines([*_CLASSIFIERS, *([_TYPED] if typed else [])])
    project["dependencies"] = _lines(dependencies) if dependencies else []
    if request.script:
        project["scripts"] = {request.script: f"{import_name}.cli:main"}
    document["project"] = project
    document["dependency-groups"] = {"test": ["pytest>=8"]}
    settings = backend.settings(import_name, request.flat)
    if settings:
        document["tool"] = _tables(settings)
    return tomlkit.dumps(document)


def _lines(items: Sequence[Any]) -> Any:
    array = tomlkit.array()
    array.extend(items)
    return array.multiline(multiline=True)


def _inline(values: dict[str, str]) -> Any:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _tables(values: dict[str, Any]) -> Any:
    """Return nested tables; those that hold nothing but tables get no header of their own."""
    only_tables = all(isinstance(value, dict) for value in values.values())
    table = tomlkit.table(is_super_table=only_tables)
    for key, value in values.items():
        table[key] = _tables(value) if isinstance(value, dict) else value
    return table
