"""Runs the checks of an archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dovetail.diagnostic import Outcome, Summary
from dovetail.ship.archive import Form, open_archive
from dovetail.ship.archive.archive import Archive

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Sequence


def verify_one(
    archive: Archive | str | os.PathLike[str],
    *,
    beside: Sequence[Archive | str | os.PathLike[str]] = (),  # noqa: ARG001 - the checks follow
    select: Collection[str] | None = None,  # noqa: ARG001 - likewise
    ignore: Collection[str] = (),  # noqa: ARG001 - likewise
) -> Outcome:
    """See `dovetail.ship.verify.verify`."""
    opened = archive if isinstance(archive, Archive) else open_archive(archive)
    count = len(opened.import_names())
    base = Path(opened.path) if opened.form is Form.TREE else Path(opened.path).parent
    return Outcome((), Summary(count, 0, len(opened.files), (), 0, 0.0), base)
