"""The server as an ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dovetail.errors import DovetailError
from dovetail.ship.index import layout, modules
from dovetail.ship.index.errors import NOT_FOUND, RefusedError, StoreError
from dovetail.ship.index.names import project_name
from dovetail.ship.index.page import JSON, WEB
from dovetail.ship.index.recovery import recover
from dovetail.ship.index.server.access import Access
from dovetail.ship.index.server.answers import matches, not_modified, of_error
from dovetail.ship.index.server.files import Files
from dovetail.ship.index.server.pages import Pages
from dovetail.ship.index.server.uploads import Uploads
from dovetail.ship.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from dovetail.ship.index.server.ready import Ready
    from dovetail.ship.index.server.settings import Settings
    from dovetail.ship.index.server.upstream import Upstream
    from dovetail.ship.index.store import Store

_SIMPLE = "/simple/"
_UNACCEPTABLE, _PERMANENT = 406, 301


class Application:
    """Serves an index.

    A page that is at hand is sent from here, by five dictionary look-ups and a question to the file system;
    everything else takes the way through Starlette.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.upstream = _upstream(settings)
        self.pages = Pages(store, settings, self.upstream.page if self.upstream else None)
        tokens = Tokens(settings.tokens) if settings.tokens is not None else None
        self.access = Access(settings, tokens)
        self._open = not settings.private
        files = Files(store, settings, self.pages, self.upstream)
        uploads = Uploads(store, settings, self.access, self.pages)
        get, post = ["GET", "HEAD"], ["POST"]
        rest = Starlette(
            routes=[
                Route("/", self._home, methods=get),
                Route("/", uploads.upload, methods=post),
                Route("/legacy/", uploads.upload, methods=post),
                Route("/simple/", self._page, methods=get),
                Route("/simple/{project}/", self._page, methods=get),
                Route("/simple/{project}", self._page, methods=get),
                Route("/files/{project}/{filename}", files.own, methods=get),
                Route("/upstream/{project}/{filename}", files.foreign, methods=get),
                Route("/modules/", self._modules, methods=get),
                Route("/modules/{name}/", self._modules, methods=get),
                Route("/modules/{name}", self._modules, methods=get),
                Route("/yank/{project}/{version}", uploads.yank, methods=["POST", "DELETE"]),
                Route("/status/{project}/{status}", uploads.mark, methods=post),
            ],
            lifespan=self._lifespan,
            exception_handlers={DovetailError: _refused},
        )
        rest.router.redirect_slashes = False  # what is no page has no slash to add
        self._rest: ASGIApp = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            if not self._open:
                header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
                try:
                    self.access.to_read(header)
                except DovetailError as error:
                    await of_error(error)(scope, receive, send)
                    return
            path: str = scope["path"]
            if path.startswith(_SIMPLE) and path.endswith("/") and scope["method"] == "GET":
                ready = self.pages.hit(path[len(_SIMPLE) : -1])
                if ready is not None and not scope["query_string"] and await _sent(ready, scope, send):
                    return
        await self._rest(scope, receive, send)

    async def _page(self, request: Request) -> Response:
        given = request.path_params.get("project", "")
        name = project_name(given) if given else ""
        if name != given or not request.url.path.endswith("/"):
            # Relative: whoever serves it below a path of its own need not say so.
            up = "../" if request.url.path.endswith("/") else ""
            return RedirectResponse(f"{up}{name}/", _PERMANENT)
        ready = await self.pages.get(name)
        if ready is None:
            raise RefusedError(f"no project {name} here", status=NOT_FOUND)
        accept = request.query_params.get("format", request.headers.get("accept", "")).encode(
            "latin-1", "replace"
        )
        messages = ready.messages(accept, request.headers.get("accept-encoding", "").encode("latin-1"))
        if messages is None:
            raise RefusedError(f"no such form of a page: only {JSON} and {WEB}", status=_UNACCEPTABLE)
        start, body, etag = messages
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        if matches(request.headers.get("if-none-match", ""), etag.decode()):
            return not_modified(headers)
        return Response(body["body"], 200, headers)

    async def _modules(self, request: Request) -> Response:
        name: str = request.path_params.get("name", "")
        if not all(part.isidentifier() for part in name.split(".")) and name:
            raise RefusedError(f"no name of a module: {name!r}")
        key = (
            self.store.page_key("modules", name.partition(".")[0]) if name else self.store.page_key("modules")
        )
        found = await asyncio.to_thread(self.store.read, key)
        data = found.data if found else None
        if not name:
            data = modules.names_with(None, (), "") if data is None else data
        elif data is not None:
            data = modules.narrowed(data, name)
        if data is None:
            raise RefusedError(f"nothing here provides a module {name}", status=NOT_FOUND)
        headers = {"etag": f'"{blake2b(data, digest_size=16).hexdigest()}"', "cache-control": "no-cache"}
        if matches(request.headers.get("if-none-match", ""), headers["etag"]):
            return not_modified(headers)
        return Response(data, 200, headers, layout.PLAIN_JSON)

    async def _home(self, request: Request) -> Response:
        base = escape(str(request.base_url))
        return HTMLResponse(_HOME.replace("BASE", base))

    async def _tidy(self) -> None:
        """Complete now and then what other writers, who were killed, have left half done."""
        while True:
            await asyncio.sleep(_TIDIED_EVERY)
            with contextlib.suppress(DovetailError):  # the store does not answer: the next time it may
                await asyncio.to_thread(recover, self.store)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        tidying = asyncio.create_task(self._tidy())
        try:
            yield
        finally:
            tidying.cancel()
            if self.upstream is not None:
                await self.upstream.close()


_TIDIED_EVERY = 900.0
"""Seconds."""


async def _sent(ready: Ready, scope: Scope, send: Send) -> bool:
    """Send a page; return False, with nothing sent, where more than that is asked for."""
    accept = encodings = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept = value
        elif name == b"accept-encoding":
            encodings = value
        elif name == b"if-none-match":
            return False
    messages = ready.messages(accept, encodings)
    if messages is None:
        return False
    await send(messages[0])
    await send(messages[1])
    return True


async def _refused(_: Request, error: Exception) -> Response:
    if isinstance(error, DovetailError):
        return of_error(error)
    raise error


def _upstream(settings: Settings) -> Upstream | None:
    if settings.upstream is None:
        return None
    if settings.cache is None:
        raise StoreError("an upstream needs a folder for what it answers", hint="give --cache FOLDER")
    from dovetail.ship.index.server.upstream import Upstream

    return Upstream(settings.upstream, settings.cache, settings.upstream_fresh)


_HOME = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A package index</title>
<style>body{font-family:sans-serif;max-width:44em;margin:3em auto;line-height:1.5}
pre{background:#f4f4f4;padding:.8em;overflow:auto}</style></head><body>
<h1>A package index</h1>
<p><a href="simple/">All projects</a> &middot; <a href="modules/">all modules</a>,
and who provides one: <code>modules/NAME</code></p>
<h2>Install</h2>
<pre>pip install --index-url BASEsimple/ NAME
uv pip install --default-index BASEsimple/ NAME</pre>
<h2>Upload</h2>
<pre>twine upload --repository-url BASElegacy/ dist/*
uv publish --publish-url BASElegacy/ dist/*</pre>
</body></html>
"""
