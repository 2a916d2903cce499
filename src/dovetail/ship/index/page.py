"""The page of a project: PEP 691 JSON with all that was added to it up to API version 1.4.

It is what the index knows of the project: the HTML page is made of it. PEP 700 (versions, sizes, times), 714
(``core-metadata``), 592 (yanks), 740 (provenance), 792 (status). PEP 708 was rejected and is left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Self

from packaging.version import InvalidVersion, Version

from dovetail.ship.index.errors import RefusedError, StoreError
from dovetail.ship.index.names import file_name
from dovetail.str_enum import StrEnum

API_VERSION = "1.4"
JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"
WEB = "text/html"


class Status(StrEnum):
    """What a project is marked as (PEP 792)."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    QUARANTINED = "quarantined"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file of a project; the fields are the keys of PEP 691.

    ``url`` is relative to the page, ``size`` in bytes, ``upload_time`` as in PEP 700. ``yanked`` is False,
    True or the reason. ``metadata`` is the SHA-256 digest of the core metadata beside it, or None.
    """

    filename: str
    url: str
    hashes: dict[str, str]
    size: int | None = None
    upload_time: str | None = None
    requires_python: str | None = None
    metadata: str | None = None
    yanked: bool | str = False
    provenance: str | None = None

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """Return a file of a page, of whatever index; raises KeyError or TypeError for what is none."""
        found = row.get("core-metadata", row.get("dist-info-metadata", row.get("data-dist-info-metadata")))
        metadata = _text(found["sha256"]) if isinstance(found, dict) and "sha256" in found else None
        size, yanked = row.get("size"), row.get("yanked", False)
        if not isinstance(yanked, bool | str) or not isinstance(size, int | None):
            raise TypeError(f"yanked is {yanked!r}, size is {size!r}")
        return cls(
            filename=_text(row["filename"]),
            url=_text(row["url"]),
            hashes={_text(name): _text(value) for name, value in row.get("hashes", {}).items()},
            size=size,
            upload_time=_optional(row.get("upload-time")),
            requires_python=_optional(row.get("requires-python")),
            metadata=metadata,
            yanked=yanked,
            provenance=_optional(row.get("provenance")),
        )

    def row(self) -> dict[str, Any]:
        """Return the file as PEP 691 has it."""
        row: dict[str, Any] = {"filename": self.filename, "url": self.url, "hashes": self.hashes}
        optional = {
            "requires-python": self.requires_python,
            "size": self.size,
            "upload-time": self.upload_time,
            "provenance": self.provenance,
        }
        row |= {key: value for key, value in optional.items() if value is not None}
        if self.metadata is not None:
            digests = {"sha256": self.metadata}
            # The second is the name of before PEP 714, which older installers know alone.
            row |= {"core-metadata": digests, "dist-info-metadata": digests}
        row["yanked"] = self.yanked
        return row


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A project's page. ``serial`` grows with each change, so that no two states are ever the same bytes.

    ``files`` are all that the index holds, also while the project is quarantined and offers none of them.
    ``other_versions`` are those that another index says it has beside those of its files.
    """

    name: str
    files: tuple[PageFile, ...] = ()
    status: Status = Status.ACTIVE
    reason: str | None = None
    serial: int = 0
    other_versions: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: bytes, place: str, *, foreign: bool = False) -> Self:
        """Return the page that is these bytes of JSON, of this index or of a ``foreign`` one.

        Raises `StoreError`, naming the place, if they are none.
        """
        try:
            document = json.loads(data)
            status = document.get("project-status") or {}
            marker = status.get("status", "active")
            rows = document.get("_quarantined", []) + document["files"]
            return cls(
                name=_text(document["name"]),
                files=tuple(PageFile.read(row) for row in rows),
                status=Status(marker) if marker in set(Status) else Status.ACTIVE,
                reason=_optional(status.get("reason")),
                serial=0 if foreign else int(document["meta"]["_last-serial"]),
                other_versions=tuple(map(_text, document.get("versions", ()))) if foreign else (),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            hint = "`dovetail index repair` makes the pages anew from the files"
            raise StoreError(f"{place} is no page of a project: {error!r}", hint=hint) from error

    @property
    def offered(self) -> tuple[PageFile, ...]:
        """The files that may be downloaded: none while the project is quarantined."""
        return () if self.status is Status.QUARANTINED else self.files

    def find(self, filename: str) -> PageFile | None:
        """Return a file by its name."""
        return next((file for file in self.files if file.filename == filename), None)

    def with_files(self, files: tuple[PageFile, ...]) -> Self:
        """Return the page with other files, ordered, and the next serial."""
        ordered = tuple(sorted(files, key=_order))
        return replace(self, files=ordered, serial=self.serial + 1)

    def with_status(self, status: Status, reason: str | None) -> Self:
        """Return the page with another status, and the next serial."""
        return replace(self, status=status, reason=reason, serial=self.serial + 1)

    def versions(self) -> list[str]:
        """Return the versions that files are of, oldest first (PEP 700)."""
        found = {str(version) for file in self.offered if (version := version_of(file.filename))}
        return sorted({*found, *self.other_versions}, key=_version_order)

    def json(self) -> bytes:
        """Return the page as JSON, the same bytes for the same page."""
        document: dict[str, Any] = {
            "meta": {"api-version": API_VERSION, "_last-serial": self.serial},
            "name": self.name,
            "versions": self.versions(),
            "files": [file.row() for file in self.offered],
        }
        if self.status is not Status.ACTIVE or self.reason:
            document["project-status"] = {"status": self.status}
            if self.reason:
                document["project-status"]["reason"] = self.reason
        if self.status is Status.QUARANTINED:
            document["_quarantined"] = [file.row() for file in self.files]
        return json.dumps(document, separators=(",", ":")).encode()


def version_of(filename: str) -> Version | None:
    """Return the version that the name of a file says, None where it says none."""
    try:
        return file_name(filename).version
    except RefusedError:
        return None


def _order(file: PageFile) -> tuple[object, ...]:
    version = version_of(file.filename)
    return (version is not None, version or Version("0"), file.filename)


def _version_order(text: str) -> tuple[bool, Version, str]:
    try:
        return (True, Version(text), text)
    except InvalidVersion:
        return (False, Version("0"), text)


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
