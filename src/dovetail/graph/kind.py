"""The kinds of an import. The kernel decides them; everybody else filters on them."""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Kind(StrEnum):
    """When an import runs, in the order and with the words of the kernel."""

    EAGER = "eager"
    """Runs when the module is imported."""
    DEFERRED = "deferred"
    """Inside a function body."""
    TYPING = "typing"
    """Under ``TYPE_CHECKING``."""
    OPTIONAL = "optional"
    """Its failure is caught, or it stands in for an import that failed."""
    CONDITIONAL = "conditional"
    """Under a version or platform test, or a constant; ``taken`` says which way the test goes."""
    MAIN = "main"
    """Under ``__name__ == "__main__"``."""
    DYNAMIC = "dynamic"
    """A literal name given to ``importlib.import_module`` or ``__import__``."""
    LAZY = "lazy"
    """A ``lazy import`` of PEP 810."""
    IMPLICIT = "implicit"
    """A parent package that runs because a child is imported."""


_BITS = {kind: 1 << number for number, kind in enumerate(Kind)}

ALL_KINDS = (1 << len(Kind)) - 1
"""The set of all kinds, as the kernel takes it."""


def bits(kinds: Iterable[Kind | str] | None) -> int:
    """Return a set of kinds as the kernel takes it, one bit for each; ``None`` means all of them.

    Raises `ValueError` for a word that is no kind.
    """
    if kinds is None:
        return ALL_KINDS
    result = 0
    for kind in kinds:
        result |= _BITS[Kind(kind)]
    return result
