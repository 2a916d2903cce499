"""From a path to an archive."""

from __future__ import annotations

import os
from email import message_from_bytes
from email.errors import MessageError

from dovetail.ship.archive.member import ArchiveError, Form, Limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.archive.archive import Archive

_LIMITS = Limits()


def open_archive(path: str | os.PathLike[str], limits: Limits = _LIMITS) -> Archive:
    """Open the wheel (``.whl``), sdist (``.tar.gz``, ``.zip``) or folder at ``path``.

    Reading it is bounded by ``limits``, and nothing is unpacked to a place that the archive names. Raises
    `ArchiveError` for what is none of them, for a file name that is none of a wheel or sdist, for what cannot
    be read, and `BombError` for what is beyond the limits.
    """
    given = os.fspath(path)
    whole = os.path.abspath(given)
    if os.path.isdir(whole):
        from dovetail.ship.archive.folder import FolderArchive

        folder = FolderArchive(whole, Form.TREE, limits)
        folder.project, folder.version = _of_metadata(folder)
        return folder
    if not os.path.exists(whole):
        raise ArchiveError(f"no such file or folder: {given}", hint="give a wheel, an sdist, or a folder")
    if not os.path.isfile(whole):
        raise ArchiveError(f"{given} is no ordinary file", hint="give a wheel, an sdist, or a folder")
    lower = whole.lower()
    if lower.endswith(".whl"):
        return _wheel(whole, limits)
    if lower.endswith((".tar.gz", ".zip")):
        return _sdist(whole, limits)
    raise ArchiveError(
        f"{given} is neither a wheel nor an sdist",
        hint="wheels end in .whl, sdists in .tar.gz (PEP 625) or .zip; a folder may be given too",
    )


def _wheel(path: str, limits: Limits) -> Archive:
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    from dovetail.ship.archive.zipped import ZipArchive

    name = os.path.basename(path)
    try:
        _, version, _, tags = parse_wheel_filename(name)
    except InvalidWheelFilename as error:
        raise ArchiveError(
            f"{name} is no name of a wheel: {error}",
            hint="it is NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl; build it again",
        ) from error
    wheel = ZipArchive(path, Form.WHEEL, limits)
    wheel.project, wheel.version, wheel.tags = name.partition("-")[0], str(version), tags
    return wheel


def _sdist(path: str, limits: Limits) -> Archive:
    from packaging.utils import InvalidSdistFilename, parse_sdist_filename

    name = os.path.basename(path)
    try:
        _, version = parse_sdist_filename(name)
    except InvalidSdistFilename as error:
        raise ArchiveError(
            f"{name} is no name of an sdist: {error}", hint="it is NAME-VERSION.tar.gz; build it again"
        ) from error
    if name.lower().endswith(".zip"):
        from dovetail.ship.archive.zipped import ZipArchive

        sdist: Archive = ZipArchive(path, Form.SDIST, limits)
    else:
        from dovetail.ship.archive.tarred import TarArchive

        sdist = TarArchive(path, Form.SDIST, limits)
    sdist.project, sdist.version = name.rpartition("-")[0], str(version)
    return sdist


def _of_metadata(folder: Archive) -> tuple[str, str]:
    """Return name and version of a tree: of its core metadata, else of its ``pyproject.toml``."""
    try:
        fields = message_from_bytes(folder.core_metadata())
        return str(fields.get("Name", "")), str(fields.get("Version", ""))
    except (ArchiveError, MessageError, ValueError):
        pass
    import tomllib

    try:
        table = tomllib.loads(folder.read("pyproject.toml").decode()).get("project", {})
        name, version = (table.get(key, "") for key in ("name", "version"))
    except (ArchiveError, ValueError, AttributeError, RecursionError):
        return "", ""
    return (name if isinstance(name, str) else ""), (version if isinstance(version, str) else "")
