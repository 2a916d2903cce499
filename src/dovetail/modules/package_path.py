"""The ``__path__`` that a package has after its body ran: what its text says, by literals alone.

"Module `__path__` attributes" in the language reference: a body may change where submodules are searched, and
a plain module that sets ``__path__`` becomes a package.
"""

from __future__ import annotations

from dovetail.modules.resolution import Confidence, Found
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.environment.environment import Environment
    from dovetail.modules.path_search import PathSearch
    from dovetail.modules.resolution import Resolution

# Its own __path__, not that of another module; and pkg_resources, which changes it under another name. What
# stands before a word is looked at behind it: a pattern is found much faster that begins with plain letters.
_CHANGES_PATH = (rb"__path__(?<![\w.]__path__)", rb"declare_namespace\b(?<!\wdeclare_namespace)")
# What stands behind == is no target: `logging` compares so, and to parse its text takes long.
_COMPARED = rb"==\s*__path__\[\d+\]"
_INJECTS = (rb"sys\.modules\b(?<!\wsys\.modules)", rb"meta_path\b(?<!\wmeta_path)")
_WITH_BODY = frozenset((Found.SOURCE, Found.BYTECODE, Found.EXTENSION, Found.REGULAR_PACKAGE))


class PackagePath(NamedTuple):
    """Where the submodules of a module are searched, as far as its text tells."""

    locations: tuple[str, ...] | None
    """The ``__path__``, None if it is no package; where that is not known, the one before the body ran."""
    confidence: Confidence
    reason: str = ""
    """Why it is not certain."""
    injects: bool = False
    """Whether the text speaks of ``sys.modules`` or of finders: then modules may be there without a file."""


class Surroundings(NamedTuple):
    """What the body of a package can ask for while it changes its ``__path__``."""

    environment: Environment
    search: PathSearch
    around: tuple[str, ...]
    """The path that the package was searched on: ``sys.path``, or the ``__path__`` of its parent."""
    can_import: Callable[[str], bool | None]
    """Whether a module can be imported; None if that is not known."""


def package_path(module: Resolution, surroundings: Surroundings) -> PackagePath:
    """Return the ``__path__`` of a module after its body ran. It never raises, whatever the text.

    Read are literals, `pkgutil.extend_path` and `pkg_resources.declare_namespace`; what is computed or
    conditional is unknown, with the line.
    """
    before = module.submodule_search_locations
    if module.kind not in _WITH_BODY:
        return PackagePath(before, Confidence.EXACT)
    origin = module.origin or ""
    if not origin.endswith((".py", ".pyw")):
        reason = f"`{module.name}` has no text that says whether it changes its __path__"
        return PackagePath(before, Confidence.ASSUMED, reason)
    text = surroundings.search.text(origin)
    if text is None:
        return PackagePath(before, Confidence.ASSUMED, f"the text of `{module.name}` was not read")
    # The words alone are found much faster, and most texts have none of them.
    injects = (b"sys.modules" in text or b"meta_path" in text) and _has(_INJECTS, text)
    if not (b"__path__" in text or b"declare_namespace" in text) or not _may_change(text):
        return PackagePath(before, Confidence.EXACT, injects=injects)
    from dovetail.modules.package_body import ComputedError, path_after

    try:
        after = path_after(text, module, surroundings)
    except ComputedError as computed:
        return PackagePath(before, Confidence.UNKNOWN, f"`{module.name}` {computed}", injects)
    return PackagePath(after, Confidence.EXACT, injects=injects)


def _may_change(text: bytes) -> bool:
    import re

    return _has(_CHANGES_PATH, re.sub(_COMPARED, b"", text))


def _has(patterns: tuple[bytes, ...], text: bytes) -> bool:
    import re

    return any(re.search(pattern, text) for pattern in patterns)
