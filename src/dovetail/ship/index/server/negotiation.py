"""Which form of a page a client wants: server-driven content negotiation (RFC 9110, section 12; PEP 691)."""

from __future__ import annotations

from functools import lru_cache

from dovetail.ship.index.page import HTML, JSON, WEB

_NAMES = {
    JSON: JSON,
    "application/vnd.pypi.simple.latest+json": JSON,
    HTML: HTML,
    "application/vnd.pypi.simple.latest+html": HTML,
    WEB: WEB,
}
_LONGEST = 2000


@lru_cache(maxsize=512)
def chosen(accept: bytes) -> str | None:
    """Return the media type that an ``Accept`` header prefers, None where it accepts none of a page's.

    Among equals JSON is preferred where it is named, and HTML for a browser, or where anything will do: a
    client that asks for nothing in particular is older than the JSON.
    """
    if not accept:
        return WEB
    best: tuple[float, int] = (0.0, 0)
    choice = None
    for number, part in enumerate(accept[:_LONGEST].decode("latin-1").split(",")):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = _quality(parameters)
        offered = _NAMES.get(name)
        if offered is None and name in ("*/*", "text/*", "application/*"):
            # A name is more than a wildcard, of whatever quality.
            offered, quality = (JSON if name == "application/*" else WEB), quality / 1000
        if offered is not None and (quality, -number) > best and quality > 0:
            best, choice = (quality, -number), offered
    return choice


def accepts_gzip(encodings: bytes) -> bool:
    """Whether an ``Accept-Encoding`` header admits gzip."""
    for part in encodings.decode("latin-1").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name in ("gzip", "*"):
            return _quality(parameters) > 0
    return False


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
