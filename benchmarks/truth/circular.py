"""Circular failures of changed packages, counted: those that CPython has beside those that are predicted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from agreeing import Agreement, compare

if TYPE_CHECKING:
    from asking import Failure, Truth
    from kinds import Change
    from predict import Predicted

# What differs from one import to the next in the messages of one cause: names and files.
_PARTICULAR = re.compile(r"'[^']*'|\([^)]*/[^)]*\)")
_ORDERS = ("missed", "executed too much", "order", "the simulation raises")


class Example(NamedTuple):
    """One import of a changed package."""

    package: str
    number: int
    entry: str


class Difference(NamedTuple):
    """What is wrong with a verdict; equal ones are one cause."""

    what: str
    """``missed``, ``false alarm`` or ``not exact``."""
    right: str
    ours: str


@dataclass
class Figures:
    """What was counted for a package."""

    name: str
    changes: int = 0
    imports: int = 0
    circular: int = 0
    found: int = 0
    exact: int = 0
    """Of the found those with type, message, file and line."""
    alarms: int = 0
    false: int = 0
    other: int = 0
    """Failures that are not circular."""
    sets: int = 0
    orders: int = 0
    cpu: float = 0.0
    cpu_of_cpython: float = 0.0
    peak: int = 0
    """Bytes of memory."""
    problem: str = ""
    """Why it was not judged."""
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """``imports``, ``circular`` and ``found`` for each kind of change."""
    differences: dict[Difference, list[Example]] = field(default_factory=dict)

    def count(self, number: int, change: Change, truth: Truth, predicted: Predicted, known: set[str]) -> None:
        """Count one import after a change; ``known`` are the modules of the package."""
        agreement = compare(truth, predicted, known)
        alarm, circular = predicted.type is not None, is_circular(truth.failure, known)
        exact = agreement.same_type and agreement.same_place and agreement.same_message
        false = alarm and truth.failure is None
        self.imports += 1
        self.cpu_of_cpython += truth.cpu
        self.sets += agreement.same_set
        self.orders += agreement.same_order
        self.alarms += alarm
        self.false += false
        self.circular += circular
        self.found += circular and alarm
        self.exact += circular and exact
        self.other += truth.failure is not None and not circular
        self.kinds[change.kind, "imports"] += 1
        self.kinds[change.kind, "circular"] += circular
        self.kinds[change.kind, "found"] += circular and alarm
        if false or (circular and not exact):
            what = "false alarm" if false else "not exact" if alarm else "missed"
            difference = Difference(what, *_parting(agreement, truth, predicted))
            self.differences.setdefault(difference, []).append(Example(self.name, number, truth.entry))


def is_circular(failure: Failure | None, known: set[str]) -> bool:
    """Say whether a failure that a change brought about is one of the order of imports.

    All are, but a missing module of another distribution.
    """
    if failure is None:
        return False
    missing = re.match(r"No module named '([^']*)'", failure.message)
    return missing is None or missing[1].partition(".")[0] in {name.partition(".")[0] for name in known}


def _parting(agreement: Agreement, truth: Truth, predicted: Predicted) -> tuple[str, str]:
    """Return where the executed modules part, or else how the failures differ."""
    cause = agreement.cause
    if cause and cause.kind in _ORDERS:
        return f"{cause.kind}: {cause.what}", cause.where
    failure = truth.failure
    right = f"{failure.type}: {failure.message}" if failure else "imports"
    ours = f"{predicted.type}: {predicted.message}" if predicted.type else "imports"
    if right == ours:
        return "another place", _general(right)
    if agreement.same_place and _general(right) == _general(ours):
        return "other names in the message", _general(right)
    return f"CPython: {_general(right)}", f"predicted: {_general(ours)}"


def _general(text: str) -> str:
    return _PARTICULAR.sub("...", " ".join(text.split()))[:200]
