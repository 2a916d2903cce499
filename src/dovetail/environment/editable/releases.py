"""Which texts of hooks are those of a release that was looked at.

The table is made by ``scripts/hook_releases.py``. The mapping of a hook is data, but what its code makes of
it differs from release to release. Of a text that is not in the table, only the words that a decoder looks
for are known.
"""

from __future__ import annotations

import os
import zlib

_known: dict[str, str] | None = None


def fingerprint(code: str) -> str:
    """Return what tells one text from others.

    A check sum is enough: it guards against releases that nobody looked at, not against deceit.
    """
    code = "\n".join(line.rstrip() for line in code.splitlines() if line.strip())
    data = code.encode(errors="surrogatepass")
    return f"{len(data)}-{zlib.crc32(data):08x}"


def known() -> dict[str, str]:
    """Return the releases by the fingerprint of their code."""
    global _known  # noqa: PLW0603 - read once, when there is a hook at all
    if _known is None:
        import json

        with open(os.path.join(os.path.dirname(__file__), "releases.json"), "rb") as file:
            _known = {str(key): str(value) for key, value in json.load(file).items()}
    return _known


def doubt(code: str) -> str:
    """Return why the code of a hook is less than known, the text without what differs between projects."""
    if fingerprint(code) in known():
        return ""
    return "its code is of no release that dovetail knows, and is taken for that of the nearest"
