"""What the index knows of one distribution: read from it when it comes, kept beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from packaging.metadata import parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from dovetail.ship.archive import open_archive
from dovetail.ship.index.errors import RefusedError, StoreError
from dovetail.ship.index.layout import PROVENANCE
from dovetail.ship.index.names import file_name
from dovetail.ship.index.page import PageFile

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.ship.index.names import FileName

SCHEMA = "dovetail.index.file/1"
_LARGEST_METADATA = 8 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A distribution: ``size`` in bytes, ``uploaded`` as in PEP 700, ``modules`` all import names in it.

    ``metadata`` is the digest of the core metadata that stand beside it: of a wheel's only, because those
    of an sdist need not be what its build says.
    """

    filename: str
    project: str
    version: str
    sha256: str
    size: int
    uploaded: str
    requires_python: str | None
    metadata: str | None
    modules: tuple[str, ...]

    @classmethod
    def read(cls, data: bytes, place: str) -> Self:
        """Return the record that is these bytes of JSON; raises `StoreError` if they are none."""
        try:
            document = json.loads(data)
            if document.pop("schema") == SCHEMA:
                return cls(**{**document, "modules": tuple(document["modules"])})
            error: Exception = ValueError("another schema")
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            error = fault
        raise StoreError(f"{place} is no record of a distribution: {error!r}") from error

    def json(self) -> bytes:
        """Return the record as JSON."""
        return json.dumps({"schema": SCHEMA, **asdict(self)}, separators=(",", ":")).encode()

    def page_file(self, *, provenance: bool) -> PageFile:
        """Return what stands of it on the page of its project."""
        # A plus sign would be taken for a space by object stores.
        url = f"../../files/{self.project}/{quote(self.filename)}"
        return PageFile(
            filename=self.filename,
            url=url,
            hashes={"sha256": self.sha256},
            size=self.size,
            upload_time=self.uploaded,
            requires_python=self.requires_python,
            metadata=self.metadata,
            provenance=f"{url}{PROVENANCE}" if provenance else None,
        )


@dataclass(frozen=True, slots=True)
class Incoming:
    """A distribution that to be added: the file, what is known of it, its core metadata if it is a wheel."""

    path: Path
    record: Record
    metadata: bytes | None


def read_incoming(path: Path, *, filename: str | None = None, uploaded: float | None = None) -> Incoming:
    """Read a distribution, executing nothing; ``filename`` is its name where the file has another.

    ``uploaded`` is in seconds since the epoch (default: now). Raises `RefusedError` or `ArchiveError` for
    what is no distribution: by its name, its archive, or core metadata that do not agree with its name.
    """
    name = file_name(filename or path.name)
    with open_archive(path) as archive:
        data = archive.core_metadata()
        requires_python = _checked_metadata(data, name)
        record = Record(
            filename=name.name,
            project=name.project,
            version=str(name.version),
            sha256=archive.digest("sha256"),
            size=path.stat().st_size,
            uploaded=timestamp(uploaded),
            requires_python=requires_python,
            metadata=sha256(data).hexdigest() if name.wheel else None,
            modules=tuple(archive.import_names()),
        )
    return Incoming(path, record, data if name.wheel else None)


def timestamp(seconds: float | None = None) -> str:
    """Return a time, by default this one, as PEP 700 has it: UTC, to the microsecond."""
    moment = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _checked_metadata(data: bytes, name: FileName) -> str | None:
    """Return ``Requires-Python`` of core metadata that are those of a file.

    What an installer reads of them must be right; what else is wrong is for `dovetail verify` to say, because
    half of all that is published breaks a rule of no consequence.
    """
    if len(data) > _LARGEST_METADATA:
        raise RefusedError(f"{name.name}: core metadata of {len(data):,} bytes", hint="8 MiB is the most")
    raw: dict[str, Any] = dict(parse_email(data)[0])
    faults = []
    if not str(raw.get("metadata_version", "")).startswith(("1.", "2.")):
        faults.append(f"Metadata-Version is {raw.get('metadata_version')!r}")
    if canonicalize_name(str(raw.get("name", ""))) != name.project:
        faults.append(f"Name is {raw.get('name')!r}, the file name says {name.project!r}")
    faults += _faults_of_version(raw.get("version"), name)
    requires_python = raw.get("requires_python")
    try:
        SpecifierSet(requires_python or "")
    except InvalidSpecifier as error:
        faults.append(f"Requires-Python: {error}")
    for text in raw.get("requires_dist", ()):
        try:
            Requirement(text)
        except InvalidRequirement as error:
            faults.append(f"Requires-Dist: {str(error).splitlines()[0]}: {text!r}")
    if faults:
        raise RefusedError(
            f"{name.name}: its core metadata are wrong: {'; '.join(faults[:5])}",
            hint="build it again with the metadata set right; `dovetail verify` says all that is wrong",
        )
    return requires_python


def _faults_of_version(text: object, name: FileName) -> list[str]:
    try:
        if Version(str(text)) == name.version:
            return []
    except InvalidVersion:
        pass
    return [f"Version is {text!r}, the file name says '{name.version}'"]
