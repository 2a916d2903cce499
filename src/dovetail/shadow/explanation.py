"""Why an answer may differ: the reasoned list in ``differences.json``, and which of its entries fits."""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.shadow.answering import Answer
    from dovetail.shadow.record import Difference


class Explanation(NamedTuple):
    """One entry of the list."""

    name: str
    reason: str
    when: dict[str, object]
    """The facts of a difference (see `facts`) that must be so."""


@cache
def explanations() -> tuple[Explanation, ...]:
    """Return the list, in the order in which it is tried."""
    import json

    with open(os.path.join(os.path.dirname(__file__), "differences.json"), "rb") as file:
        return tuple(Explanation(**entry) for entry in json.load(file))


def explain(difference: Difference, again: Answer) -> str | None:
    """Return the name of the first explanation that fits, None if there is none.

    ``again`` is what dovetail answers after CPython was asked afresh.
    """
    known = facts(difference, again)
    for explanation in explanations():
        if all(known[fact] == value for fact, value in explanation.when.items()):
            return explanation.name
    return None


def facts(difference: Difference, again: Answer) -> dict[str, object]:
    """Return what can be said of a difference without reading code.

    ``empty_caches`` and ``standard_hooks``: whether CPython, asked again so, answers as dovetail does.
    ``raises``: the exception that CPython raises, if it does. ``entries``: the types in the path that are no
    strings. ``name``: the type of the name. ``unknown``: whether dovetail says that it
    does not know, because of a finder of the program.
    """
    right = difference.cpython
    odd = {_type(entry) for entry in difference.path if not isinstance(entry, str)}
    return {
        "empty_caches": difference.empty_caches == again,
        "standard_hooks": difference.standard_hooks == again,
        "raises": right[1] if right and right[0] == "raises" else None,
        "entries": " ".join(sorted(odd)),
        "name": _type(difference.name),
        "unknown": difference.foreign is not None,
    }


def _type(value: object) -> str:
    if isinstance(value, tuple) and value:
        return str(value[0])
    return type(value).__name__
