"""Which versions of Python a distribution admits, of those that dovetail knows."""

from __future__ import annotations

import re
import sys

from dovetail.environment.target import NEWEST, OLDEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.tags import Tag

    from dovetail.ship.verify.core_metadata import CoreMetadata

Version = tuple[int, int]

_KNOWN = tuple((OLDEST[0], minor) for minor in range(OLDEST[1], NEWEST[1] + 1))
_CLASSIFIER = re.compile(r"Programming Language :: Python :: 3\.(\d+)")
_MICRO = 40
"""No version of Python had as many releases: a specifier may admit only the later ones."""
_INTERPRETER = re.compile(r"cp3(\d+)")


def admitted(metadata: CoreMetadata | None, tags: Iterable[Tag]) -> tuple[Version, ...]:
    """Return the versions from 3.8 to 3.15 that may install a distribution, in order; never none.

    ``Requires-Python`` decides, with the tags of a wheel. Without it, the classifiers name the versions;
    without these only one is taken for granted, that of the Python that runs dovetail.
    """
    versions = [version for version in _KNOWN if _by_tags(version, list(tags))]
    specifier = metadata.raw.get("requires_python", "") if metadata else ""
    if specifier.strip():
        versions = [version for version in versions if _by_specifier(version, specifier)]
    else:
        found = {
            (3, int(match[1]))
            for text in (metadata.raw.get("classifiers", []) if metadata else [])
            if (match := _CLASSIFIER.fullmatch(text.strip()))
        }
        running = min(max(sys.version_info[:2], OLDEST), NEWEST)
        versions = [version for version in versions if version in (found or {running})] or versions[-1:]
    return tuple(versions) or (NEWEST,)


def _by_specifier(version: Version, text: str) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        specifiers = SpecifierSet(text)
    except InvalidSpecifier:
        return True
    major, minor = version
    return any(specifiers.contains(f"{major}.{minor}.{micro}", prereleases=True) for micro in range(_MICRO))


def _by_tags(version: Version, tags: list[Tag]) -> bool:
    if not tags:
        return True
    for tag in tags:
        match = _INTERPRETER.fullmatch(tag.interpreter)
        if match:
            minor = int(match[1])
            if version[1] == minor or (version[1] > minor and tag.abi in ("abi3", "none")):
                return True
        elif tag.interpreter.startswith("py3") or tag.interpreter == "py2.py3":
            since = tag.interpreter.removeprefix("py3")
            if version[1] >= int(since if since.isdigit() else 0):
                return True
        elif not tag.interpreter.startswith(("py2", "cp2")):
            return True
    return False
