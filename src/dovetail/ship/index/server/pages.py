"""The pages that a server has at hand, and how long each may be believed.

A page of a folder is believed as long as its file is the same (its time, number and size; a page is replaced
by a rename, so that it has another number), a page of a bucket for some seconds. Whether a name is held here
is asked in the same way for a page of an upstream: not for a moment longer does that answer for it.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from dovetail.ship.index.layout import project_keys, root_keys
from dovetail.ship.index.page import ProjectPage
from dovetail.ship.index.pages import read_root
from dovetail.ship.index.server.ready import Ready

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dovetail.ship.index.server.settings import Settings
    from dovetail.ship.index.store import Store

    Upstream = Callable[[str], Awaitable[ProjectPage | None]]

_MOST = 20_000
_Stamp = tuple[int, int, int]


class _Kept(NamedTuple):
    ready: Ready
    page: ProjectPage | None
    own: bool
    stamp: _Stamp | None
    expires: float


class Pages:
    """Pages by the name of their project; the list of all by the empty name."""

    def __init__(self, store: Store, settings: Settings, upstream: Upstream | None) -> None:
        self._store = store
        self._settings = settings
        self._upstream = upstream
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._local = store.local("simple") is not None
        self._paths: dict[str, str] = {}

    def hit(self, name: str) -> Ready | None:
        """Return a page that is at hand and still true, without waiting for anything but the file system."""
        kept = self._kept.get(name)
        if kept is None or (kept.expires and kept.expires < time.monotonic()):
            return None
        if self._local and _stamp(self._paths[name]) != kept.stamp:
            return None
        return kept.ready

    async def get(self, name: str) -> Ready | None:
        """Return a page, None if neither this index nor the upstream has one.

        Raises `StoreError` if it cannot be known whether the name is held here: then nobody answers for it.
        """
        ready = self.hit(name)
        if ready is not None:
            return ready
        kept = await self._load(name)
        if kept is None:
            self._kept.pop(name, None)
            self._paths.pop(name, None)
            return None
        self._kept[name] = kept
        self._kept.move_to_end(name)
        while len(self._kept) > _MOST:
            gone, _ = self._kept.popitem(last=False)
            self._paths.pop(gone, None)
        return kept.ready

    async def own(self, name: str) -> ProjectPage | None:
        """Return the page of a project that is held here, None for all others."""
        await self.get(name)
        kept = self._kept.get(name)
        return kept.page if kept is not None and kept.own else None

    def forget(self, name: str) -> None:
        """Believe nothing of a project that has just been changed."""
        self._kept.pop(name, None)
        self._kept.pop("", None)

    async def _load(self, name: str) -> _Kept | None:
        key = project_keys(self._store, name)[0] if name else root_keys(self._store)[0]
        path = self._store.local(key)
        stamp = None
        if path is not None:
            self._paths[name] = os.fspath(path)
            # Before the page is read: if it is replaced between the two, it is read once more.
            stamp = _stamp(self._paths[name])
        now = time.monotonic()
        found = await asyncio.to_thread(self._store.read, key)
        expires = 0.0 if path is not None else now + self._settings.fresh
        if not name:
            root = read_root(found.data if found else None, key)
            return _Kept(Ready(root), None, own=True, stamp=stamp, expires=expires)
        if found is not None:
            page = ProjectPage.read(found.data, key)
            return _Kept(Ready(self._absolute(page)), page, own=True, stamp=stamp, expires=expires)
        if self._upstream is None or self._settings.is_reserved(name):
            return None
        page_there = await self._upstream(name)
        if page_there is None:
            return None
        fresh = now + (self._settings.upstream_fresh if path is not None else self._settings.fresh)
        return _Kept(Ready(page_there), page_there, own=False, stamp=stamp, expires=fresh)

    def _absolute(self, page: ProjectPage) -> ProjectPage:
        """Make the addresses of provenance absolute, as PEP 740 asks, if that of this server is known."""
        if self._settings.base is None or not any(file.provenance for file in page.files):
            return page
        from dataclasses import replace
        from urllib.parse import urljoin

        here = f"{self._settings.base.rstrip('/')}/simple/{page.name}/"
        files = tuple(
            replace(file, provenance=urljoin(here, file.provenance)) if file.provenance else file
            for file in page.files
        )
        return replace(page, files=files)


def _stamp(path: str) -> _Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_ino, status.st_size)
