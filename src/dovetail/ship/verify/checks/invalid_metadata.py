"""``invalid-metadata``: metadata that the specifications do not allow, or that contradicts the archive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.environment.distribution import normalized
from dovetail.ship.archive import Form
from dovetail.ship.archive.unpack import read_safely
from dovetail.ship.verify.entry_points import faulty_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.core_metadata import CoreMetadata
    from dovetail.ship.verify.subject import Subject

_EXTRA = re.compile(r"\bextra\s*==\s*['\"]([^'\"]+)['\"]")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each fault of the core metadata, of WHEEL, and of ``entry_points.txt``.

    The core metadata is judged by `packaging`. Sources that no backend has written metadata for yet are
    judged by what their ``pyproject.toml`` says.
    """
    archive = subject.archive
    metadata = subject.metadata
    if metadata is None:
        if archive.form is not Form.TREE:
            yield _diagnostic(subject, "", 0, f"it has no {' or '.join(archive.metadata_paths())}")
    else:
        for fault in metadata.faults:
            if " introduced in metadata version " in fault.message:
                continue  # a field that older readers pass over does no harm
            yield _diagnostic(subject, metadata.path, metadata.line(fault.field), fault.message)
        yield from _contradictions(subject, metadata)
        yield from _extras(subject, metadata)
    if archive.is_installed_layout:
        yield from _of_folders(subject)
        yield from _of_wheel(subject)
    for path, line, message in faulty_lines(archive):
        yield _diagnostic(subject, path, line, message)


def _contradictions(subject: Subject, metadata: CoreMetadata) -> Iterator[Diagnostic]:
    archive = subject.archive
    if archive.form is Form.TREE:
        return
    name, version = metadata.raw.get("name", ""), metadata.raw.get("version", "")
    if name and normalized(name) != normalized(archive.project):
        message = (
            f"the metadata says that the project is `{name}`, and the file name says `{archive.project}`"
        )
        yield _diagnostic(subject, metadata.path, metadata.line("name"), message)
    if version and not _is_same(version, archive.version):
        message = f"the metadata says version {version}, and the file name says {archive.version}"
        yield _diagnostic(subject, metadata.path, metadata.line("version"), message)


def _is_same(one: str, other: str) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        return Version(one) == Version(other)
    except InvalidVersion:
        return True  # which `packaging` has said already


def _extras(subject: Subject, metadata: CoreMetadata) -> Iterator[Diagnostic]:
    provided = {normalized(extra) for extra in metadata.extras}
    for requirement in metadata.requires:
        for extra in _EXTRA.findall(str(requirement.marker or "")):
            if extra and normalized(extra) not in provided:
                message = f"`{requirement.name}` is required with the extra `{extra}`, which is not provided"
                line = metadata.line("requires-dist", requirement.name)
                yield _diagnostic(subject, metadata.path, line, message)


def _of_folders(subject: Subject) -> Iterator[Diagnostic]:
    archive = subject.archive
    tops = {member.path.partition("/")[0] for member in archive.members if "/" in member.path}
    folders = sorted(top for top in tops if top.endswith(".dist-info"))
    if archive.form is not Form.WHEEL:
        return
    if len(folders) > 1:
        message = f"it has {len(folders)} .dist-info folders: {', '.join(folders)}"
        yield _diagnostic(subject, folders[1], 0, message)
    for folder in folders[:1]:
        name, _, version = folder.removesuffix(".dist-info").partition("-")
        if normalized(name) != normalized(archive.project) or not _is_same(version, archive.version):
            message = f"the folder `{folder}` is not named as the wheel is: installers refuse it"
            yield _diagnostic(subject, folder, 0, message)


def _of_wheel(subject: Subject) -> Iterator[Diagnostic]:
    """Yield what is wrong with WHEEL ("Binary distribution format")."""
    from email import message_from_bytes

    archive = subject.archive
    path = f"{archive.dist_info}/WHEEL"
    if archive.dist_info is None:
        return
    if path not in archive.files:
        yield _diagnostic(subject, "", 0, f"it has no {path}")
        return
    fields = message_from_bytes(read_safely(archive, path) or b"")
    version = str(fields.get("Wheel-Version", ""))
    if version.partition(".")[0] != "1":
        message = f"Wheel-Version is `{version}`: installers refuse what is not 1.x"
        yield _diagnostic(subject, path, 1, message)
    if str(fields.get("Root-Is-Purelib", "")).lower() not in ("true", "false"):
        yield _diagnostic(subject, path, 1, "Root-Is-Purelib is neither true nor false")
    yield from _tags(subject, path, [str(text) for text in fields.get_all("Tag", [])])


def _tags(subject: Subject, path: str, texts: list[str]) -> Iterator[Diagnostic]:
    from packaging.tags import parse_tag

    if not subject.archive.tags:
        return
    said = {tag for text in texts if text.count("-") >= 2 for tag in parse_tag(text)}  # noqa: PLR2004
    if said != subject.archive.tags:
        mine = ", ".join(sorted(map(str, said))) or "none"
        named = ", ".join(sorted(map(str, subject.archive.tags)))
        message = f"WHEEL says the tags {mine}; the file name says {named}"
        yield _diagnostic(subject, path, 1, message)


def _diagnostic(subject: Subject, path: str, line: int, message: str) -> Diagnostic:
    return Diagnostic(
        "invalid-metadata",
        Severity.ERROR,
        " ".join(message.split()),
        subject.stored_place(path, line),
        "correct what the build backend takes it from, and build again",
    )
