"""Distributions and what stands beside them, sent from the store or through from the upstream."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, Response, StreamingResponse

from dovetail.ship.index import layout
from dovetail.ship.index.errors import NOT_FOUND, RefusedError
from dovetail.ship.index.names import file_name, project_name
from dovetail.ship.index.page import Status
from dovetail.ship.index.server.answers import matches, not_modified

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from dovetail.ship.index.server.pages import Pages
    from dovetail.ship.index.server.settings import Settings
    from dovetail.ship.index.server.upstream import Upstream
    from dovetail.ship.index.store import Store

_FOREVER = "public, max-age=31536000, immutable"
_SMALL = 1 << 18
"""Bytes."""
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Files:
    """Answers for what is below ``/files/`` and ``/upstream/``."""

    def __init__(self, store: Store, settings: Settings, pages: Pages, upstream: Upstream | None) -> None:
        self._store = store
        self._settings = settings
        self._pages = pages
        self._upstream = upstream

    async def own(self, request: Request) -> Response:
        """Return a file of this index; one of a project in quarantine is not given out (PEP 792)."""
        project, filename = _names(request)
        page = await self._pages.own(project)
        distribution = filename
        for suffix in (layout.METADATA, layout.PROVENANCE):
            distribution = distribution.removesuffix(suffix)
        # Only what is on the page: what is being uploaded is nobody's yet.
        file = page.find(distribution) if page is not None else None
        if page is None or file is None or page.status is Status.QUARANTINED:
            raise RefusedError(f"no file {filename} here", status=NOT_FOUND)
        key = layout.file_key(project, filename)
        etag = f'"{file.hashes.get("sha256", "")[:32]}{filename[len(distribution) :]}"'
        headers = {"etag": etag, "cache-control": self._cacheable()}
        if matches(request.headers.get("if-none-match", ""), etag):
            return not_modified(headers)
        path = self._store.local(key)
        if path is not None:
            return _from_file(request, path, layout.media_type(key), headers)
        return await self._from_bucket(request, key, headers)

    async def foreign(self, request: Request) -> Response:
        """Return a file of the upstream, unless its project is held here or reserved."""
        project, filename = _names(request)
        if (
            self._upstream is None
            or self._settings.is_reserved(project)
            or await self._pages.own(project) is not None
        ):
            raise RefusedError(f"no file {filename} of an upstream here", status=NOT_FOUND)
        found = await self._upstream.find(project, filename)
        if found is None:
            raise RefusedError(f"no file {filename} upstream", status=NOT_FOUND)
        file, is_metadata = found
        digest = file.metadata if is_metadata else file.hashes.get("sha256")
        media_type = layout.media_type(filename)
        headers = {"cache-control": self._cacheable() if digest else "no-cache"}
        if digest:
            headers["etag"] = f'"{digest[:40]}"'
            if matches(request.headers.get("if-none-match", ""), headers["etag"]):
                return not_modified(headers)
        path = self._upstream.kept(project, filename, digest)
        if path is not None:
            return _from_file(request, path, media_type, headers)
        if is_metadata:
            return Response(await self._upstream.metadata(project, file), 200, headers, media_type)
        passed, chunks = await self._upstream.stream(project, file)
        if request.method == "HEAD":
            await chunks.aclose()  # type: ignore[attr-defined]  # an async generator
            return Response(None, 200, {**headers, **passed}, media_type)
        return StreamingResponse(chunks, 200, {**headers, **passed}, media_type)

    def _cacheable(self) -> str:
        return "private, no-cache" if self._settings.private else _FOREVER

    async def _from_bucket(self, request: Request, key: str, headers: dict[str, str]) -> Response:
        entry = await asyncio.to_thread(self._store.stat, key)
        if entry is None:
            raise RefusedError(f"no {key} here", status=NOT_FOUND)
        headers["accept-ranges"] = "bytes"
        span = _span(request, entry.size, headers["etag"])
        if span is None:
            return Response(None, 416, {"content-range": f"bytes */{entry.size}"})
        first, last = span
        whole = (first, last) == (0, entry.size - 1)
        headers["content-length"] = str(last + 1 - first)
        if not whole:
            headers["content-range"] = f"bytes {first}-{last}/{entry.size}"
        chunks = self._store.chunks(key, first, last) if last >= first and request.method != "HEAD" else ()
        return StreamingResponse(iter(chunks), 200 if whole else 206, headers, layout.media_type(key))


def _names(request: Request) -> tuple[str, str]:
    """Return the project and the file that the path names; raises `RefusedError` for what are none."""
    project, filename = request.path_params["project"], request.path_params["filename"]
    try:
        distribution = filename
        for suffix in (layout.METADATA, layout.PROVENANCE):
            distribution = distribution.removesuffix(suffix)
        if project_name(project) == project and file_name(distribution):
            return project, filename
    except RefusedError:
        pass
    raise RefusedError("no such file", status=NOT_FOUND)


def _from_file(request: Request, path: Path, media_type: str, headers: dict[str, str]) -> Response:
    try:
        size = path.stat().st_size
        if size <= _SMALL and "range" not in request.headers:
            # Faster read at once than handed to a thread and back.
            return Response(path.read_bytes(), 200, {**headers, "accept-ranges": "bytes"}, media_type)
    except OSError:
        raise RefusedError(f"no file {path.name} here", status=NOT_FOUND) from None
    return FileResponse(path, headers=headers, media_type=media_type)


def _span(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first and last byte that are asked for; None where there is nothing there.

    One range (RFC 9110, section 14.2); where several are asked for, or of another version, it is the whole.
    """
    whole = (0, size - 1)
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if found is None or request.headers.get("if-range", etag) != etag:
        return whole
    first, last = found[1], found[2]
    if not first and not last:
        return whole
    if not first:
        return (max(size - int(last), 0), size - 1) if int(last) and size else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None if int(first) >= size else whole
    return int(first), min(int(last), size - 1) if last else size - 1
