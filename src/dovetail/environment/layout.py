"""Where an installation or a virtual environment keeps its parts, found by looking at its files."""

from __future__ import annotations

import os

from dovetail.environment.entry import Problem, ProblemKind
from dovetail.environment.reading import read_ordinary
from dovetail.errors import DovetailError
from dovetail.named_tuple import NamedTuple

_TAG = "python3."
_LARGEST = 1 << 20
_LONGEST = 4096
"""PATH_MAX of Linux: what is longer leads nowhere, and takes long to find that out."""

_HINT = "give the folder of a virtual environment or of an installation, which holds `lib/python3.X`"


class Layout(NamedTuple):
    """The parts of an installation, on POSIX."""

    prefix: str
    """``sys.prefix``: of the virtual environment, if it is one."""
    base: str
    """``sys.base_prefix``"""
    library: str
    """The folder of the standard library."""
    minor: int
    tag: str
    """The name of folders: ``python3.13``, or ``python3.13t`` without a global lock."""
    executable: str | None
    settings: dict[str, str] | None
    """``pyvenv.cfg``, None where there is none."""
    problems: tuple[Problem, ...]


def read_layout(path: str) -> Layout:
    """Return the layout of the installation or virtual environment that a folder or an executable names.

    Raises `DovetailError` where there is no Python: no standard library of 3.8 to 3.15 is found.
    """
    path = os.path.abspath(path)
    prefix = path if os.path.isdir(path) else os.path.dirname(os.path.dirname(path))
    executable = path if os.path.isfile(path) else _executable(prefix)
    if not os.path.isdir(path) and not _is_python(path):
        raise DovetailError(f"{path} is no Python: its name is not that of one", hint=_HINT)
    problems: list[Problem] = []
    configuration = os.path.join(prefix, "pyvenv.cfg")
    settings = _settings(configuration, problems)
    base, tag = _base(prefix, executable, settings, configuration, problems)
    if base is None or tag is None:
        raise DovetailError(f"there is no Python in {path}", hint=_HINT)
    minor = _minor(tag)
    said = _said((settings or {}).get("version") or (settings or {}).get("version_info") or "")
    if said and said.lstrip("0") != str(minor):
        message = f"says Python 3.{said}, and its interpreter is 3.{minor}"
        problems.append(Problem(ProblemKind.CONFIGURATION, configuration, None, message))
    library = _library(base, tag) or os.path.join(base, "lib", tag)
    return Layout(prefix, base, library, minor, tag, executable, settings, tuple(problems))


def read_settings(path: str) -> dict[str, str]:
    """Return ``pyvenv.cfg`` as `site.venv` reads it: no quotes, no sections. Raises `OSError`."""
    text = read_ordinary(path, _LARGEST).decode("utf-8", "surrogateescape")
    # A text file knows three ends of a line, str.splitlines knows ten.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _settings(path: str, problems: list[Problem]) -> dict[str, str] | None:
    if not os.path.lexists(path):
        return None
    try:
        return read_settings(path)
    except OSError as error:
        problems.append(Problem(ProblemKind.CONFIGURATION, path, None, f"cannot be read: {error.strerror}"))
        return None


def _is_python(path: str) -> bool:
    """Return whether a file is called as an interpreter is, or leads to one that is."""
    if "\0" in path:
        return False
    names = (os.path.basename(path), os.path.basename(os.path.realpath(path)))
    return any(name.lower().startswith("python") for name in names)


def _executable(prefix: str) -> str | None:
    for name in ("bin/python", "bin/python3", "Scripts/python.exe"):
        path = os.path.join(prefix, *name.split("/"))
        if os.path.isfile(path):
            return path
    return None


def _base(
    prefix: str,
    executable: str | None,
    settings: dict[str, str] | None,
    configuration: str,
    problems: list[Problem],
) -> tuple[str | None, str | None]:
    """Return the base prefix and the tag: from ``home`` upwards to a standard library, as getpath does.

    A ``home`` that leads nowhere makes the interpreter fall back on what it was compiled with; where its
    executable really lies is the next best that files can tell.
    """
    real = os.path.realpath(executable) if executable else None
    named = os.path.basename(real).removesuffix(".exe") if real else ""
    tag = named if _is_tag(named) else None
    starts: list[str] = []
    if settings is not None:
        home = settings.get("home")
        if home:
            starts.append(home[:_LONGEST])
        else:
            problems.append(Problem(ProblemKind.CONFIGURATION, configuration, None, "has no `home`"))
    elif tag is None:
        return prefix, _only_tag(prefix)
    starts += [os.path.dirname(real)] if real else []
    for start in starts:
        base, found = _upwards(start, tag)
        if base is not None:
            return base, found
        if settings is not None and start is starts[0] and settings.get("home"):
            message = f"its `home` {start} leads to no standard library"
            problems.append(Problem(ProblemKind.CONFIGURATION, configuration, None, message))
    return None, None


def _is_tag(name: str) -> bool:
    """Return whether a name is that of a version: ``python3.13`` or ``python3.13t``."""
    return name.startswith(_TAG) and name.removeprefix(_TAG).removesuffix("t").isdecimal()


def _minor(tag: str) -> int:
    return int(tag.removeprefix(_TAG).removesuffix("t"))


def _said(version: str) -> str:
    """Return the digits of the minor version in ``3.13.0rc1``, nothing if it is no Python 3."""
    major, _, rest = version.strip().partition(".")
    return rest[: len(rest) - len(rest.lstrip("0123456789"))] if major == "3" else ""


def _upwards(folder: str, tag: str | None) -> tuple[str | None, str | None]:
    """Return the nearest folder above with a standard library, and its tag; the root does not count."""
    while os.path.dirname(folder) != folder:
        found = (tag if _library(folder, tag) else None) if tag else _only_tag(folder)
        if found:
            return folder, found
        folder = os.path.dirname(folder)
    return None, None


def _only_tag(prefix: str) -> str | None:
    """Return the newest standard library in a prefix of which no executable tells the version."""
    tags: list[tuple[int, str]] = []
    for name in ("lib", "lib64"):
        try:
            names = os.listdir(os.path.join(prefix, name))
        except (OSError, ValueError):
            continue
        tags += [(_minor(each), each) for each in names if _is_tag(each) and _library(prefix, each)]
    return max(tags)[1] if tags else None


def _library(prefix: str, tag: str) -> str | None:
    for name in ("lib", "lib64"):  # `sys.platlibdir`, 3.9
        folder = os.path.join(prefix, name, tag)
        if os.path.isfile(os.path.join(folder, "os.py")):
            return folder
    return None
