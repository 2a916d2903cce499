"""A ``pyproject.toml``, and the faults found in it, each with its line."""

from __future__ import annotations

import os
import tomllib

from dovetail.errors import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, NoReturn

_KINDS = {str: "a string", bool: "a boolean", int: "an integer", float: "a float", list: "an array"}


def kind(value: object) -> str:
    """Return what TOML calls the type of ``value``."""
    return "a table" if isinstance(value, dict) else _KINDS.get(type(value), "a date or time")


class Document:
    """A ``pyproject.toml`` that was read; ``tables`` is what it holds.

    Faults are gathered with `fault` and raised together with `stop`, so that one run tells of all of them.
    Raises `ConfigurationError` for a file that cannot be read or is no TOML.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.folder = os.path.dirname(path)
        self._faults: list[tuple[tuple[str, ...] | None, str]] = []
        try:
            with open(path, "rb") as stream:
                data = stream.read()
        except FileNotFoundError:
            hint = "give a folder that has one, or make it: `dovetail new package NAME`"
            self._raise([(None, "there is no such file")], hint)
        except OSError as error:
            self._raise([(None, f"cannot be read: {(error.strerror or str(error)).lower()}")])
        try:
            self.text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._raise([(data.count(b"\n", 0, error.start) + 1, "not UTF-8, as TOML must be")])
        try:
            self.tables: dict[str, Any] = tomllib.loads(self.text)
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            from dovetail.configuration.lines import Lines

            line = Lines(self.text).of_fault(error)
            self._raise([(line, f"not valid TOML: {reason.partition(' (at ')[0]}")])

    def at(self, *keys: str) -> Any:
        """Return the value under ``keys``, None where there is none."""
        value: Any = self.tables
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def fault(self, keys: tuple[str, ...] | None, message: str) -> None:
        """Note a fault of the value under ``keys``; None for one of the file as a whole."""
        self._faults.append((keys, message))

    def stop(self, hint: str | None = None) -> None:
        """Raise `ConfigurationError` with the faults that were noted, in order of lines; else do nothing."""
        if not self._faults:
            return
        from dovetail.configuration.lines import Lines

        lines = Lines(self.text)
        faults = {
            (None if keys is None else lines.of(self._present(keys)), text) for keys, text in self._faults
        }
        self._raise(sorted(faults, key=lambda fault: (fault[0] or 0, fault[1])), hint)

    def _present(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Return the longest beginning of ``keys`` that the file has: what is missing has no line."""
        value: Any = self.tables
        for count, key in enumerate(keys):
            if not isinstance(value, dict) or key not in value:
                return keys[:count]
            value = value[key]
        return keys

    def _raise(self, faults: list[tuple[int | None, str]], hint: str | None = None) -> NoReturn:
        from pathlib import Path

        raise ConfigurationError(Path(self.path), faults, hint=hint) from None


class Table:
    """One table of a document, whose values are taken out by what they must be."""

    def __init__(self, document: Document, keys: tuple[str, ...], values: Mapping[str, Any]) -> None:
        self.document = document
        self.keys = keys
        self.values = values

    @classmethod
    def of(cls, document: Document, *keys: str) -> Table:
        """Return the table under ``keys``; an empty one where there is none, or where it is no table."""
        value = document.at(*keys)
        if value is not None and not isinstance(value, dict):
            document.fault(keys, f"`{'.'.join(keys)}` must be a table, not {kind(value)}")
        return cls(document, keys, value if isinstance(value, dict) else {})

    def fault(self, key: str, message: str) -> None:
        """Note a fault of the value of ``key``."""
        self.document.fault((*self.keys, key), message)

    def known(self, names: tuple[str, ...]) -> None:
        """Note a fault for each key that is none of ``names``."""
        for key in self.values:
            if key not in names:
                import difflib

                near = difflib.get_close_matches(key, names, n=1)
                guess = f"; did you mean `{near[0]}`?" if near else ""
                self.fault(key, f"unknown key `{key}` in `[{'.'.join(self.keys)}]`{guess}")

    def string(self, key: str, *, one_line: bool = True) -> str | None:
        """Return a string that is not empty; None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(key, f"`{key}` must be a string, not {kind(value)}")
        elif one_line and len(value.splitlines()) > 1:
            self.fault(key, f"`{key}` must be one line")
        elif not value.strip():
            self.fault(key, f"`{key}` is empty")
        else:
            return value
        return None

    def strings(self, key: str, check: Callable[[str], str | None] | None = None) -> list[str] | None:
        """Return an array of strings; None where there is none.

        ``check`` returns what is wrong with one of them, None if it is right.
        """
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.fault(key, f"`{key}` must be an array of strings, not {kind(value)}")
            return None
        result = []
        for item in value:
            wrong = None
            if not isinstance(item, str):
                wrong = f"must be an array of strings, but has {kind(item)}"
            elif len(item.splitlines()) > 1:
                wrong = f"has an item of more than one line: {item.splitlines()[0]!r}"
            elif check is not None and (reason := check(item)):
                wrong = f"has `{item}`, {reason}"
            if wrong:
                self.fault(key, f"`{key}` {wrong}")
            else:
                result.append(item)
        return result

    def mapping(self, key: str) -> dict[str, str]:
        """Return a table of strings; an empty one where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.fault(key, f"`{key}` must be a table of strings, not {kind(value)}")
            return {}
        result = {}
        for name, item in value.items():
            if isinstance(item, str) and len(item.splitlines()) == 1:
                result[name] = item
            else:
                what = (
                    "one line, which is not empty" if isinstance(item, str) else f"a string, not {kind(item)}"
                )
                self.document.fault((*self.keys, key, name), f"`{name}` in `{key}` must be {what}")
        return result
