"""What the project's owner tells dovetail: ``[tool.dovetail]`` of ``pyproject.toml``, or ``dovetail.toml``.

Most projects have neither, so that to find nothing costs next to nothing: this module imports none of
`pathlib`, `dataclasses`, `re` and `tomllib`, and the file is read in `dovetail.configuration.table`.
"""

from __future__ import annotations

import os

from dovetail.errors import ConfigurationError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path
    from typing import Literal, NoReturn

    from dovetail.configuration.build import BuildOptions

    Platform = Literal["linux", "darwin", "win32"]
    Level = Literal["error", "warning"]


class Configuration:
    """The configuration of a project; what is not configured has the value given here as default.

    ``source`` is the file it was read from, None where there is none. All paths and patterns are relative
    to the folder of that file. A configuration does not change.

    ``roots``: the source roots; empty, dovetail finds them. ``exclude``: patterns in the syntax of
    gitignore, of what is not read. ``respect_gitignore``: also leave out what ``.gitignore`` files name.
    ``python_version`` and ``platform``: the target; None, dovetail chooses. ``select``: the checks to run,
    None for those that run by default; it may name ``all``. ``extend_select``: checks to run beside them.
    ``ignore``: checks not to run, whatever is selected. ``severity``: severities other than the check's
    own. ``per_file_ignores``: pairs of a pattern and the checks not to report in the files it matches.
    ``build``: how a distribution is built; None where nothing is said of it.
    """

    source: Path | None
    roots: tuple[str, ...]
    exclude: tuple[str, ...]
    respect_gitignore: bool
    python_version: tuple[int, int] | None
    platform: Platform | None
    select: tuple[str, ...] | None
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    severity: Mapping[str, Level]
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...]
    build: BuildOptions | None

    __slots__ = (
        "build",
        "exclude",
        "extend_select",
        "ignore",
        "per_file_ignores",
        "platform",
        "python_version",
        "respect_gitignore",
        "roots",
        "select",
        "severity",
        "source",
    )

    def __init__(  # noqa: PLR0913 - one for each key
        self,
        *,
        source: Path | None = None,
        roots: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        respect_gitignore: bool = True,
        python_version: tuple[int, int] | None = None,
        platform: Platform | None = None,
        select: tuple[str, ...] | None = None,
        extend_select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        severity: Mapping[str, Level] | None = None,
        per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = (),
        build: BuildOptions | None = None,
    ) -> None:
        values = locals()
        values["severity"] = {} if severity is None else severity
        for name in self.__slots__:
            object.__setattr__(self, name, values[name])

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse to change."""
        raise AttributeError(f"a configuration does not change: {name}")

    def __eq__(self, other: object) -> bool:
        """Whether everything in it is equal, the file included."""
        if not isinstance(other, Configuration):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Return the call that makes it."""
        return f"Configuration({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"

    def ignored(self, path: str) -> frozenset[str]:
        """Return the checks that ``per_file_ignores`` turns off in the file ``path``.

        ``path`` is POSIX and relative to the folder of ``source``.
        """
        if not self.per_file_ignores:
            return frozenset()
        from dovetail.configuration.pattern import matches

        return frozenset(
            name for pattern, names in self.per_file_ignores if matches(pattern, path) for name in names
        )


def read_configuration(
    base: str | os.PathLike[str], *, checks: Collection[str] | None = None
) -> Configuration:
    """Return the configuration that holds for the folder ``base``.

    It is the one of that folder, or of the nearest folder above it that has any; the search ends with the
    folder of the repository, which has a ``.git``. ``checks`` are the names of all checks there are; without
    them, any name will do.

    Raises `ConfigurationError`, with all faults at once, if the file that is found is wrong.
    """
    folder = os.path.abspath(base)
    while True:
        shared = _content(os.path.join(folder, "pyproject.toml"))
        own = _content(os.path.join(folder, "dovetail.toml"))
        if own is not None or (shared is not None and b"dovetail" in shared):
            from dovetail.configuration.table import in_folder

            found = in_folder(folder, shared, own, checks)
            if found is not None:
                return found
        parent = os.path.dirname(folder)
        if parent == folder or os.path.lexists(os.path.join(folder, ".git")):
            return Configuration()
        folder = parent


def read_configuration_file(
    file: str | os.PathLike[str], *, checks: Collection[str] | None = None
) -> Configuration:
    """Return the configuration in ``file``: in its ``[tool.dovetail]`` if it is called ``pyproject.toml``.

    Any other file holds the keys at its top level. Raises `UsageError` where there is no such file, or no
    such table in it; otherwise as `read_configuration`, also for ``checks``.
    """
    content = _content(os.fspath(file))
    if content is None:
        raise UsageError(f"no configuration file `{os.fspath(file)}`")
    from dovetail.configuration.table import in_file

    found = in_file(file, content, checks)
    if found is None:
        raise UsageError(f"no table `[tool.dovetail]` in `{os.fspath(file)}`")
    return found


def _content(file: str) -> bytes | None:
    """Return what is in the file, None if there is no file of that name that could be seen."""
    try:
        with open(file, "rb") as stream:
            return stream.read()
    except OSError as error:
        if os.path.isdir(file) or not os.path.lexists(file):
            return None
        from pathlib import Path

        reason = (error.strerror or str(error)).lower()
        raise ConfigurationError(Path(file), [(None, f"cannot be read: {reason}")]) from None
