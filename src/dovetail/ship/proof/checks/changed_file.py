"""``changed-file``: an installed file is not what RECORD says."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.execution.account import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.recorded import Recorded
    from dovetail.ship.proof.subject import Subject

_PIECE = 1 << 20


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each distribution of which files differ from the digests in RECORD.

    Every installed file is read, and so the check is off by default. Files that are gone are for
    `missing-file`; digests of algorithms that this Python does not have are passed over.
    """
    for one in subject.recorded:
        changed = [file for file, row in one.rows.items() if row.digest and _differs(one, file, row.digest)]
        if changed:
            shown = listed([file.replace(os.sep, "/") for file in changed])
            yield Diagnostic(
                "changed-file",
                Severity.WARNING,
                f"{shown} of {one} {'has' if len(changed) == 1 else 'have'} been changed",
                subject.place(one.record_path, one.rows[changed[0]].line),
                f"install {one.distribution.project_name} again, unless the change is meant",
                (
                    Note(
                        "this is the first", subject.place(os.path.join(one.distribution.folder, changed[0]))
                    ),
                ),
            )


def _differs(one: Recorded, file: str, digest: str) -> bool:
    """Whether a file that is there has another digest than RECORD: urlsafe base64, without padding."""
    algorithm, _, value = digest.partition("=")
    path = os.path.join(one.distribution.folder, file)
    if not os.path.isfile(path):  # to read a pipe or a device might never end
        return False
    try:
        made = hashlib.new(algorithm)
        with open(path, "rb") as content:
            while piece := content.read(_PIECE):
                made.update(piece)
    except (OSError, ValueError):
        return False
    return base64.urlsafe_b64encode(made.digest()).rstrip(b"=").decode() != value
