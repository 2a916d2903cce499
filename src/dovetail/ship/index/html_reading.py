"""The HTML page of a project, read: that of an index without JSON, and of one whose JSON is lost."""

from __future__ import annotations

import contextlib
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from dovetail.ship.index.page import PageFile, ProjectPage, Status

_SERIAL = re.compile(rb"<!--SERIAL (\d{1,15})-->\s*\Z")


def read_project_html(data: bytes, name: str, base: str = "") -> ProjectPage:
    """Return what the page says; URLs are made absolute where ``base``, the address of the page, is given.

    PEP 503 asks for HTML 5 and says nothing of a page that is none: links are read, all else is passed over.
    """
    reader = _Reader(base)
    reader.feed(data.decode("utf-8", "replace"))
    reader.close()
    serial = _SERIAL.search(data)
    status = Status(reader.status) if reader.status in set(Status) else Status.ACTIVE
    return ProjectPage(
        name=name,
        files=tuple(reader.files),
        status=status,
        reason=reader.reason,
        serial=int(serial[1]) if serial else 0,
    )


class _Reader(HTMLParser):
    """Collects the links to files; the name of a file is the end of its address (PEP 503)."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.files: list[PageFile] = []
        self.status = ""
        self.reason: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what matters of a tag."""
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and self.base and not self.files:
            with contextlib.suppress(ValueError):
                self.base = urljoin(self.base, values.get("href", ""))
        elif tag == "meta" and values.get("name") == "pypi:project-status":
            self.status = values.get("content", "")
        elif tag == "meta" and values.get("name") == "pypi:project-status-reason":
            self.reason = values.get("content")
        elif tag == "a" and "href" in values:
            with contextlib.suppress(ValueError):  # what is no address
                self._link(values)

    def _link(self, values: dict[str, str]) -> None:
        address, fragment = urldefrag(values["href"])
        filename = unquote(urlsplit(address).path.rpartition("/")[2])
        if not filename:
            return
        algorithm, equals, digest = fragment.partition("=")
        found = values.get("data-core-metadata", values.get("data-dist-info-metadata", ""))
        yanked: bool | str = False
        if "data-yanked" in values:
            yanked = values["data-yanked"] or True
        self.files.append(
            PageFile(
                filename=filename,
                url=urljoin(self.base, address) if self.base else address,
                hashes={algorithm: digest} if equals else {},
                requires_python=values.get("data-requires-python"),
                metadata=found.removeprefix("sha256=") if found.startswith("sha256=") else None,
                yanked=yanked,
                provenance=values.get("data-provenance"),
            )
        )
