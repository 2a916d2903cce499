"""``missing-license-file``: a licence text that the metadata names and the archive does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each ``License-File`` that is not there (PEP 639).

    In a wheel it lies in ``.dist-info/licenses``, before metadata 2.4 also in ``.dist-info`` itself; in an
    sdist at its path from the root of the project.
    """
    archive, metadata = subject.archive, subject.metadata
    if metadata is None:
        return
    for path in metadata.raw.get("license_files", []):
        folder = archive.dist_info
        if archive.is_installed_layout:
            base = path.rpartition("/")[2]
            places = [f"{folder}/licenses/{path}", f"{folder}/{path}", f"{folder}/{base}"]
            if metadata.raw.get("metadata_version", "") >= "2.4":
                places = places[:1]
        else:
            places = [f"{archive.prefix}{path}"]
        if not any(place in archive.files for place in places):
            yield Diagnostic(
                "missing-license-file",
                Severity.ERROR,
                f"the metadata names the licence `{path}`, and `{places[0]}` is not there",
                subject.stored_place(metadata.path, metadata.line("license-file", path)),
                "add the file, or correct `license-files` of `[project]`",
            )
