"""One ``.pth`` file, read as ``site.addpackage`` of the given version reads it, without running its code."""

from __future__ import annotations

import os

from dovetail.environment.entry import Problem, ProblemKind, StartUpCode
from dovetail.environment.reading import read_ordinary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MODERN = (3, 13)
"""gh-77102: UTF-8 first and a byte order mark skipped; lines by `str.splitlines`."""

# What a known line installs. Its text decides: whoever changes the line is not known any more.
_SHIM = "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, '"
_SHIM_END = "') == 'local'; enabled and __import__('_distutils_hack').add_shim();"
_SHIM_VARIABLE, _SHIM_ON = "SETUPTOOLS_USE_DISTUTILS", "local"


def read_pth(path: str, version: tuple[int, int]) -> Iterator[tuple[int, str] | StartUpCode | Problem]:
    """Yield the lines of a ``.pth`` file that name a path, those that are executed, and what is wrong.

    Until Python 3.12 the text is decoded by the locale, which is taken to be UTF-8. A file that cannot be
    decoded stops ``site``, and with it the interpreter.
    """
    try:
        data = read_ordinary(path)
    except OSError as error:
        yield Problem(ProblemKind.PTH_UNREADABLE, path, None, error.strerror or str(error))
        return
    modern = version >= _MODERN
    try:
        text = data.decode("utf-8-sig" if modern else "utf-8")
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        message = "is not UTF-8; where the locale is, Python does not start"
        yield Problem(ProblemKind.PTH_UNDECODABLE, path, place, message)
        return
    for number, line in enumerate(_lines(text, modern=modern), 1):
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith(("import ", "import\t")):
            yield StartUpCode(path, number, line.rstrip(), names=_names(line.strip()))
        else:
            yield number, line.rstrip()


def _lines(text: str, *, modern: bool) -> list[str]:
    if modern:
        return text.splitlines()
    # A text file knows three ends of a line, str.splitlines knows ten.
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _names(line: str) -> tuple[str, ...] | None:
    """Return the names that a line can change the import of, if it needs no other text to say so."""
    # Most environments have this one, and what decodes the others is not imported for it.
    return ("distutils",) if _default(line) in (_SHIM_ON, "stdlib") else None


def _default(line: str) -> str | None:
    """Return what the line of the shim of setuptools takes for its variable; None if it is another line."""
    if not (line.startswith(_SHIM) and line.endswith(_SHIM_END)):
        return None
    return line[len(_SHIM) : -len(_SHIM_END)]


def is_switched_off(code: StartUpCode, variables: Mapping[str, str]) -> bool:
    """Return whether a line does nothing under these environment variables, which no flag hides from it."""
    default = _default(code.text.strip())
    return default is not None and variables.get(_SHIM_VARIABLE, default) != _SHIM_ON


def hidden(path: str, version: tuple[int, int]) -> bool:
    """Return whether ``site`` passes over a ``.pth`` file for its name or its flags (3.13, gh-113659)."""
    if version < _MODERN:
        return False
    if os.path.basename(path).startswith("."):
        return True
    import stat

    try:
        status = os.lstat(path)
    except OSError:
        return True
    flags = getattr(status, "st_flags", 0) & stat.UF_HIDDEN
    return bool(flags or getattr(status, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_HIDDEN)
