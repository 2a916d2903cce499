"""The environment of an installation or a virtual environment, from its files: nothing is started."""

from __future__ import annotations

import os

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.environment import Environment, Flags
from dovetail.environment.layout import Layout, read_layout
from dovetail.environment.reading import read_ordinary
from dovetail.environment.site_folders import SearchPath
from dovetail.environment.tables import from_version
from dovetail.environment.target import NEWEST, OLDEST
from dovetail.errors import DovetailError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SAFE_PATH = (3, 11)
_PLATLIBDIR = (3, 9)
_FROZEN_LIBRARY = (3, 11)


def from_venv(
    path: str,
    *,
    variables: Mapping[str, str] | None = None,
    flags: Flags | None = None,
    folder: str | None = None,
) -> Environment:
    """Return the environment that the files of a virtual environment or installation make.

    ``path`` is its folder or its executable; ``variables`` are the environment variables under which Python
    would be started (none, if not given), ``folder`` is the folder in which. Raises `DovetailError` where
    there is no Python that dovetail knows. Understood is the layout of CPython on POSIX.
    """
    layout = read_layout(path)
    version = (3, layout.minor)
    if not OLDEST <= version <= NEWEST:
        raise DovetailError(f"{path} is Python 3.{layout.minor}", hint="dovetail knows 3.8 to 3.15")
    variables = variables or {}
    flags = _flags(flags or Flags(), variables, version)
    made = _search_path(layout, variables, flags, folder)
    table = from_version(version, flags=flags)
    suffixes, built_in = _build(layout, table)
    return table._replace(
        extension_suffixes=suffixes,
        built_in=built_in,
        # Only since 3.11 do frozen packages know it.
        frozen_library=layout.library if version >= _FROZEN_LIBRARY else None,
        search_path=tuple(made.entries),
        loaded={**table.loaded, **made.loaded},
        start_up_code=tuple(made.code),
        problems=(*layout.problems, *made.problems),
        folder=folder,
        prefix=layout.prefix,
        executable=layout.executable,
    )


def _flags(flags: Flags, variables: Mapping[str, str], version: tuple[int, int]) -> Flags:
    """Return the flags with what the variables add to them; an empty variable counts as none."""
    if flags.isolated:
        return flags._replace(ignore_environment=True, no_user_site=True, safe_path=True)
    if flags.ignore_environment:
        return flags
    return flags._replace(
        safe_path=flags.safe_path or (version >= _SAFE_PATH and bool(variables.get("PYTHONSAFEPATH"))),
        no_user_site=flags.no_user_site or bool(variables.get("PYTHONNOUSERSITE")),
    )


def _search_path(
    layout: Layout, variables: Mapping[str, str], flags: Flags, folder: str | None
) -> SearchPath:
    made = SearchPath((3, layout.minor), variables)
    library = layout.library
    first = []
    variable = variables.get("PYTHONPATH")
    if variable and not flags.ignore_environment:
        # An empty component is the current folder.
        parts = (os.path.join(folder or os.curdir, part) for part in variable.split(os.pathsep))
        first = [PathEntry(part, Provenance.PYTHONPATH) for part in parts]
    archive = os.path.join(
        os.path.dirname(library),
        f"python3{layout.minor}{layout.tag.removeprefix(f'python3.{layout.minor}')}.zip",
    )
    made.begin(
        (
            *first,
            PathEntry(archive, Provenance.STANDARD_LIBRARY_ZIP),
            PathEntry(library, Provenance.STANDARD_LIBRARY),
            PathEntry(os.path.join(library, "lib-dynload"), Provenance.LIB_DYNLOAD),
        )
    )
    if flags.no_site:
        return made
    debian = _is_debian(library)
    settings = layout.settings
    # site.venv: a pyvenv.cfg that does not speak of it includes the system's.
    system = settings is None or settings.get("include-system-site-packages", "true").lower() == "true"
    if settings is not None:
        _add_site(made, layout, layout.prefix, debian=debian)
    if system:
        user = None if flags.no_user_site else _user_site(layout, variables, flags)
        if user:
            made.add(user, Provenance.USER_SITE)
        if settings is not None:
            _add_site(made, layout, layout.prefix, debian=debian)
        _add_site(made, layout, layout.base, debian=debian)
    elif settings is not None:
        _add_site(made, layout, layout.prefix, debian=debian)  # site.main does it after site.venv
    return made


def _add_site(made: SearchPath, layout: Layout, prefix: str, *, debian: bool) -> None:
    """Add the site-packages of a prefix (`site.getsitepackages`)."""
    names: list[tuple[str, ...]] = [("lib", layout.tag, "site-packages")]
    if (3, layout.minor) >= _PLATLIBDIR and os.path.basename(os.path.dirname(layout.library)) == "lib64":
        names.insert(0, ("lib64", layout.tag, "site-packages"))
    if debian:
        names = names if prefix != layout.base else []
        names += [
            ("local", "lib", layout.tag, "dist-packages"),
            ("lib", "python3", "dist-packages"),
            ("lib", layout.tag, "dist-packages"),
        ]
    for parts in names:
        made.add(os.path.join(prefix, *parts), Provenance.SITE_PACKAGES)


def _user_site(layout: Layout, variables: Mapping[str, str], flags: Flags) -> str | None:
    base = None if flags.ignore_environment else variables.get("PYTHONUSERBASE")
    home = variables.get("HOME")
    base = base or (os.path.join(home, ".local") if home else None)
    return os.path.join(base, "lib", layout.tag, "site-packages") if base else None


def _is_debian(library: str) -> bool:
    """Return whether ``site`` is that of Debian, which has other folders: its text says so."""
    return b"dist-packages" in _read(os.path.join(library, "site.py"))


def _build(layout: Layout, table: Environment) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the suffixes of extension modules and the built-in modules of this very build.

    ``_sysconfigdata`` of the standard library records them; a module with a file in lib-dynload is not built
    in. Where it is missing, the table counts.
    """
    suffixes, built_in = table.extension_suffixes, set(table.built_in)
    dynload = os.path.join(layout.library, "lib-dynload")
    for name in _names(layout.library):
        if not name.startswith("_sysconfigdata_") or not name.endswith(".py"):
            continue
        data = _read(os.path.join(layout.library, name))
        suffix = _value(data, b"EXT_SUFFIX")
        if suffix:
            suffixes = (suffix, ".abi3.so", ".so")
        built_in.update(_value(data, b"MODBUILT_NAMES").split())
        break
    return suffixes, frozenset(built_in.difference(name.partition(".")[0] for name in _names(dynload)))


def _value(data: bytes, key: bytes) -> str:
    """Return the string that ``_sysconfigdata`` has for a key, empty if there is none.

    `pprint` has written it, a long one as several literals.
    """
    value, rest = b"", data.partition(b"'%b': " % key)[2]
    while rest.startswith(b"'"):
        piece, _, rest = rest[1:].partition(b"'")
        value += piece
        rest = rest.lstrip()
    return value.decode(errors="replace")


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []


def _read(path: str) -> bytes:
    try:
        return read_ordinary(path)
    except OSError:
        return b""
