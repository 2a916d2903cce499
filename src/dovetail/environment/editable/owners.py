"""Which distribution an editable install belongs to, by what its installer recorded.

See "Direct URL Data Structure" and "Recording installed projects" of the packaging specifications.
"""

from __future__ import annotations

import os

from dovetail.environment.editable.literal import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_WRITTEN = ('"dir_info": {"editable": true}', '"dir_info":{"editable":true}')
"""What ``direct_url.json`` of an editable install holds as pip and as uv write it."""
_OBJECTS = 2
"""The document and its ``dir_info``."""


def owners(folder: str, names: Iterable[str]) -> dict[str, str]:
    """Return the files at the top of a site folder that editable installs put there, each with its project.

    ``names`` is what the folder holds. Only a distribution whose ``direct_url.json`` says so counts.
    """
    found: dict[str, str] = {}
    for name in sorted(names):
        if not name.endswith(".dist-info"):
            continue
        place = os.path.join(folder, name)
        if not _is_editable(os.path.join(place, "direct_url.json")):
            continue
        project = _project(os.path.join(place, "METADATA")) or name.partition("-")[0]
        for line in _lines(os.path.join(place, "RECORD")):
            path = line.rsplit(",", 2)[0].strip('"')
            if "/" not in path and path:
                found.setdefault(path, project)
    return found


def _is_editable(path: str) -> bool:
    text = text_of(path)
    # Most distributions have none, and of the others most do not have the word.
    if text is None or ("editable" not in text and "\\" not in text):
        return False
    if _is_plain(text):
        return True
    import json

    try:
        return json.loads(text)["dir_info"]["editable"] is True
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _is_plain(text: str) -> bool:
    """Return whether the text alone says that it is one, as nearly always: to import `json` takes longer.

    Without escapes each quote begins or ends a string, and there is no third object that the words may be in.
    """
    whole = text.startswith("{") and text.count("{") == text.count("}") == _OBJECTS and "\\" not in text
    return whole and any(words in text for words in _WRITTEN)


def _project(metadata: str) -> str | None:
    for line in _lines(metadata):
        if not line:
            return None  # the headers end here
        key, _, value = line.partition(":")
        if key.lower() == "name":
            return value.strip()
    return None


def _lines(path: str) -> list[str]:
    return (text_of(path) or "").splitlines()
