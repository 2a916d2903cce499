"""What an index really holds of a project: its files, and the page that follows from them."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dovetail.errors import DovetailError
from dovetail.ship.index import layout
from dovetail.ship.index.admission import discard
from dovetail.ship.index.errors import RefusedError, StoreError
from dovetail.ship.index.html_reading import read_project_html
from dovetail.ship.index.names import file_name
from dovetail.ship.index.page import ProjectPage
from dovetail.ship.index.record import Record, read_incoming

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.ship.index.page import PageFile
    from dovetail.ship.index.store import Entry, Store


class Problem(NamedTuple):
    """What is not as it should be in an index: its kind, the key it is about, and what is the matter."""

    kind: str
    key: str
    message: str


class Held(NamedTuple):
    """A distribution that is held, with what is known of it; ``recorded``: what stands beside it is there."""

    record: Record
    provenance: bool
    recorded: bool


class Holdings(NamedTuple):
    """The distributions of a project, and what is wrong with the files themselves."""

    project: str
    held: tuple[Held, ...]
    problems: tuple[Problem, ...]


def holdings(store: Store, project: str) -> Holdings:
    """Return what is held of a project. A distribution without a record is read, nothing is written."""
    entries = {entry.key: entry for entry in store.entries(f"files/{project}/")}
    held, problems = [], []
    for key, entry in entries.items():
        filename = key.rpartition("/")[2]
        if not layout.is_distribution(filename):
            owners = [key.removesuffix(suffix) for suffix in layout.BESIDE if key.endswith(suffix)]
            if any(owner + layout.REMOVED in entries for owner in owners):
                problems.append(Problem("half-removed", owners[0], "was removed, and not all beside it"))
            elif not filename.endswith(layout.REMOVED) and not any(owner in entries for owner in owners):
                problems.append(Problem("stray-file", key, "belongs to no distribution"))
            continue
        if key + layout.REMOVED in entries:
            problems.append(Problem("half-removed", key, "was to be removed and is still there"))
            continue
        try:
            held.append(_held(store, entry, entries))
        except DovetailError as error:
            problems.append(Problem("unreadable-distribution", key, str(error)))
    return Holdings(project, tuple(held), tuple(problems))


def _held(store: Store, entry: Entry, entries: dict[str, Entry]) -> Held:
    key = entry.key
    provenance = key + layout.PROVENANCE in entries
    with contextlib.suppress(StoreError):
        if key + layout.RECORD in entries and (found := store.read(key + layout.RECORD)):
            record = Record.read(found.data, key + layout.RECORD)
            whole = record.metadata is None or key + layout.METADATA in entries
            if whole and record.size == entry.size:
                return Held(record, provenance, recorded=True)
    with fetched(store, entry) as path:
        incoming = read_incoming(path, filename=key.rpartition("/")[2], uploaded=entry.modified)
        return Held(incoming.record, provenance, recorded=False)


@contextlib.contextmanager
def fetched(store: Store, entry: Entry) -> Iterator[Path]:
    """Give the object as a file of its own name: its own where the index is in a folder, else a copy."""
    local = store.local(entry.key)
    if local is not None:
        yield local
        return
    with tempfile.TemporaryDirectory(prefix="dovetail-") as folder:
        path = Path(folder) / entry.key.rpartition("/")[2]
        with path.open("wb") as file:
            for chunk in store.chunks(entry.key, 0, entry.size - 1) if entry.size else ():
                file.write(chunk)
        yield path


def complete(store: Store, found: Holdings) -> None:
    """Write what should stand beside distributions of a project and does not; end what is half removed."""
    for problem in found.problems:
        if problem.kind == "half-removed":
            discard(store, problem.key)
    for held in found.held:
        if held.recorded:
            continue
        key = layout.file_key(found.project, held.record.filename)
        entry = store.stat(key)
        if entry is None:
            continue
        with fetched(store, entry) as path:
            incoming = read_incoming(path, filename=held.record.filename, uploaded=entry.modified)
        beside = {layout.METADATA: incoming.metadata, layout.RECORD: incoming.record.json()}
        for suffix, data in beside.items():
            old = store.read(key + suffix)
            if data is not None and (old is None or old.data != data):
                version = old.version if old else None
                store.write(key + suffix, data, layout.media_type(key + suffix), version)


def page_of(store: Store, project: str, data: bytes | None) -> tuple[ProjectPage, list[Problem]]:
    """Return the page that these bytes are, or what can be had of it elsewhere, and what is lost."""
    key, html = layout.project_keys(store, project)
    if data is None:
        return ProjectPage(project), []
    try:
        page = ProjectPage.read(data, key)
        if page.name == project:
            return page, []
        fault = f"is the page of {page.name}"
    except StoreError as error:
        fault = str(error)
    old = store.read(html)
    if old is None:
        return ProjectPage(project), [Problem("broken-page", key, f"{fault}; yanks and status are lost")]
    page = read_project_html(old.data, project)
    return page, [Problem("broken-page", key, f"{fault}; yanks and status are those of the HTML")]


def expected(page: ProjectPage, found: Holdings) -> tuple[ProjectPage, list[Problem]]:
    """Return what a page should be by what is held, and how it differs. Yanks and status stay."""
    problems: list[Problem] = []
    files: list[PageFile] = []
    identities: dict[object, str] = {}
    before = {file.filename: file for file in page.files}
    for held in sorted(
        found.held, key=lambda held: (held.record.filename not in before, held.record.uploaded)
    ):
        key = layout.file_key(found.project, held.record.filename)
        try:
            identity = file_name(held.record.filename).identity
        except RefusedError as error:
            problems.append(Problem("unreadable-distribution", key, str(error)))
            continue
        if identity in identities:
            other = identities[identity]
            problems.append(Problem("two-spellings", key, f"is another spelling of {other}, and not listed"))
            continue
        identities[identity] = held.record.filename
        file = held.record.page_file(provenance=held.provenance)
        old = before.get(held.record.filename)
        file = replace(file, yanked=old.yanked if old else False)
        if not held.recorded:
            problems.append(Problem("missing-record", key, "what should stand beside it does not"))
        if old is None:
            problems.append(Problem("unlisted-file", key, "is on no page"))
        elif old != file:
            problems.append(Problem("wrong-page", key, "is not on the page as it is"))
        files.append(file)
    unread = {problem.key for problem in found.problems if problem.kind != "half-removed"}
    going = {problem.key for problem in found.problems if problem.kind == "half-removed"}
    for name in before.keys() - {file.filename for file in files}:
        key = layout.file_key(found.project, name)
        if key in going:
            continue
        message = "is on the page and cannot be read" if key in unread else "is on the page and not there"
        problems.append(Problem("missing-file", key, message))
    return page.with_files(tuple(files)), problems


def same(one: ProjectPage, other: ProjectPage) -> bool:
    """Whether two pages say the same, whatever their serials."""
    return replace(one, serial=0) == replace(other, serial=0)


def projects(store: Store, *, listed: Sequence[str] = ()) -> list[str]:
    """Return all projects that an index holds anything of."""
    found = {entry.key.split("/")[1] for prefix in ("simple/", "files/") for entry in store.entries(prefix)}
    return sorted((found | set(listed)) - {"", "index.html", "index.json"})
