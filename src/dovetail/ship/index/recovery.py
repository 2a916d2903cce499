"""An index put right: after a writer was killed, or after somebody else has changed it.

All of it may be done while others write: what is completed is what they would write themselves.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dovetail.ship.index import layout, modules
from dovetail.ship.index.admission import discard
from dovetail.ship.index.checking import FORGOTTEN, check
from dovetail.ship.index.errors import RefusedError, StoreError
from dovetail.ship.index.holdings import Problem, complete, expected, holdings, page_of, projects, same
from dovetail.ship.index.html import project_html
from dovetail.ship.index.names import project_name
from dovetail.ship.index.page import JSON, ProjectPage
from dovetail.ship.index.pages import Root, follow, follow_root, read_root
from dovetail.ship.index.store import change

if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.ship.index.holdings import Holdings
    from dovetail.ship.index.record import Record
    from dovetail.ship.index.store import Store

    Progress = Callable[[str], None]


def recover(store: Store) -> list[str]:
    """Complete what writers that were killed have left half done; return the projects that were looked at.

    Only what is marked as under way is looked at, so that it costs next to nothing at every start. What is on
    a page stays there; marks are taken away unless a writer may still be at work.
    """
    marks = list(store.entries(f"{layout.PENDING}/"))
    projects = sorted({entry.key.split("/")[2] for entry in marks})
    for project in projects:
        found = holdings(store, project)
        if found.held or found.problems or store.read(layout.project_keys(store, project)[0]):
            restore(store, project, found)
    for entry in marks:
        if time.time() - entry.modified > FORGOTTEN:
            store.delete(entry.key)
    store.sweep()
    return projects


def restore(store: Store, project: str, found: Holdings | None = None) -> None:
    """Make the page of a project, and what follows from it, what its files say."""
    found = holdings(store, project) if found is None else found
    complete(store, found)
    key, html = layout.project_keys(store, project)

    def edit(data: bytes | None) -> bytes | None:
        page, broken = page_of(store, project, data)
        new, _ = expected(page, holdings(store, project))
        if data is not None and not broken and same(page, new):
            return None
        return new.json() if data is not None or new.files else None

    data = change(store, key, JSON, edit)
    if data is None:
        return
    page = ProjectPage.read(data, key)
    follow(store, key, html, lambda data: project_html(ProjectPage.read(data, key)))
    _list(store, [project])
    names = {file.filename for file in page.files}
    _restore_modules(store, project, [held.record for held in found.held if held.record.filename in names])


def _list(store: Store, names: list[str]) -> None:
    key = layout.root_keys(store)[0]

    def edit(data: bytes | None) -> bytes | None:
        root = _root(store, data)
        new = sorted({*root.names, *names})
        whole = data is not None and root.serial > 0
        return None if whole and new == root.names else Root(new, root.serial + 1).json()

    change(store, key, JSON, edit)
    follow_root(store)


def _root(store: Store, data: bytes | None) -> Root:
    try:
        return read_root(data, store.name)
    except StoreError:
        return Root([], int(time.time()))  # larger than any serial that it may have had


def _restore_modules(store: Store, project: str, records: list[Record]) -> None:
    tops = {top for record in records for top in modules.by_top(record.modules)}
    names_key = store.page_key("modules")
    found = store.read(names_key)
    listed = modules.read_names(found.data if found else None, broken={})
    for top in sorted(tops | {top for top, each in listed.items() if project in each}):

        def edit(data: bytes | None, top: str = top) -> bytes | None:
            try:
                new = modules.of_project(data, top, project, records)
            except StoreError:
                new = modules.of_project(None, top, project, records)
            return None if new == data else new

        change(store, store.page_key("modules", top), layout.PLAIN_JSON, edit)

    def edit_names(data: bytes | None) -> bytes | None:
        new = modules.names_of_project(data, tops, project)
        return None if new == data else new

    change(store, names_key, layout.PLAIN_JSON, edit_names)


def repair(store: Store, *, discarding: bool = False, progress: Progress | None = None) -> list[Problem]:
    """Put an index right, all pages by the files; return what was wrong.

    With ``discarding`` what was being uploaded and is on no page yet is removed; otherwise it is completed
    and put there. Only what is younger than any upload that may still be under way is left alone by that.
    """
    problems = check(store, progress=progress)
    if discarding:
        _discard(
            store, {problem.key for problem in problems if problem.kind in ("unlisted-file", "two-spellings")}
        )
    for project in projects(store, listed=_root(store, _data(store, layout.root_keys(store)[0])).names):
        if progress:
            progress(project)
        try:
            if project_name(project) == project:
                restore(store, project)
        except RefusedError:
            continue  # nothing of ours: `check` says so
    recover(store)
    return problems


def _discard(store: Store, keys: set[str]) -> None:
    for key in sorted(keys):
        entry = store.stat(key)
        if entry is not None and time.time() - entry.modified > FORGOTTEN:
            discard(store, key)


def _data(store: Store, key: str) -> bytes | None:
    found = store.read(key)
    return None if found is None else found.data
