"""Distributions of this machine added to an index: all that are given, or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dovetail.errors import DovetailError, UsageError
from dovetail.ship.index.admission import admit, refuse_removed
from dovetail.ship.index.errors import RefusedError
from dovetail.ship.index.layout import is_distribution
from dovetail.ship.index.pages import read_page
from dovetail.ship.index.policy import Policy, judge
from dovetail.ship.index.provenance import checked_provenance, provenance_of
from dovetail.ship.index.record import read_incoming
from dovetail.ship.index.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dovetail.ship.index.policy import Judgement
    from dovetail.ship.index.record import Incoming, Record
    from dovetail.ship.index.store import Store
    from dovetail.ship.index.writer import Added


class Result(NamedTuple):
    """What became of the files: those added, why those that were refused were, and findings in the others."""

    added: list[Added]
    refused: list[tuple[str, DovetailError]]
    judgements: list[tuple[str, Judgement]]


def add_all(
    store: Store, words: Sequence[str], policy: str, progress: Callable[[str], None] | None = None
) -> Result:
    """Add distributions, given as files or as folders that hold them, and what attests them beside each.

    ``FILE.provenance`` and ``FILE.publish.attestation`` are taken along. All are read and judged before the
    first is added; if one is refused, none is. Raises `UsageError` for what is not there.
    """
    incoming: list[tuple[Incoming, bytes | None]] = []
    refused: list[tuple[str, DovetailError]] = []
    judgements = []
    for path in _files(words):
        if progress:
            progress(path.name)
        try:
            one = read_incoming(path)
            refuse_removed(store, one.record)
            page = read_page(store, one.record.project)
            if page is None or admit(page, one.record) is None:
                judgements.append((path.name, judge(path, Policy(policy))))
            incoming.append((one, _provenance(path, one.record)))
        except DovetailError as error:
            refused.append((str(path), error))
    if refused:
        return Result([], refused, judgements)
    writer = Writer(store)
    added = []
    for one, provenance in incoming:
        if progress:
            progress(one.path.name)
        added.append(writer.add(one, provenance))
    return Result(added, [], judgements)


def _files(words: Sequence[str]) -> list[Path]:
    files: list[Path] = []
    for word in words:
        path = Path(word)
        if path.is_dir():
            found = sorted(each for each in path.iterdir() if is_distribution(each.name) and each.is_file())
            if not found:
                raise UsageError(f"no distribution in {word}", hint="wheels end in .whl, sdists in .tar.gz")
            files += found
        elif path.is_file():
            files.append(path)
        else:
            raise UsageError(f"no such file: {word}")
    return files


def _provenance(path: Path, record: Record) -> bytes | None:
    whole = path.with_name(f"{path.name}.provenance")
    single = path.with_name(f"{path.name}.publish.attestation")
    if whole.is_file():
        return checked_provenance(whole.read_bytes(), record)
    if single.is_file():
        try:
            attestation = json.loads(single.read_bytes())
        except ValueError as error:
            raise RefusedError(f"{single} is no JSON: {error}") from None
        return provenance_of([attestation], record)
    return None
