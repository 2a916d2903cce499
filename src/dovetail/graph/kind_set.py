"""Sets of kinds as the kernel takes them: one bit for each.

Apart from `Kind`, because most questions are about all kinds, and `enum` takes longer to import than a small
project takes to read.
"""

from __future__ import annotations

from dovetail import _kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_BITS = {word: 1 << number for number, word in enumerate(_kernel.kinds())}

ALL_KINDS = (1 << len(_BITS)) - 1
"""The set of all kinds."""


def bits(kinds: Iterable[str] | None) -> int:
    """Return a set of kinds, each a `Kind` or its word, as the kernel takes it; ``None`` means all of them.

    Raises `ValueError` for a word that is no kind.
    """
    if kinds is None:
        return ALL_KINDS
    result = 0
    for kind in kinds:
        if kind not in _BITS:
            raise ValueError(f"no such kind of import: {kind}")
        result |= _BITS[kind]
    return result
