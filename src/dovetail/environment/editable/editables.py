"""The hook of the project ``editables``, which hatchling and pdm-backend use: ``_editable_impl_NAME.py``.

Each of its lines is known; the finder itself is ``editables.redirector`` in site-packages.
"""

from __future__ import annotations

import re

from dovetail.environment.editable.finder import HookFinder, Manner
from dovetail.environment.editable.literal import FormError, literal

_HEAD = ("from editables.redirector import RedirectingFinder as F", "F.install()")
_LINE = re.compile(r"F\.map_module\((.+)\)")


def decode(text: str, file: str, redirector: str | None) -> HookFinder:
    """Return the finder that the hook installs, given the text of ``editables.redirector``.

    Raises `FormError` for any other text.
    """
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if tuple(lines[:2]) != _HEAD:
        raise FormError("does not begin as the hooks of editables do")
    mapping: dict[str, str] = {}
    for line in lines[2:]:
        match = _LINE.fullmatch(line)
        pair = literal(f"({match[1]},)") if match else None
        if not isinstance(pair, tuple) or [type(part) for part in pair] != [str, str]:
            raise FormError("has a line that maps nothing")
        mapping[pair[0]] = pair[1]
    from dovetail.environment.editable.releases import doubt

    return HookFinder(
        "editables",
        Manner.FILES,
        file,
        first=False,
        mapping=tuple(mapping.items()),
        doubt="" if redirector is None else doubt(redirector),
    )
