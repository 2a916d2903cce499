"""``invalid-record``: a RECORD that does not list what the wheel holds."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.ship.archive import Form
from dovetail.ship.archive.unpack import read_safely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.archive import Member
    from dovetail.ship.verify.subject import Subject

_WITHOUT_HASH = ("RECORD", "RECORD.jws", "RECORD.p7s")
_COLUMNS = 3


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each file that RECORD leaves out, invents, or describes wrongly.

    "Recording installed projects": a row is path, hash and size; md5 and sha1 and weaker are not allowed, and
    every file but RECORD itself and its signatures has a hash.
    """
    archive = subject.archive
    path = f"{archive.dist_info}/RECORD"
    if archive.form is not Form.WHEEL or archive.dist_info is None:
        return
    if path not in archive.files:
        yield _diagnostic(subject, "", 0, "the wheel has no RECORD", "build it again")
        return
    text = (read_safely(archive, path) or b"").decode("utf-8", "replace")
    listed: dict[str, int] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text)), 1):
        if not row:
            continue
        fault = _fault(subject, row, listed)
        listed.setdefault(row[0], number)
        if fault:
            yield _diagnostic(subject, path, number, fault, "build it again; do not edit a wheel by hand")
    for name in archive.files:
        exempt = name in (f"{archive.dist_info}/RECORD.jws", f"{archive.dist_info}/RECORD.p7s")
        if name not in listed and not exempt:
            message = (
                f"`{name}` is in the wheel, and RECORD does not list it: uninstalling would leave it behind"
            )
            yield _diagnostic(subject, name, 0, message, "build it again; do not add files to a wheel")


def _fault(subject: Subject, row: list[str], listed: dict[str, int]) -> str | None:
    """Return what is wrong with a row of RECORD, None if nothing is."""
    archive = subject.archive
    if len(row) != _COLUMNS:
        return f"this row has {len(row)} fields and not 3"
    path, digest, size = row
    if path in listed:
        return f"`{path}` is listed twice, first on line {listed[path]}"
    member = archive.files.get(path)
    if member is None:
        return None if path.endswith("/") else f"`{path}` is listed, and is not in the wheel"
    if path.rpartition("/")[2] in _WITHOUT_HASH and path.startswith(f"{archive.dist_info}/"):
        return None
    return _misdescribed(subject, member, digest, size)


def _misdescribed(subject: Subject, member: Member, digest: str, size: str) -> str | None:
    """Return what RECORD says wrongly of a file that is there, None if nothing is wrong."""
    path = member.path
    algorithm, equals, value = digest.partition("=")
    if not equals:
        return f"`{path}` has no hash"
    if algorithm in ("md5", "sha1") or algorithm not in hashlib.algorithms_guaranteed:
        return f"`{path}` has a hash by {algorithm}, which the specification does not allow"
    if size and size != str(member.size):
        return f"`{path}` has {member.size} bytes, and RECORD says {size}"
    data = read_safely(subject.archive, path)
    found = base64.urlsafe_b64encode(hashlib.new(algorithm, data or b"").digest()).rstrip(b"=").decode()
    if data is None or found != value:
        return f"`{path}` " + ("cannot be read" if data is None else "has another hash than RECORD says")
    return None


def _diagnostic(subject: Subject, path: str, line: int, message: str, advice: str) -> Diagnostic:
    return Diagnostic("invalid-record", Severity.ERROR, message, subject.stored_place(path, line), advice)
