"""What may be added to a project, and which of its files are meant."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from dovetail.ship.index import layout
from dovetail.ship.index.errors import CONFLICT, FORBIDDEN, NOT_FOUND, RefusedError
from dovetail.ship.index.names import file_name
from dovetail.ship.index.page import Status, version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.ship.index.page import PageFile, ProjectPage
    from dovetail.ship.index.record import Record
    from dovetail.ship.index.store import Store

_CLOSED = {
    Status.ARCHIVED: "is archived and takes no uploads",
    Status.QUARANTINED: "is quarantined and takes no uploads",
}


def admit(page: ProjectPage, record: Record) -> PageFile | None:
    """Return the file of the page that a distribution is already, None if it is new and may be added.

    Raises `RefusedError` where it may not.
    """
    own = file_name(record.filename)
    for file in page.files:
        if file.filename == record.filename and file.hashes.get("sha256") == record.sha256:
            return file
        if file.filename == record.filename:
            raise RefusedError(
                f"{record.filename} already exists with other content",
                status=CONFLICT,
                hint="what is published never changes: give it another version",
            )
        if file_name(file.filename).identity == own.identity:
            raise RefusedError(
                f"{record.filename} already exists, as {file.filename}",
                status=CONFLICT,
                hint="two spellings of one name would be one file to an installer",
            )
    if page.status in _CLOSED:
        raise RefusedError(
            f"project {page.name} {_CLOSED[page.status]}",
            status=FORBIDDEN,
            hint=f"`dovetail index status PLACE {page.name} active` opens it again",
        )
    return None


def refuse_removed(store: Store, record: Record) -> None:
    """Raise `RefusedError` (409) for a distribution whose name is that of one that was removed."""
    key = layout.file_key(record.project, record.filename)
    if store.stat(key + layout.REMOVED) is not None:
        raise RefusedError(
            f"{record.filename} was removed, and its name is not used again",
            status=CONFLICT,
            hint="give it another version: what has the old one in a cache or a lock file would fail",
        )


def select(page: ProjectPage, version: str) -> list[PageFile]:
    """Return the files of a version, or that of a name; raises `RefusedError` (404) if there are none."""
    chosen: Callable[[PageFile], bool] = lambda file: file.filename == version  # noqa: E731
    if not layout.is_distribution(version):
        try:
            wanted = Version(version)
        except InvalidVersion:
            raise RefusedError(f"{version} is no version and no name of a file", status=NOT_FOUND) from None
        chosen = lambda file: version_of(file.filename) == wanted  # noqa: E731
    files = [file for file in page.files if chosen(file)]
    if not files:
        held = ", ".join(page.versions()[-5:]) or "none"
        raise RefusedError(
            f"{page.name} has no {version}", status=NOT_FOUND, hint=f"the newest versions held are {held}"
        )
    return files


def discard(store: Store, key: str) -> None:
    """Delete a distribution and what stands beside it, which is nothing without it and so goes last."""
    for each in (key, *(key + suffix for suffix in layout.BESIDE)):
        store.delete(each)


def digest(store: Store, key: str) -> str:
    """Return the SHA-256 of an object that is there."""
    entry = store.stat(key)
    digest = sha256()
    if entry is not None and entry.size:
        for chunk in store.chunks(key, 0, entry.size - 1):
            digest.update(chunk)
    return digest.hexdigest()
