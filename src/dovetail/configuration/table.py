"""The table of dovetail's configuration: read, and every value in it held against what it may be."""

from __future__ import annotations

import os
import posixpath
import tomllib
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dovetail.configuration import Configuration
from dovetail.configuration.build import BuildOptions
from dovetail.configuration.lines import Lines
from dovetail.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

_VERSIONS = tuple(f"3.{minor}" for minor in range(8, 16))
_PLATFORMS = ("linux", "darwin", "win32")
_LEVELS = ("error", "warning")
_ALL = "all"

_KINDS = {str: "a string", bool: "a boolean", int: "an integer", float: "a float", list: "an array"}


def in_folder(
    folder: str, shared: bytes | None, own: bytes | None, checks: Collection[str] | None
) -> Configuration | None:
    """Return the configuration in a folder, given the content of its ``pyproject.toml`` and its own file.

    None if only the former is there and has no ``[tool.dovetail]``. Raises `ConfigurationError`.
    """
    base = Path(folder)
    common = None
    if shared is not None and b"dovetail" in shared:
        common = _Reading(base / "pyproject.toml", shared, checks)
        if common.table is None:
            common = None
    if own is None:
        return None if common is None else common.configuration()
    if common is not None:
        line = common.lines.of(common.prefix)
        text = "`[tool.dovetail]` stands beside a `dovetail.toml`; only one of them can be the configuration"
        hint = "move what is in `dovetail.toml` into `[tool.dovetail]`, and delete `dovetail.toml`"
        raise ConfigurationError(common.path, [(line, text)], hint=hint)
    return _Reading(base / "dovetail.toml", own, checks).configuration()


def in_file(
    file: str | os.PathLike[str], content: bytes, checks: Collection[str] | None
) -> Configuration | None:
    """Return the configuration in a file with that content, None for a file without ``[tool.dovetail]``.

    Raises `ConfigurationError`.
    """
    reading = _Reading(Path(os.path.abspath(file)), content, checks)
    return None if reading.table is None else reading.configuration()


class _Reading:
    """One configuration being read; each method named for a key returns its value or notes a fault."""

    def __init__(self, path: Path, content: bytes, checks: Collection[str] | None) -> None:
        self.path = path
        self.prefix = ("tool", "dovetail") if path.name == "pyproject.toml" else ()
        text = self._decoded(content)
        self.lines = Lines(text)
        self._checks = checks
        self._faults: list[tuple[tuple[str, ...], str]] = []
        document: object = self._document(text)
        for key in self.prefix:
            document = document.get(key) if isinstance(document, dict) else None
        self.table = document

    def configuration(self) -> Configuration:
        """Return what the table says; raise `ConfigurationError` with all that is wrong in it."""
        if not isinstance(self.table, dict):
            self._fault((), f"`{'.'.join(self.prefix)}` must be a table, not {_kind(self.table)}")
            self._stop()
        values: dict[str, Any] = {}
        for key, value in self.table.items():
            reader = _KEYS.get(key)
            if reader is None:
                self._fault((key,), f"unknown key `{key}`{_nearest(key, _KEYS)}")
            else:
                values[key.replace("-", "_")] = reader(self, key, value)
        if self._faults:
            self._stop()
        return Configuration(source=self.path, **values)

    def roots(self, key: str, value: object) -> tuple[str, ...]:
        roots = tuple(posixpath.normpath(root) for root in self.strings(key, value))
        for root in roots:
            if posixpath.isabs(root) or Path(root).is_absolute():
                self._fault((key,), f"`{key}` names `{root}`, which is not relative to this file")
            elif not (self.path.parent / root).is_dir() and not self._in_sdist:
                self._fault((key,), f"`{key}` names `{root}`, which is no folder")
        return roots

    @property
    def _in_sdist(self) -> bool:
        """Whether this is an unpacked sdist, which need not have all folders of the project."""
        return (self.path.parent / "PKG-INFO").is_file()

    def strings(self, key: str, value: object, *above: str) -> tuple[str, ...]:
        """Return an array of strings, none of them empty; ``above`` are the keys of tables around it."""
        if not isinstance(value, list):
            self._fault((*above, key), f"`{key}` must be an array of strings, not {_kind(value)}")
            return ()
        for item in value:
            if not isinstance(item, str):
                self._fault((*above, key), f"`{key}` must be an array of strings, but has {_kind(item)}")
            elif not item:
                self._fault((*above, key), f"`{key}` has an empty string")
        return tuple(item for item in value if isinstance(item, str) and item)

    def flag(self, key: str, value: object) -> bool:
        if not isinstance(value, bool):
            self._fault((key,), f"`{key}` must be true or false, not {_kind(value)}")
        return value is True

    def python_version(self, key: str, value: object) -> tuple[int, int] | None:
        if isinstance(value, int | float):
            # 3.10 is the float 3.1: guessing would take one version for another
            self._fault((key,), f'`{key}` must be a string, in quotes, such as "3.12"')
        elif self.choice(key, value, _VERSIONS):
            return 3, int(str(value).partition(".")[2])
        return None

    def platform(self, key: str, value: object) -> object:
        return self.choice(key, value, _PLATFORMS)

    def choice(self, key: str, value: object, choices: tuple[str, ...], *above: str) -> str | None:
        """Return ``value`` if it is one of the choices."""
        if isinstance(value, str) and value in choices:
            return value
        shown = f'"{value}"' if isinstance(value, str) else _kind(value)
        all_of_them = ", ".join(f'"{choice}"' for choice in choices)
        self._fault((*above, key), f"`{key}` must be one of {all_of_them}, not {shown}")
        return None

    def names(self, key: str, value: object, *above: str) -> tuple[str, ...]:
        """Return an array of names of checks."""
        names = self.strings(key, value, *above)
        for name in names:
            self._check_name(name, key, *above)
        return names

    def select(self, key: str, value: object) -> tuple[str, ...]:
        names = self.strings(key, value)
        for name in names:
            if name != _ALL:
                self._check_name(name, key)
        return names

    def severity(self, key: str, value: object) -> dict[str, str | None]:
        table = self._table(key, value)
        for name in table:
            self._known(name, key, (key, name))
        return {name: self.choice(name, level, _LEVELS, key) for name, level in table.items()}

    def per_file_ignores(self, key: str, value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        table = self._table(key, value)
        if "" in table:
            self._fault((key, ""), f"`{key}` has an empty pattern")
        return tuple((pattern, self.names(pattern, names, key)) for pattern, names in table.items())

    def build(self, key: str, value: object) -> BuildOptions:
        table = self._table(key, value)
        values: dict[str, Any] = {}
        for name, item in table.items():
            field = name.replace("-", "_")
            if name not in _BUILD_KEYS:
                self._fault((key, name), f"unknown key `{name}` in `{key}`{_nearest(name, _BUILD_KEYS)}")
            elif field in ("version", "data", "backend"):
                if isinstance(item, str) and item:
                    values[field] = item
                else:
                    self._fault((key, name), f"`{name}` must be a string that is not empty, not {item!r}")
            else:
                values[field] = self.strings(name, item, key)
        return BuildOptions(**values)

    def _table(self, key: str, value: object) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        self._fault((key,), f"`{key}` must be a table, not {_kind(value)}")
        return {}

    def _check_name(self, name: str, key: str, *above: str) -> None:
        if name == _ALL:
            self._fault((*above, key), f"`{_ALL}` can only stand in `select`, not in `{key}`")
        else:
            self._known(name, key, (*above, key))

    def _known(self, name: str, key: str, keys: tuple[str, ...]) -> None:
        if self._checks is not None and name not in self._checks:
            self._fault(keys, f"unknown check `{name}` in `{key}`{_nearest(name, self._checks)}")

    def _fault(self, keys: tuple[str, ...], message: str) -> None:
        self._faults.append((keys, message))

    def _stop(self) -> NoReturn:
        faults = [(self.lines.of(self.prefix + keys), message) for keys, message in self._faults]
        raise ConfigurationError(self.path, sorted(faults, key=itemgetter(0)))

    def _decoded(self, content: bytes) -> str:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise ConfigurationError(self.path, [(line, "not UTF-8, as TOML must be")]) from None

    def _document(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            reason = reason.partition(" (at line ")[0]
            line = self.lines.of_fault(error)
            raise ConfigurationError(self.path, [(line, f"not valid TOML: {reason}")]) from None


_BUILD_KEYS = tuple(name.replace("_", "-") for name in BuildOptions._fields)

_KEYS: dict[str, Callable[[_Reading, str, Any], object]] = {
    "roots": _Reading.roots,
    "exclude": _Reading.strings,
    "respect-gitignore": _Reading.flag,
    "python-version": _Reading.python_version,
    "platform": _Reading.platform,
    "select": _Reading.select,
    "extend-select": _Reading.names,
    "ignore": _Reading.names,
    "severity": _Reading.severity,
    "per-file-ignores": _Reading.per_file_ignores,
    "build": _Reading.build,
}


def _kind(value: object) -> str:
    """Return what TOML calls the type of ``value``."""
    if isinstance(value, dict):
        return "a table"
    return _KINDS.get(type(value), "a date or time")


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message that offers the known name most like ``name``, if any is like it."""
    import difflib

    found = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean `{found[0]}`?" if found else ""
