"""What an index holds already of a project, by its Simple API (PEP 503, PEP 691)."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from packaging.utils import canonicalize_name

from dovetail.ship.publish.credentials import PYPI, TEST_PYPI
from dovetail.ship.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
_SIMPLE = {
    PYPI: "https://pypi.org/simple/",
    TEST_PYPI: "https://test.pypi.org/simple/",
}
_NOT_FOUND, _UNAUTHORIZED, _FORBIDDEN = 404, 401, 403


class Held(NamedTuple):
    """What an index says of one project."""

    files: dict[str, str | None]
    """The sha256 of each file by its name, None where the index does not say it."""
    address: str
    """The page that says so; empty where there is none that could be read."""
    reason: str = ""
    """Why nothing is known, if that is so."""


def held(client: httpx.Client, upload: str, project: str, simple: str | None = None) -> Held:
    """Return the files of a project that the index at ``upload`` holds.

    ``simple`` is the address of its Simple API; without it, those places are asked where PyPI, devpi,
    pypiserver and dovetail's own index have theirs. A project without a page has no files. Raises
    `PublishError` if the index does not answer at all.
    """
    import httpx

    reason = "no page of the Simple API was found"
    places = [simple] if simple else list(simple_places(upload))
    empty: str | None = None
    for place in places:
        address = f"{place.rstrip('/')}/{canonicalize_name(project)}/"
        try:
            response = client.get(
                address, headers={"Accept": _ACCEPT, "Cache-Control": "no-cache"}, follow_redirects=True
            )
        except httpx.HTTPError as error:
            raise PublishError(f"{address} does not answer: {error}") from None
        if response.status_code == _NOT_FOUND:
            # An index has no page of a project that it does not know: but is it the place at all?
            empty = empty or (address if simple or _is_simple(client, place) else None)
            continue
        if response.status_code in (_UNAUTHORIZED, _FORBIDDEN):
            reason = f"{address} wants to know who asks"
            continue
        files = _files(response, address) if response.is_success else None
        if files is not None:
            return Held(files, address)
        reason = f"{address} answers with status {response.status_code}, and no list of files"
    if empty is not None:
        return Held({}, empty)
    return Held({}, "", reason)


def simple_places(upload: str) -> Iterator[str]:
    """Yield the addresses at which the Simple API of an index may be, likeliest first."""
    if upload in _SIMPLE:
        yield _SIMPLE[upload]
        return
    base = upload.partition("?")[0].rstrip("/")
    for ending in ("/legacy", "/upload"):
        if base.endswith(ending):
            yield base.removesuffix(ending) + "/simple/"
    yield f"{base}/+simple/"  # devpi
    yield f"{base}/simple/"  # pypiserver, dovetail
    if urlsplit(base).path:
        yield urljoin(base, "/simple/")


def _is_simple(client: httpx.Client, place: str) -> bool:
    """Whether a list of projects is at an address."""
    import httpx

    try:
        with client.stream("GET", place, headers={"Accept": _ACCEPT}, follow_redirects=True) as response:
            return response.is_success
    except httpx.HTTPError:
        return False


def _files(response: httpx.Response, address: str) -> dict[str, str | None] | None:
    """Return the files that a page lists, None if it is no such page."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.endswith("json"):
        try:
            listed = response.json()["files"]
            return {str(each["filename"]): _text(each.get("hashes", {}).get("sha256")) for each in listed}
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
    if "html" not in kind:
        return None
    page = _Page(address)
    page.feed(response.text)
    return page.files


def _text(value: object) -> str | None:
    return value.lower() if isinstance(value, str) else None


class _Page(HTMLParser):
    """The anchors of a page of PEP 503."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self.files: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an anchor that leads to a file."""
        target = dict(attrs).get("href") if tag == "a" else None
        if not target:
            return
        parts = urlsplit(urljoin(self._address, target))
        name = unquote(parts.path.rpartition("/")[2])
        if name:
            algorithm, _, digest = parts.fragment.partition("=")
            self.files[name] = digest.lower() if algorithm == "sha256" else None
