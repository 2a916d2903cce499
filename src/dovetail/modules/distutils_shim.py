"""What the shim of setuptools makes of two names: ``distutils`` and ``setuptools._distutils`` are one module.

Its finder imports ``setuptools._distutils`` and gives that module a spec of the name ``distutils``, which is
no package by its spec; the ``__path__`` of the module stays. `setuptools` itself does the same when it is
imported: so whoever asks for ``setuptools._distutils`` gets that spec out of ``sys.modules``.

In a program that imports `pip` the shim gives way to the standard library. That is not seen here.
"""

from __future__ import annotations

import os
import re

from dovetail.environment.editable.distutils_shim import DISTUTILS, OVERRIDE, OWN, decode
from dovetail.environment.editable.literal import FormError
from dovetail.environment.entry import PathEntry, Provenance
from dovetail.modules.resolution import Candidate, Confidence, Found, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.environment.environment import Environment
    from dovetail.modules.resolution import Resolution

_BUILD = "pybuilddir.txt"
"""In a folder with this file, where CPython is built, the finder does nothing."""


def doubt_about(
    hack: Resolution, environment: Environment, text: Callable[[str], bytes | None]
) -> str | None:
    """Return why the answers of the shim ``_distutils_hack`` are less than exact, empty if they are exact.

    None if it is not known what it does, or if the folder switches it off. ``text`` gives what is in a file,
    None if it cannot be read.
    """
    if environment.folder is not None and os.path.isfile(os.path.join(environment.folder, _BUILD)):
        return None
    try:
        return decode((text(hack.origin or "") or b"").decode())
    except (FormError, UnicodeDecodeError):
        return None


def overrides(around: Resolution, text: Callable[[str], bytes | None]) -> bool:
    """Return whether the package `setuptools` puts the shim's module in place when it is imported."""
    return (
        re.search(rb"^%b\b" % re.escape(OVERRIDE), text(around.origin or "") or b"", re.MULTILINE) is not None
    )


def under_its_name(
    own: Resolution, environment: Environment, doubt: str, otherwise: Candidate | None
) -> Resolution:
    """Return what ``distutils`` leads to: the package ``own`` of setuptools, without locations in the spec.

    ``doubt`` is why that is less than exact, ``otherwise`` what would be found without the shim.
    """
    if doubt and own.confidence is Confidence.EXACT:
        own = own._replace(confidence=Confidence.ASSUMED, reason=f"`_distutils_hack`: {doubt}")
    code = next(code for code in environment.start_up_code if code.names == (DISTUTILS,))
    place = PathEntry("", Provenance.CODE, code.file, code.line)
    says = f"the shim of setuptools leads to `{OWN}`"
    there = Candidate("start-up code", place, own.origin, Outcome.FOUND, says, Found.SOURCE)
    return own._replace(
        name=DISTUTILS,
        kind=Found.SOURCE,
        submodule_search_locations=None,
        ancestors=(),
        trace=(there,),
        next=otherwise,
    )


def under_the_other(real: Resolution, ancestors: tuple[Resolution, ...], own: Resolution) -> Resolution:
    """Return what ``setuptools._distutils`` leads to once `setuptools` was imported: the module ``real``."""
    says = f"`{ancestors[-1].name}` has imported it as `{DISTUTILS}`"
    here = Candidate("sys.modules", None, real.origin, Outcome.FOUND, says, Found.SOURCE)
    first = own.trace[-1]
    return real._replace(
        name=OWN, kind=Found.ALIAS, alias_of=DISTUTILS, ancestors=ancestors, trace=(here,), next=first
    )
