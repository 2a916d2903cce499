"""Pages written: those of projects, the list of them, and the HTML that is made of both.

Each JSON page is the one truth of its kind and changes by compare-and-swap. HTML follows: whoever changes
the JSON makes the HTML anew until it is that of the JSON there is. It is read before the JSON and replaced
only if it is still the one that was read, and no two states of it have the same bytes (the serial is in it):
so the last to write has seen the last JSON, whatever the order of the writers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from dovetail.ship.index.errors import StoreError
from dovetail.ship.index.html import project_html, root_html
from dovetail.ship.index.layout import project_keys, root_keys
from dovetail.ship.index.page import API_VERSION, JSON, WEB, ProjectPage
from dovetail.ship.index.store import change

if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.ship.index.store import Store

_TRIES = 1000


class Root(NamedTuple):
    """The list of all projects: their normalized names, sorted, and how often it has changed."""

    names: list[str]
    serial: int

    def json(self) -> bytes:
        """Return the list as PEP 691 has it."""
        meta = {"api-version": API_VERSION, "_last-serial": self.serial}
        document = {"meta": meta, "projects": [{"name": name} for name in self.names]}
        return json.dumps(document, separators=(",", ":")).encode()


def read_page(store: Store, project: str) -> ProjectPage | None:
    """Return the page of a project, None if it is not held here; raises `StoreError` for a broken one."""
    key, _ = project_keys(store, project)
    found = store.read(key)
    return None if found is None else ProjectPage.read(found.data, f"{store.name}: {key}")


def change_page(store: Store, project: str, edit: Callable[[ProjectPage], ProjectPage | None]) -> None:
    """Change the page of a project, made if need be, and its HTML; ``edit`` is as `store.change` has it."""
    key, html = project_keys(store, project)

    def edited(data: bytes | None) -> bytes | None:
        page = ProjectPage(project) if data is None else ProjectPage.read(data, f"{store.name}: {key}")
        new = edit(page)
        return None if new is None else new.json()

    change(store, key, JSON, edited)
    follow(store, key, html, lambda data: project_html(ProjectPage.read(data, f"{store.name}: {key}")))


def read_root(data: bytes | None, place: str) -> Root:
    """Return the list of projects; raises `StoreError`, naming the place, if the bytes are none."""
    if data is None:
        return Root([], 0)
    try:
        document = json.loads(data)
        return Root([row["name"] for row in document["projects"]], int(document["meta"]["_last-serial"]))
    except (ValueError, KeyError, TypeError) as error:
        hint = "`dovetail index repair` makes it anew"
        raise StoreError(f"{place} is no list of projects: {error!r}", hint=hint) from error


def list_project(store: Store, project: str) -> None:
    """Put a project on the list of all, in JSON and HTML."""
    key, _ = root_keys(store)

    def edited(data: bytes | None) -> bytes | None:
        root = read_root(data, f"{store.name}: {key}")
        if project in root.names:
            return None
        return Root(sorted([*root.names, project]), root.serial + 1).json()

    change(store, key, JSON, edited)
    follow_root(store)


def follow_root(store: Store) -> None:
    """Make the HTML of the list of projects anew, if it is not that of the JSON."""
    key, html = root_keys(store)
    follow(store, key, html, lambda data: root_html(*read_root(data, f"{store.name}: {key}")))


def follow(store: Store, key: str, html: str, render: Callable[[bytes], bytes]) -> None:
    """Make the object ``html`` what ``render`` makes of the object ``key``; see above why it is so done."""
    for _ in range(_TRIES):
        old = store.read(html)
        source = store.read(key)
        if source is None:
            return
        data = render(source.data)
        if old is not None and old.data == data:
            return
        if store.write(html, data, WEB, old.version if old else None):
            return
    raise StoreError(f"{store.name}: {html} is changed by others all the time")
