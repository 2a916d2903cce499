"""How certain a resolution is: what code may change that runs at start-up or when a parent is imported."""

from __future__ import annotations

import sys

from dovetail.environment.entry import STANDARD_LIBRARY
from dovetail.modules.resolution import Confidence, Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dovetail.environment.environment import Environment
    from dovetail.modules.package_path import PackagePath
    from dovetail.modules.resolution import Candidate, Resolution

_FROM_TABLES = frozenset((Found.BUILT_IN, Found.FROZEN, Found.ALIAS))


def certainty(answer: Resolution, environment: Environment, searched: PackagePath | None) -> Resolution:
    """Return ``answer`` with its confidence, and the reason where it is less than exact.

    ``searched`` is the ``__path__`` of the parent, None if there is no parent. The words ``sys.modules`` in
    its text are taken as a sign that it may put modules there for which there is no file.
    """
    confidence, reason = _of_finders(answer.trace, environment)
    if confidence is Confidence.EXACT:
        confidence, reason = _of_parent(answer, searched)
    if confidence is Confidence.EXACT:
        confidence, reason = _of_start_up(answer, environment)
    if confidence is Confidence.EXACT and environment.assumptions:
        top = answer.name.partition(".")[0]
        if answer.kind in _FROM_TABLES or top in sys.stdlib_module_names:
            confidence, reason = Confidence.ASSUMED, environment.assumptions[0]
    if answer.ancestors and confidence is not Confidence.UNKNOWN:
        # Nothing below a parent is more certain than the parent.
        parent = answer.ancestors[-1]
        if confidence is Confidence.EXACT or parent.confidence is Confidence.UNKNOWN:
            confidence, reason = parent.confidence, parent.reason
    if confidence is Confidence.EXACT:
        return answer
    reason = f"{answer.reason}; {reason}" if answer.reason else reason
    return answer._replace(confidence=confidence, reason=reason)


def _of_finders(trace: Sequence[Candidate], environment: Environment) -> tuple[Confidence, str]:
    finder = foreign_finder(trace, environment)
    if finder is None:
        return Confidence.EXACT, ""
    return Confidence.UNKNOWN, f"a finder of a program's own ({finder}) may provide it"


def foreign_finder(trace: Sequence[Candidate], environment: Environment) -> str | None:
    """Return the class of the first finder of a program's own that a search came to, None if to none.

    What it answers only running it tells: where a search comes to one, its end is unknown.
    """
    if not environment.finders:
        return None
    found = (environment.finders.get(each.entry.path) for each in trace if each.entry is not None)
    return next(filter(None, found), None)


def _of_parent(answer: Resolution, searched: PackagePath | None) -> tuple[Confidence, str]:
    if answer.kind in _FROM_TABLES or searched is None:
        return Confidence.EXACT, ""
    if searched.confidence is not Confidence.EXACT:
        return searched.confidence, searched.reason
    if not answer.found and searched.injects:
        parent = answer.ancestors[-1].name
        return Confidence.UNKNOWN, f"`{parent}` may put modules into sys.modules when it is imported"
    return Confidence.EXACT, ""


def _of_start_up(answer: Resolution, environment: Environment) -> tuple[Confidence, str]:
    if answer.ancestors and answer.ancestors[-1].kind is not Found.NAMESPACE_PACKAGE:
        return Confidence.EXACT, ""  # a finder that leads to the parent is a matter of the parent
    top = answer.name.partition(".")[0]
    below = answer.ancestors[:1] and answer.ancestors[0].kind is not Found.NAMESPACE_PACKAGE
    # What a line is known to change says more than what another might.
    codes = environment.start_up_code
    for code in (*[c for c in codes if c.names is not None], *[c for c in codes if c.names is None]):
        finder = code.finder
        if finder is not None and finder.doubt and top in finder.top_level:
            return Confidence.ASSUMED, f"{finder.file}: {finder.doubt}"
        if code.names is not None and below:
            continue  # what it does to the top-level name, that is certain of
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
