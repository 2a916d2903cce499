"""Short answers: errors, and what else is said in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from dovetail.ship.index.errors import BAD_REQUEST, UNAUTHORIZED, RefusedError, StoreError, UpstreamError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dovetail.errors import DovetailError

_BAD_GATEWAY, _UNAVAILABLE = 502, 503


def of_error(error: DovetailError) -> Response:
    """Return what is said of an error: the message, and the hint on a line of its own."""
    text = f"{error}\n" + (f"help: {error.hint}\n" if error.hint else "")
    headers = {}
    if isinstance(error, RefusedError):
        status = error.status
        if status == UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Basic realm="dovetail index", charset="UTF-8"'
    elif isinstance(error, UpstreamError):
        status = _BAD_GATEWAY
    elif isinstance(error, StoreError):
        status = _UNAVAILABLE
    else:  # what was sent is no archive
        status = BAD_REQUEST
    return PlainTextResponse(text, status, headers)


def not_modified(headers: Mapping[str, str]) -> Response:
    """Return that the client has it already (RFC 9110, section 15.4.5)."""
    kept = {name: headers[name] for name in ("etag", "cache-control", "vary") if name in headers}
    return Response(None, 304, kept)


def matches(condition: str, etag: str) -> bool:
    """Whether an ``If-None-Match`` header names an ETag, compared weakly (RFC 9110, section 13.1.2)."""
    tags = (tag.strip().removeprefix("W/") for tag in condition.split(","))
    return condition.strip() == "*" or etag in tags
