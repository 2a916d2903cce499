"""The module ``_virtualenv`` of environments that virtualenv made: it patches `distutils`.

Its finder asks all the others for two names and wraps the loader of what they find: no answer changes.
"""

from __future__ import annotations

import re

from dovetail.environment.editable.literal import FormError, assigned, literal, texts
from dovetail.environment.editable.releases import doubt


def decode(text: str) -> tuple[str, ...]:
    """Return the top-level names whose import the module may change: none, if it is that of a known release.

    Raises `FormError` for any other text.
    """
    names, _ = assigned(text, "_DISTUTILS_PATCH")
    if (
        re.search(r"if fullname in (?:_DISTUTILS_PATCH|distutils_patch) and self\.fullname is None:", text)
        is None
    ):
        raise FormError("its finder answers for other names")
    tops = tuple(dict.fromkeys(name.partition(".")[0] for name in texts(literal(names))))
    return tops if doubt(text) else ()
