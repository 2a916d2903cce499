"""The shim of setuptools, ``_distutils_hack``: its finder leads ``distutils`` to ``setuptools._distutils``.

``distutils-precedence.pth`` puts the finder in front of all others, if the variable
``SETUPTOOLS_USE_DISTUTILS`` allows it. What it does is known by the fingerprint of its text.
"""

from __future__ import annotations

from dovetail.environment.editable.literal import FormError
from dovetail.environment.editable.releases import doubt

DISTUTILS = "distutils"
OWN = "setuptools._distutils"
"""The package that the shim gives for it."""
OVERRIDE = b"import _distutils_hack.override"
"""By this line `setuptools` makes its own package the one that is called ``distutils``."""

_ORIGIN = "origin=mod.__file__"
"""Since 60.9 the spec says the file; before, the releases differed each from the last."""


def decode(text: str) -> str:
    """Return why the finder does not surely do what that of the releases does, empty if it does.

    Raises `FormError` for a text of another form.
    """
    if _ORIGIN not in text:
        raise FormError("its spec says no file")
    return doubt(text)
