"""Which files a project of setuptools ships, as ``[tool.setuptools]``."""

from __future__ import annotations

import os

from dovetail.ship.convert.value import FindPackages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from dovetail.ship.convert.found import Declared
    from dovetail.ship.convert.metadata import Metadata
    from dovetail.ship.convert.value import Value

_SAME = {
    "py_modules": "py-modules",
    "scripts": "script-files",
    "zip_safe": "zip-safe",
    "namespace_packages": "namespace-packages",
    "platforms": "platforms",
    "provides": "provides",
    "obsoletes": "obsoletes",
}
_LISTS = frozenset(("py_modules", "scripts", "namespace_packages", "platforms", "provides", "obsoletes"))
_PACKAGE_DATA = {"package_data": "package-data", "exclude_package_data": "exclude-package-data"}


def files(
    declared: dict[str, Declared], made: Metadata, folder: str, *, computed: AbstractSet[str] = frozenset()
) -> None:
    """Move what says which files are shipped from the arguments of ``setup()`` to ``[tool.setuptools]``."""
    tool = made.tool
    for name, key in _SAME.items():
        given = declared.pop(name, None)
        if given is not None and given.value not in (None, [], ""):
            tool[key] = _list(given.value) if name in _LISTS else given.value
    given = declared.pop("package_dir", None)
    if given is not None and given.value:
        tool["package-dir"] = {str(key): _relative(value, folder) for key, value in given.value.items()}
    given = declared.pop("packages", None)
    if given is not None and isinstance(given.value, FindPackages):
        tool["packages"] = {"find": _find(given.value)}
    elif given is not None:
        tool["packages"] = _list(given.value)
    given = declared.pop("include_package_data", None)
    # In pyproject.toml it is on unless it is turned off, in setup.py the other way round.
    if (given is None or not given.value) and "include_package_data" not in computed:
        tool["include-package-data"] = False
    _data(declared, tool)


def _data(declared: dict[str, Declared], tool: dict[str, Value]) -> None:
    for name, key in _PACKAGE_DATA.items():
        given = declared.pop(name, None)
        if given is not None and given.value:
            tool[key] = {str(package) or "*": _list(patterns) for package, patterns in given.value.items()}
    given = declared.pop("data_files", None)
    if given is not None and given.value:
        data: dict[str, list[str]] = {}
        for entry in given.value:
            place, names = ("", [entry]) if isinstance(entry, str) else entry
            data.setdefault(str(place) or ".", []).extend(_list(names))
        tool["data-files"] = data


def _find(call: FindPackages) -> dict[str, Value]:
    table: dict[str, Value] = {}
    if call.where != ".":
        table["where"] = [call.where]
    if call.include:
        table["include"] = list(call.include)
    if call.exclude:
        table["exclude"] = list(call.exclude)
    table["namespaces"] = call.namespaces
    return table


def _list(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value or ()]


def _relative(path: Value, folder: str) -> str:
    text = str(getattr(path, "path", path))
    return os.path.relpath(text, folder).replace(os.sep, "/") if os.path.isabs(text) else text
