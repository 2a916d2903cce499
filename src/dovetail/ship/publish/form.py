"""The fields of an upload, as the form of PyPI has them ("legacy" upload API, ``:action=file_upload``).

The API has no specification; it is what ``warehouse.forklift.legacy`` accepts and what the tools send.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.metadata import RawMetadata, parse_email

from dovetail.ship.archive import Form
from dovetail.ship.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.archive import Archive

_RENAMED = {
    "platforms": "platform",
    "supported_platforms": "supported_platform",
    "license_files": "license_file",
}
"""Names of fields that the form has otherwise than `packaging.metadata.RawMetadata`."""

_NOT_SENT = frozenset(("import_names", "import_namespaces"))
"""Fields that indexes read from the file itself: they refuse forms with names that they do not know."""


def fields(archive: Archive, digests: dict[str, str]) -> list[tuple[str, str]]:
    """Return the fields of the form for a wheel or an sdist, without its content, in a fixed order.

    ``digests`` are hexadecimal, by ``sha256`` and ``blake2b_256``. Raises `PublishError` for metadata that
    the form cannot carry: no name or version, or fields that are none.
    """
    raw, unparsed = parse_email(archive.core_metadata())
    name, version = raw.get("name"), raw.get("version")
    if not name or not version:
        raise PublishError(f"{archive.path}: its metadata says no name or no version", hint="build it again")
    if unparsed:
        named = ", ".join(sorted(unparsed))
        raise PublishError(
            f"{archive.path}: its metadata cannot be understood: {named}",
            hint="build it again with a newer backend",
        )
    filetype, python = kind_of(archive)
    return [
        (":action", "file_upload"),
        ("protocol_version", "1"),
        ("filetype", filetype),
        ("pyversion", python),
        *_metadata(raw),
        ("sha256_digest", digests["sha256"]),
        ("blake2_256_digest", digests["blake2b_256"]),
    ]


def kind_of(archive: Archive) -> tuple[str, str]:
    """Return what the form calls a file, and the Python that it is for. Raises `PublishError` for a tree."""
    if archive.form is Form.SDIST:
        return "sdist", "source"
    if archive.form is Form.WHEEL:
        pythons = sorted({tag.interpreter for tag in archive.tags})
        return "bdist_wheel", ".".join(pythons)
    raise PublishError(f"{archive.path} is neither a wheel nor an sdist", hint="build the project first")


def _metadata(raw: RawMetadata) -> Iterator[tuple[str, str]]:
    for key, value in raw.items():
        name = _RENAMED.get(key, key)
        if key in _NOT_SENT or not value:
            continue
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            yield from ((name, f"{label}, {url}") for label, url in value.items())
        elif isinstance(value, list):
            if key == "keywords":
                yield name, ", ".join(value)
            else:
                yield from ((name, each) for each in value)
