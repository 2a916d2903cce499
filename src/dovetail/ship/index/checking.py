"""An index examined: what is on its pages against what it holds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dovetail.ship.index import layout, modules
from dovetail.ship.index.errors import RefusedError, StoreError
from dovetail.ship.index.holdings import Problem, expected, fetched, holdings, page_of, projects
from dovetail.ship.index.html import project_html, root_html
from dovetail.ship.index.names import project_name
from dovetail.ship.index.pages import read_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dovetail.ship.index.holdings import Holdings
    from dovetail.ship.index.record import Record
    from dovetail.ship.index.store import Store

    Progress = Callable[[str], None]

FORGOTTEN = 900.0
"""Seconds after which a mark of something under way is no living writer's."""


def check(store: Store, *, hashes: bool = False, progress: Progress | None = None) -> list[Problem]:
    """Return all that is wrong with an index; with ``hashes`` every distribution is read to the end.

    What others are writing at this moment may be found unfinished.
    """
    problems = [
        Problem("unfinished", entry.key, "whoever was at work on this project was killed")
        for entry in store.entries(f"{layout.PENDING}/")
        if time.time() - entry.modified > FORGOTTEN
    ]
    key, html = layout.root_keys(store)
    root_data = store.read(key)
    listed: list[str] = []
    try:
        root = read_root(root_data.data if root_data else None, key)
        listed = root.names
        shown = store.read(html)
        if root_data is not None and (shown is None or shown.data != root_html(*root)):
            problems.append(Problem("stale-html", html, "is not made of the JSON beside it"))
    except StoreError as error:
        problems.append(Problem("broken-page", key, str(error)))
    records: dict[str, list[Record]] = {}
    for project in projects(store, listed=listed):
        if progress:
            progress(project)
        found = holdings(store, project)
        records[project] = [held.record for held in found.held]
        problems += _check_project(store, found, listed)
        if hashes:
            problems += _check_hashes(store, found)
    problems += _check_modules(store, records)
    return sorted(problems)


def _check_project(store: Store, found: Holdings, listed: list[str]) -> Iterator[Problem]:
    yield from found.problems
    key, html = layout.project_keys(store, found.project)
    try:
        normal = project_name(found.project)
    except RefusedError:
        normal = ""
    if normal != found.project:
        yield Problem("stray-file", f"files/{found.project}", "is no normalized name of a project")
        return
    data = store.read(key)
    page, broken = page_of(store, found.project, data.data if data else None)
    yield from broken
    yield from expected(page, found)[1]
    if data is not None and not broken:
        shown = store.read(html)
        if shown is None or shown.data != project_html(page):
            yield Problem("stale-html", html, "is not made of the JSON beside it")
        if found.project not in listed:
            yield Problem("unlisted-project", key, "is not on the list of projects")
    elif data is None and found.project in listed:
        yield Problem("broken-page", key, "is on the list of projects and has no page")


def _check_hashes(store: Store, found: Holdings) -> Iterator[Problem]:
    from hashlib import file_digest, sha256

    for held in found.held:
        key = layout.file_key(found.project, held.record.filename)
        entry = store.stat(key)
        if entry is None:
            continue
        with fetched(store, entry) as path, path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != held.record.sha256:
                yield Problem("wrong-hash", key, "is not what was uploaded")
        metadata = store.read(key + layout.METADATA) if held.record.metadata else None
        if metadata is not None and sha256(metadata.data).hexdigest() != held.record.metadata:
            yield Problem("wrong-hash", key + layout.METADATA, "is not what was uploaded")


def _check_modules(store: Store, records: dict[str, list[Record]]) -> Iterator[Problem]:
    names_key = store.page_key("modules")
    found = store.read(names_key)
    listed = modules.read_names(found.data if found else None, broken={})
    wanted: dict[str, list[Record]] = {}
    for each in records.values():
        for record in each:
            for top in modules.by_top(record.modules):
                wanted.setdefault(top, []).append(record)
    if listed != {top: sorted({each.project for each in rows}) for top, rows in wanted.items()}:
        yield Problem("stale-modules", names_key, "does not say what the distributions provide")
    for top in sorted(wanted.keys() | listed.keys()):
        key = store.page_key("modules", top)
        page = store.read(key)
        if (page.data if page else b"") != modules.with_records(None, top, wanted.get(top, [])):
            yield Problem("stale-modules", key, "does not say what the distributions provide")
