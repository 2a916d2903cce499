"""Pages as the bytes that are sent: made once, sent many times."""

from __future__ import annotations

import gzip
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from dovetail.ship.index.html import project_html, root_html
from dovetail.ship.index.page import HTML, JSON, WEB
from dovetail.ship.index.server.negotiation import accepts_gzip, chosen

if TYPE_CHECKING:
    from dovetail.ship.index.page import ProjectPage
    from dovetail.ship.index.pages import Root

_WORTH_PACKING = 1400
"""Bytes: what fits into one packet does not become faster by being smaller."""

Message = dict[str, Any]


class Form:
    """One form of a page: the messages of ASGI that send it, plain and packed."""

    def __init__(self, data: bytes, media_type: str) -> None:
        self.data = data
        self.media_type = media_type
        self.plain = self._messages(data, b"")

    @cached_property
    def packed(self) -> tuple[Message, Message, bytes]:
        """The same, packed with gzip; made when the first client asks for it."""
        if len(self.data) < _WORTH_PACKING:
            return self.plain
        return self._messages(gzip.compress(self.data, 6, mtime=0), b"gzip")

    def _messages(self, data: bytes, encoding: bytes) -> tuple[Message, Message, bytes]:
        etag = b'"%s"' % blake2b(data, digest_size=16).hexdigest().encode()
        headers = [
            (b"content-type", self.media_type.encode()),
            (b"content-length", b"%d" % len(data)),
            (b"etag", etag),
            # Whoever has just published wants to install: every use is a question, answered by 304.
            (b"cache-control", b"no-cache"),
            (b"vary", b"Accept, Accept-Encoding"),
        ]
        if encoding:
            headers.append((b"content-encoding", encoding))
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        return start, {"type": "http.response.body", "body": data}, etag


class Ready:
    """A page in all its forms; each is made when it is first asked for."""

    def __init__(self, page: ProjectPage | Root) -> None:
        self._page = page
        self._forms: dict[str, Form] = {}

    def form(self, media_type: str) -> Form:
        """Return the page as that media type."""
        form = self._forms.get(media_type)
        if form is None:
            form = self._forms[media_type] = Form(self._bytes(media_type), media_type)
        return form

    def messages(self, accept: bytes, encodings: bytes) -> tuple[Message, Message, bytes] | None:
        """Return the head, the body and the ETag of an answer, None where no form is acceptable."""
        media_type = chosen(accept)
        if media_type is None:
            return None
        form = self.form(media_type)
        return form.packed if encodings and accepts_gzip(encodings) else form.plain

    def _bytes(self, media_type: str) -> bytes:
        if media_type == JSON:
            return self._page.json()
        other = self._forms.get(WEB if media_type == HTML else HTML)
        if other is not None:
            return other.data
        return root_html(*self._page) if isinstance(self._page, tuple) else project_html(self._page)
