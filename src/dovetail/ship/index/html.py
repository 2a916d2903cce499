"""Pages as HTML (PEP 503, 592, 629, 658, 714, 740, 792), made of the same data as the JSON."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dovetail.ship.index.page import API_VERSION, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dovetail.ship.index.page import PageFile, ProjectPage


def project_html(page: ProjectPage) -> bytes:
    """Return the page of a project; the serial in it lets two states never be the same bytes."""
    meta = ""
    if page.status is not Status.ACTIVE or page.reason:
        meta = f'<meta name="pypi:project-status" content="{escape(page.status)}">\n'
        if page.reason:
            meta += f'<meta name="pypi:project-status-reason" content="{escape(page.reason)}">\n'
    return _document(f"Links for {page.name}", map(_link, page.offered), meta, page.serial)


def root_html(names: Iterable[str], serial: int) -> bytes:
    """Return the page of all projects; links are relative, so that the tree can be served anywhere."""
    links = (f'<a href="{escape(name)}/">{escape(name)}</a><br>\n' for name in names)
    return _document("Simple index", links, "", serial)


def _document(title: str, links: Iterable[str], meta: str, serial: int) -> bytes:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="pypi:repository-version" content="{API_VERSION}">\n{meta}'
        f"<title>{escape(title)}</title>\n"
        f"</head>\n<body>\n<h1>{escape(title)}</h1>\n{''.join(links)}</body>\n</html>\n"
        f"<!--SERIAL {serial}-->\n"
    ).encode()


def _link(file: PageFile) -> str:
    fragment = next((f"#{name}={value}" for name, value in sorted(file.hashes.items(), reverse=True)), "")
    attributes = {"href": file.url + fragment}
    if file.requires_python is not None:
        attributes["data-requires-python"] = file.requires_python
    if file.metadata is not None:
        attributes["data-core-metadata"] = f"sha256={file.metadata}"
        attributes["data-dist-info-metadata"] = f"sha256={file.metadata}"
    if file.yanked is not False:
        attributes["data-yanked"] = "" if file.yanked is True else str(file.yanked)
    if file.provenance is not None:
        attributes["data-provenance"] = file.provenance
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<a {written}>{escape(file.filename)}</a><br>\n"
