#!/usr/bin/env python3
"""Make the table of projects and the names that their wheels can be imported by.

``python scripts/import_name_table.py INDEX [MANY]`` asks a simple index (PEP 503, such as that of PyPI) for
the newest wheel of each project, reads the directory at the end of the wheel and its metadata, and downloads
no more of it. It begins with the projects that dovetail knows already and goes on to those which most others
require, until there are MANY. The table goes to ``src/dovetail/ship/requirement/projects.txt``.
"""

from __future__ import annotations

import io
import re
import sys
import urllib.request
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from dovetail.environment.provider import PROVIDERS
from dovetail.ship.requirement.naming import names_in

REPOSITORY = Path(__file__).parent.parent
TABLE = REPOSITORY / "src/dovetail/ship/requirement/projects.txt"
MANY = 2500
THREADS = 8
TAIL = 1 << 16
"""Bytes at the end of a wheel in which its directory mostly is."""


class Project(NamedTuple):
    """What a wheel says of its project."""

    name: str
    imports: list[str]
    requires: list[str]
    mentions: list[str]
    """All that it requires, extras included."""


class _Links(HTMLParser):
    """The links of a page of a simple index."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what an anchor leads to."""
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.found.append(address.partition("#")[0])


def fetch(address: str) -> bytes:
    """Return what lies at an address."""
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - the index that was named
        data: bytes = answer.read()
        return data


class Remote(io.RawIOBase):
    """A file on a server, of which only what is read is downloaded, the end of it first."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._at = 0
        self._tail, self._size = self._fetch(f"-{TAIL}")

    def _fetch(self, part: str) -> tuple[bytes, int]:
        request = urllib.request.Request(self._address, headers={"Range": f"bytes={part}"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.read(), int(answer.headers["Content-Range"].rpartition("/")[2])

    def seekable(self) -> bool:
        """Any part of it can be asked for."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Return bytes from the place on."""
        end = self._size if size < 0 else min(self._at + size, self._size)
        begin = self._size - len(self._tail)
        if self._at < begin and end > self._at:
            self._tail, _ = self._fetch(f"{self._at}-{self._size - 1}")
            begin = self._at
        data = self._tail[self._at - begin : end - begin]
        self._at = end
        return data


def newest(index: str, name: str) -> str | None:
    """Return the address of the newest wheel, one for any platform before others."""
    page = urljoin(index, f"{name}/")
    links = _Links()
    links.feed(fetch(page).decode())
    found = []
    for address in links.found:
        try:
            _, version, _, tags = parse_wheel_filename(address.rpartition("/")[2])
        except InvalidWheelFilename:
            continue
        platforms = {tag.platform for tag in tags}
        rank = 2 if "any" in platforms else int(any("manylinux" in each for each in platforms))
        found.append((not version.is_prerelease, version, rank, urljoin(page, address)))
    return max(found)[3] if found else None


def look(address: str) -> tuple[list[str], bytes]:
    """Return the names of the files in a wheel, and its metadata."""
    with zipfile.ZipFile(Remote(address)) as wheel:
        names = wheel.namelist()
        own = next(name for name in names if name.count("/") == 1 and name.endswith(".dist-info/METADATA"))
        return names, wheel.read(own)


def ask(index: str, name: str) -> Project | None:
    """Return what the newest wheel of a project says, None where there is none."""
    try:
        address = newest(index, name)
        if address is None:
            return None
        files, text = look(address)
        metadata = message_from_bytes(text)
    except (OSError, zipfile.BadZipFile, ValueError, TypeError, StopIteration):
        return None
    requires, mentions = set(), set()
    for required in metadata.get_all("Requires-Dist", []):
        try:
            requirement = Requirement(required)
        except InvalidRequirement:
            continue
        name_of = canonicalize_name(requirement.name)
        mentions.add(name_of)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            requires.add(name_of)
    return Project(name, names_in(files), sorted(requires), sorted(mentions))


def crawl(index: str, many: int) -> dict[str, Project]:
    """Return projects, beginning with those that are known and going on to what these mention most."""
    pinned = (REPOSITORY / "benchmarks/installed.txt").read_text("utf-8").splitlines()
    seeds = {re.split("[=;]", line)[0] for line in pinned} | set(PROVIDERS.values())
    wanted: Counter[str] = Counter(dict.fromkeys(sorted(map(canonicalize_name, seeds)), 1_000_000))
    found: dict[str, Project] = {}
    asked: set[str] = set()
    with ThreadPoolExecutor(THREADS) as pool:
        while len(found) < many:
            batch = [name for name, _ in wanted.most_common() if name not in asked][: THREADS * 8]
            if not batch:
                break
            asked.update(batch)
            for project in pool.map(lambda name: ask(index, name), batch):
                if project is not None:
                    found[project.name] = project
                    wanted.update(project.mentions)
            sys.stderr.write(f"{len(found)} of {len(asked)}\n")
    return found


def main() -> None:
    """Write the table."""
    index = sys.argv[1].rstrip("/") + "/"
    found = crawl(index, int(sys.argv[2]) if len(sys.argv) > 2 else MANY)  # noqa: PLR2004
    lines = [
        f"{project.name}: {' '.join(project.imports)} | {' '.join(project.requires)}".rstrip()
        for _, project in sorted(found.items())
        if project.imports or project.requires
    ]
    TABLE.write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
