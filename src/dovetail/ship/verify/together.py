"""Several archives at once: forms of one release are compared with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.environment.distribution import normalized
from dovetail.errors import UsageError
from dovetail.ship.archive import Form, open_archive
from dovetail.ship.verify.run import merged, verify_one
from dovetail.ship.verify.run import select as chosen

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Mapping, Sequence

    from dovetail.diagnostic import Outcome
    from dovetail.ship.archive import Archive


def verify_all(
    paths: Sequence[str | os.PathLike[str]],
    *,
    select: Collection[str] | None = None,
    ignore: Collection[str] = (),
    provided: Mapping[str, frozenset[str]] | None = None,
    told: Callable[[Archive], None] | None = None,
) -> tuple[Outcome, Callable[[str], bytes | None]]:
    """Return what is wrong with all of these archives, and what reads their members by the paths of places.

    Those of one project and version (a tree: of one project) stand beside each other. ``told`` is called with
    each archive before it is verified. Raises `DovetailError` if one of them cannot be read,
    and for a name that no check has.
    """
    chosen(select, ignore)
    opened: list[Archive] = []
    try:
        opened.extend(map(open_archive, dict.fromkeys(map(_text, paths))))
        outcomes = {}
        for archive in opened:
            if told is not None:
                told(archive)
            beside = [other for other in opened if other is not archive and _is_same(archive, other)]
            outcomes[archive.path] = verify_one(
                archive, beside=beside, select=select, ignore=ignore, provided=provided
            )
        whole = merged(outcomes)
        texts = _texts(whole, opened)
    finally:
        for archive in opened:
            archive.close()
    return whole, texts.get


def _text(path: str | os.PathLike[str]) -> str:
    import os

    text = os.fspath(path)
    if not text:
        raise UsageError("an empty path", hint="give a wheel, an sdist, or a folder")
    return text


def _is_same(one: Archive, other: Archive) -> bool:
    if normalized(one.project) != normalized(other.project) or one.form is other.form:
        return False
    return Form.TREE in (one.form, other.form) or one.version == other.version


def _texts(outcome: Outcome, opened: Sequence[Archive]) -> dict[str, bytes]:
    """Return the bytes of each member that a finding points into, by the path of its place."""
    from pathlib import Path

    from dovetail.ship.archive.unpack import read_safely

    found: dict[str, bytes] = {}
    for diagnostic in outcome.diagnostics:
        for place in (diagnostic.place, *(note.place for note in diagnostic.notes if note.place)):
            if place.path in found or place.is_file:
                continue
            whole = str(Path(outcome.base) / place.path)
            for archive in opened:
                if whole.startswith(f"{archive.path}/"):
                    data = read_safely(archive, whole.removeprefix(f"{archive.path}/"))
                    found |= {place.path: data} if data is not None else {}
    return found
