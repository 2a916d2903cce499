"""Another index behind this one: its pages and files, fetched when they are asked for, and kept."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import time
import uuid
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from dovetail.ship.index.errors import RefusedError, StoreError, UpstreamError
from dovetail.ship.index.html_reading import read_project_html
from dovetail.ship.index.layout import METADATA
from dovetail.ship.index.names import file_name
from dovetail.ship.index.page import HTML, JSON, WEB, PageFile, ProjectPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

_LARGEST_PAGE = 64 << 20
_LARGEST_METADATA = 16 << 20
_NOT_THERE = (404, 410)
_OK, _NOT_MODIFIED = 200, 304
_LOCKS = 64


class _Known(NamedTuple):
    """A page as it was fetched: when (seconds since the epoch), its ETag; no page where there is none."""

    fetched: float
    etag: str | None
    page: ProjectPage | None


class Upstream:
    """An index that speaks PEP 503 or 691, and a folder in which what it answered is kept.

    A page is fetched anew after ``fresh`` seconds, or was not modified; while the index does not answer, the
    old one is taken. A file never changes, and is kept once its hash is what the page says.
    """

    def __init__(self, address: str, cache: Path, fresh: float) -> None:
        import httpx

        self.address = address.rstrip("/") + "/"
        self._cache = cache
        self._fresh = fresh
        self._failure = httpx.HTTPError
        # Python's own trust store, which is the one of the system and can be set by SSL_CERT_FILE.
        self._client = httpx.AsyncClient(
            follow_redirects=True, timeout=60, verify=ssl.create_default_context(), http2=False
        )
        self._locks = [asyncio.Lock() for _ in range(_LOCKS)]
        self._known: dict[str, _Known] = {}

    async def page(self, name: str) -> ProjectPage | None:
        """Return the page of a project with addresses that lead through this server, None if it has none.

        Raises `UpstreamError` if it does not answer and never has.
        """
        known = await self._page(name)
        if known.page is None:
            return None
        files = tuple(
            replace(file, url=f"../../upstream/{name}/{quote(file.filename)}") for file in known.page.files
        )
        return replace(known.page, files=files)

    async def find(self, name: str, filename: str) -> tuple[PageFile, bool] | None:
        """Return a file of a project as upstream has it, and whether its core metadata are meant."""
        page = (await self._page(name)).page
        if page is None:
            return None
        wanted = filename.removesuffix(METADATA)
        file = page.find(wanted)
        if file is None or (wanted != filename and file.metadata is None):
            return None
        return file, wanted != filename

    def kept(self, name: str, filename: str, digest: str | None) -> Path | None:
        """Return the file in the cache, None where it is not there."""
        path = self._path(name, filename, digest)
        return path if path is not None and path.is_file() else None

    async def metadata(self, name: str, file: PageFile) -> bytes:
        """Fetch the core metadata of a file, keep and return them; raises `UpstreamError` for others."""
        data = await self._bytes(file.url + METADATA, _LARGEST_METADATA)
        if sha256(data).hexdigest() != file.metadata:
            raise UpstreamError(f"{self.address}: the core metadata of {file.filename} have another hash")
        path = self._path(name, file.filename + METADATA, file.metadata)
        if path is not None:
            await asyncio.to_thread(_keep, path, data)
        return data

    async def stream(self, name: str, file: PageFile) -> tuple[dict[str, str], AsyncIterator[bytes]]:
        """Fetch a file: return the headers to pass on, and its bytes as they come.

        At the end the file is kept, if its hash is right; otherwise the iterator raises `UpstreamError`, so
        that the answer ends before its length, and no client takes it for whole.
        """
        request = self._client.build_request("GET", file.url, headers={"Accept-Encoding": "identity"})
        try:
            answer = await self._client.send(request, stream=True)
        except self._failure as error:
            raise UpstreamError(f"{file.url}: {error!r}") from error
        if answer.status_code != _OK:
            await answer.aclose()
            raise UpstreamError(f"{file.url} answers {answer.status_code}")
        length = answer.headers.get("content-length")
        headers = {"content-length": length} if length else {}
        return headers, self._tee(name, file, answer)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _tee(self, name: str, file: PageFile, answer: httpx.Response) -> AsyncIterator[bytes]:
        expected = file.hashes.get("sha256")
        path = self._path(name, file.filename, expected)
        digest = sha256()
        temporary = self._cache / f"tmp-{uuid.uuid4().hex}"
        self._cache.mkdir(parents=True, exist_ok=True)
        held = b""
        try:
            with temporary.open("wb") as copy:
                async for chunk in answer.aiter_raw(1 << 16):
                    digest.update(chunk)
                    copy.write(chunk)
                    # One piece is held back until all that comes before it is known to be followed by it.
                    if held:
                        yield held
                    held = chunk
            if expected is not None and digest.hexdigest() != expected:
                raise UpstreamError(f"{file.url} has another hash than {self.address} says")
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                temporary.replace(path)
            if held:
                yield held
        except self._failure as error:
            raise UpstreamError(f"{file.url}: {error!r}") from error
        finally:
            temporary.unlink(missing_ok=True)
            await answer.aclose()

    async def _page(self, name: str) -> _Known:
        # Whoever asks for the same name at the same time waits for the one answer.
        async with self._locks[hash(name) % _LOCKS]:
            known = self._known.get(name) or await asyncio.to_thread(self._read, name)
            if known is not None and time.time() - known.fetched < self._fresh:
                return known
            try:
                new = await self._fetch(name, known)
            except UpstreamError:
                if known is None:
                    raise
                return known
            if len(self._known) > _LOCKS * _LOCKS:
                self._known.clear()
            self._known[name] = new
            if new.page is not None:  # a name that is nowhere takes no place on the disk
                await asyncio.to_thread(self._write, name, new)
            return new

    async def _fetch(self, name: str, known: _Known | None) -> _Known:
        address = urljoin(self.address, f"{name}/")
        headers = {"Accept": f"{JSON}, {HTML};q=0.2, {WEB};q=0.1"}
        if known is not None and known.etag and known.page is not None:
            headers["If-None-Match"] = known.etag
        try:
            answer = await self._client.get(address, headers=headers)
        except self._failure as error:
            raise UpstreamError(f"{address}: {error!r}") from error
        if answer.status_code == _NOT_MODIFIED and known is not None:
            return known._replace(fetched=time.time())
        if answer.status_code in _NOT_THERE:
            return _Known(time.time(), None, None)
        if answer.status_code != _OK or len(answer.content) > _LARGEST_PAGE:
            raise UpstreamError(f"{address} answers {answer.status_code}, {len(answer.content):,} bytes")
        page = _parsed(answer.content, answer.headers.get("content-type", ""), name, str(answer.url))
        return _Known(time.time(), answer.headers.get("etag"), page)

    async def _bytes(self, address: str, most: int) -> bytes:
        try:
            answer = await self._client.get(address)
        except self._failure as error:
            raise UpstreamError(f"{address}: {error!r}") from error
        if answer.status_code != _OK or len(answer.content) > most:
            raise UpstreamError(f"{address} answers {answer.status_code}, {len(answer.content):,} bytes")
        return answer.content

    def _path(self, name: str, filename: str, digest: str | None) -> Path | None:
        # Without a hash nothing says that what is kept is still what the index has.
        return None if digest is None else self._cache / "files" / name / digest[:16] / filename

    def _read(self, name: str) -> _Known | None:
        try:
            document: dict[str, Any] = json.loads((self._cache / "pages" / f"{name}.json").read_bytes())
            page = document["page"]
            read = None if page is None else ProjectPage.read(json.dumps(page).encode(), name, foreign=True)
            if document["index"] == self.address:
                return _Known(document["fetched"], document["etag"], read)
        except (OSError, ValueError, KeyError, TypeError, StoreError):
            pass  # nothing kept, or nothing of use: it is fetched
        return None

    def _write(self, name: str, known: _Known) -> None:
        page = None if known.page is None else json.loads(known.page.json())
        document = {"index": self.address, "fetched": known.fetched, "etag": known.etag, "page": page}
        _keep(self._cache / "pages" / f"{name}.json", json.dumps(document).encode())


def _parsed(data: bytes, media_type: str, name: str, address: str) -> ProjectPage:
    """Return a page with the files that an installer could take, their addresses absolute."""
    if media_type.partition(";")[0].strip() == JSON:
        try:
            page = ProjectPage.read(data, address, foreign=True)
        except StoreError as error:
            raise UpstreamError(str(error)) from error
    else:
        page = replace(read_project_html(data, name, address), serial=0)
    files = []
    for file in page.files:
        try:
            file_name(file.filename)
            url = urljoin(address, file.url)
            scheme = urlsplit(url).scheme
            provenance = urljoin(address, file.provenance) if file.provenance else None
        except (RefusedError, ValueError):
            continue  # an egg, an installer for Windows, a name that is not safe to keep, no address
        if scheme in ("http", "https"):
            files.append(replace(file, url=url, provenance=provenance))
    return replace(page, name=name, files=tuple(files))


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{uuid.uuid4().hex}")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
