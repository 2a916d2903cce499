"""Functions and methods that ``setup.py`` files call, of which the result is known without running them."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from dovetail.ship.convert.value import FileText, FindPackages, Method, OpenFile, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dovetail.ship.convert.value import Value

    _Call = Callable[["Given"], Value]
    _MethodCall = Callable[[Value, "Given"], Value]

_LARGEST = 10_000_000
"""Bytes of a file that is read."""
_LONGEST = 100_000_000
"""Characters of a text that an operation could make."""
_WIDE = re.compile(r"[%{][^}%\n]{0,20}[0-9]{4}")
"""A field of a format with a width or precision that no metadata has."""


class Given(NamedTuple):
    """What a call is given."""

    folder: str
    """That of the project, in which ``setup.py`` runs."""
    arguments: list[Value]
    named: dict[str, Value]


def _opened(given: Given) -> OpenFile:
    """Open a file to be read as text; raises OSError or ValueError where that would not go well."""
    folder, arguments, named = given
    file = arguments[0] if arguments else named["file"]
    mode = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], str) else named.get("mode", "r")
    if not isinstance(file, str | Place) or not isinstance(mode, str) or not mode.startswith(("r", "U")):
        raise TypeError(file)
    encoding = named.get("encoding", "utf-8")
    path = os.path.normpath(os.path.join(folder, _text(file)))
    relative = os.path.relpath(path, folder)
    if relative.startswith(os.pardir) or not os.path.isfile(path) or os.path.getsize(path) > _LARGEST:
        raise OSError(path)
    with open(path, encoding=encoding if isinstance(encoding, str) else "utf-8") as opened:
        return OpenFile(relative.replace(os.sep, "/"), opened.read())


def _text(value: Value) -> str:
    if isinstance(value, Place):
        return value.path
    if isinstance(value, str):
        return value
    raise TypeError(value)


def _path(function: Callable[..., str]) -> _Call:
    def call(given: Given) -> str:
        if given.named:
            raise TypeError(given)
        result = function(*map(_text, given.arguments))
        return os.path.normpath(os.path.join(given.folder, result)) if function in _ABSOLUTE else result

    return call


_ABSOLUTE = (os.path.abspath, os.path.realpath)


def _find(*, namespaces: bool) -> _Call:
    def call(call: Given) -> FindPackages:
        folder = call.folder
        given = dict(zip(("where", "exclude", "include"), call.arguments, strict=False)) | call.named
        if not given.keys() <= {"where", "exclude", "include"}:
            raise TypeError(given)
        where = os.path.relpath(os.path.join(folder, _text(given.get("where", "."))), folder)
        lists = [
            [given.get(key, ())] if isinstance(given.get(key), str) else given.get(key, ())
            for key in ("exclude", "include")
        ]
        exclude, include = (tuple(_text(each) for each in values) for values in lists)
        return FindPackages(where.replace(os.sep, "/"), exclude, include, namespaces)

    return call


def _place(given: Given) -> Place:
    if given.named:
        raise TypeError(given)
    return Place(os.path.join(*map(_text, given.arguments)) if given.arguments else ".")


def _there(function: Callable[[str], bool]) -> _Call:
    """Return a test of a path, which for one in the project has an answer."""

    def call(given: Given) -> bool:
        (path,) = map(_text, given.arguments)
        relative = os.path.relpath(os.path.join(given.folder, path), given.folder)
        if relative.startswith(os.pardir):
            raise ValueError(path)
        return function(os.path.join(given.folder, relative))

    return call


def _built_in(function: Callable[..., Value]) -> _Call:
    def call(given: Given) -> Value:
        if not all(isinstance(each, str | bytes | int | list | tuple | dict) for each in given.arguments):
            raise TypeError(given)
        return function(*given.arguments, **given.named)

    return call


def _list(value: Value = ()) -> list[Value]:
    return list(value)


def _filter(function: Value, values: Value) -> list[Value]:
    if function is not None:
        raise TypeError(function)
    return [value for value in values if value]


CALLS: dict[str, _Call] = {
    **dict.fromkeys(("builtins.open", "io.open", "codecs.open"), _opened),
    **{f"os.path.{name}": _there(getattr(os.path, name)) for name in ("exists", "isfile", "isdir")},
    "os.getcwd": lambda given: given.folder,
    **{
        f"os.path.{name}": _path(getattr(os.path, name))
        for name in ("join", "dirname", "basename", "abspath", "realpath", "normpath")
    },
    **dict.fromkeys(("pathlib.Path", "pathlib.PurePath"), _place),
    "setuptools.find_packages": _find(namespaces=False),
    "setuptools.find_namespace_packages": _find(namespaces=True),
    "setuptools.PEP420PackageFinder.find": _find(namespaces=True),
    "builtins.str": _built_in(str),
    "builtins.list": _built_in(_list),
    "builtins.set": _built_in(lambda value=(): list(dict.fromkeys(value))),
    "builtins.tuple": _built_in(tuple),
    "builtins.dict": lambda given: dict(*given.arguments, **given.named),
    "builtins.sorted": _built_in(sorted),
    "builtins.len": _built_in(len),
    "builtins.filter": lambda given: _filter(*given.arguments),
}
"""What functions return, by their full names."""


def _of_text(name: str) -> _MethodCall:
    def call(value: str, given: Given) -> Value:
        _, arguments, named = given
        if not all(
            isinstance(each, str | int | list | tuple | bool) for each in (*arguments, *named.values())
        ):
            raise TypeError(arguments)
        check_size(value, arguments)
        result = getattr(str(value), name)(*arguments, **named)
        # A file without the blanks around its text is still that file to whoever shows it.
        if name in ("strip", "rstrip", "lstrip") and not arguments and isinstance(value, FileText):
            return FileText.of(result, value.path)
        return result

    return call


def check_size(text: str, arguments: Sequence[Value]) -> None:
    """Raise ValueError if an operation on a text could make a very long one out of a short one."""
    longest = max((len(each) for each in arguments if isinstance(each, str | list | tuple)), default=0)
    if len(text) * (longest + 1) > _LONGEST or _WIDE.search(text):
        raise ValueError(text)


def _same(value: Value, _given: Given) -> Value:
    return value


def _read(value: OpenFile, given: Given) -> FileText:
    if given.arguments:
        raise TypeError(given)
    return FileText.of(value.read(), value.path)


def _read_place(value: Place, given: Given) -> FileText:
    encoding = (*given.arguments, given.named.get("encoding", "utf-8"))[0]
    opened = _opened(Given(given.folder, [value], {"encoding": encoding}))
    return FileText.of(opened.read(), opened.path)


def _of_container(name: str) -> _MethodCall:
    def call(value: Value, given: Given) -> Value:
        result = getattr(value, name)(*given.arguments, **given.named)
        return list(result) if name in ("keys", "values", "items") else result

    return call


METHODS: dict[type, dict[str, _MethodCall]] = {
    str: {
        **{
            name: _of_text(name)
            for name in (
                *("strip", "rstrip", "lstrip", "split", "rsplit", "splitlines", "replace", "format", "join"),
                *("lower", "upper", "title", "startswith", "endswith", "partition", "rpartition", "find"),
            )
        },
        # Texts of files were decoded when they were read.
        **dict.fromkeys(("decode", "encode"), _same),
    },
    OpenFile: {
        "read": _read,
        "readlines": lambda value, _: value.read().splitlines(keepends=True),
        "close": lambda _, __: None,
    },
    Place: {
        "read_text": _read_place,
        **dict.fromkeys(("resolve", "absolute"), _same),
        "joinpath": lambda value, given: Place(os.path.join(value.path, *map(_text, given.arguments))),
        "open": lambda value, given: _opened(given._replace(arguments=[value, *given.arguments])),
    },
    dict: {name: _of_container(name) for name in ("get", "keys", "values", "items", "copy")},
    list: {name: _of_container(name) for name in ("copy", "index", "count")},
    Method: {},
}
"""What methods return, by the type of what they are methods of; nothing here changes its value."""
