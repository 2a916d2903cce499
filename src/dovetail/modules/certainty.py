"""How certain a resolution is: what code may change that runs at start-up or when a parent is imported."""

from __future__ import annotations

import re
import sys

from dovetail.environment.entry import STANDARD_LIBRARY
from dovetail.environment.reading import read_ordinary
from dovetail.modules.resolution import Confidence, Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.environment.environment import Environment
    from dovetail.modules.resolution import Resolution

# Its own __path__, not that of another module; and pkg_resources, which changes it under another name.
_CHANGES_PATH = re.compile(rb"(?<![\w.])__path__|\bdeclare_namespace\b")
_FROM_TABLES = frozenset((Found.BUILT_IN, Found.FROZEN, Found.ALIAS))


def certainty(answer: Resolution, environment: Environment) -> Resolution:
    """Return ``answer`` with its confidence, and the reason where it is less than exact.

    A word in the text of a parent (``__path__``, ``sys.modules``) is taken as a sign that the parent may
    change what is found below it.
    """
    confidence, reason = _of_parent(answer, environment)
    if confidence is Confidence.EXACT:
        confidence, reason = _of_start_up(answer, environment)
    if confidence is Confidence.EXACT and environment.assumptions:
        top = answer.name.partition(".")[0]
        if answer.kind in _FROM_TABLES or top in sys.stdlib_module_names:
            confidence, reason = Confidence.ASSUMED, environment.assumptions[0]
    if answer.ancestors and confidence is Confidence.EXACT:
        confidence, reason = answer.ancestors[-1].confidence, answer.ancestors[-1].reason
    if confidence is Confidence.EXACT:
        return answer
    reason = f"{answer.reason}; {reason}" if answer.reason else reason
    return answer._replace(confidence=confidence, reason=reason)


def _of_parent(answer: Resolution, environment: Environment) -> tuple[Confidence, str]:
    parent = answer.ancestors[-1] if answer.ancestors else None
    if (
        answer.kind in _FROM_TABLES
        or parent is None
        or parent.kind in (Found.NAMESPACE_PACKAGE, Found.BUILT_IN, Found.FROZEN)
    ):
        return Confidence.EXACT, ""
    loaded = environment.loaded.get(parent.name)
    if loaded is not None and loaded.locations is not None:
        return Confidence.EXACT, ""  # what its text does is done, or is never run
    origin = parent.origin or ""
    if not origin.endswith((".py", ".pyw")):
        if parent.kind is Found.ALIAS:
            return Confidence.EXACT, ""
        return Confidence.ASSUMED, f"`{parent.name}` has no text that says whether it changes its __path__"
    try:
        text = read_ordinary(origin)
    except OSError:
        return Confidence.ASSUMED, f"the text of `{parent.name}` was not read"
    reason = ""
    # The words alone are found much faster, and most texts have neither.
    if (b"__path__" in text or b"declare_namespace" in text) and _CHANGES_PATH.search(text):
        reason = f"`{parent.name}` may change its __path__ when it is imported"
    elif not answer.found and b"sys.modules" in text:
        reason = f"`{parent.name}` may put modules into sys.modules when it is imported"
    return (Confidence.UNKNOWN if reason else Confidence.EXACT), reason


def _of_start_up(answer: Resolution, environment: Environment) -> tuple[Confidence, str]:
    if answer.ancestors and answer.ancestors[-1].kind is not Found.NAMESPACE_PACKAGE:
        return Confidence.EXACT, ""  # a finder that leads to the parent is a matter of the parent
    top = answer.name.partition(".")[0]
    for code in environment.start_up_code:
        finder = code.finder
        if finder is not None and finder.doubt and top in finder.top_level:
            return Confidence.ASSUMED, f"{finder.file}: {finder.doubt}"
        if code.names is None or top in code.names:
            place = f"{code.file}:{code.line} runs code when Python starts"
            if not answer.found or code.names is not None:
                return Confidence.UNKNOWN, f"{place} that may provide it"
            return Confidence.ASSUMED, f"{place}, and is not expected to change this"
    return _of_what_it_loaded(answer, environment, top)


def _of_what_it_loaded(answer: Resolution, environment: Environment, top: str) -> tuple[Confidence, str]:
    """Doubt a module that hides one of the standard library, which start-up code may have imported before."""
    hooks = [code for code in environment.start_up_code if code.finder is not None]
    entry = answer.trace[-1].entry if answer.trace else None
    if not hooks or not environment.assumptions or not answer.found or entry is None:
        return Confidence.EXACT, ""
    if (
        top in sys.stdlib_module_names
        and entry.provenance not in STANDARD_LIBRARY
        and top not in environment.loaded
    ):
        place = f"{hooks[0].file}:{hooks[0].line} runs code when Python starts"
        return Confidence.UNKNOWN, f"{place} that may have imported `{top}` of the standard library before"
    return Confidence.EXACT, ""
