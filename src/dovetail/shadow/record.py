"""What a shadow run has seen: processes, calls, and each difference with all that is known of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.shadow.answering import Answer


@dataclass
class Difference:
    """One call that CPython and dovetail answer differently."""

    version: str
    pid: int
    name: str
    path: list[object]
    """As it was passed, or ``sys.path``."""
    folder: str | None
    """The current folder."""
    check_hash_based_pycs: str
    foreign: str | None
    """The class of the first finder on this path that is not Python's own: then dovetail says `unknown`."""
    cpython: Answer
    dovetail: Answer
    empty_caches: Answer = None
    """What CPython answers once its caches are emptied."""
    standard_hooks: Answer = None
    """What it answers then with the path hooks that Python starts with."""
    hooks: list[str] = field(default_factory=list)
    explanation: str | None = None
    """The name of the explanation in ``differences.json``, None if none fits."""


@dataclass
class Record:
    """The sums of a run. Not safe for threads: whoever adds to it holds a lock."""

    processes: dict[str, int] = field(default_factory=dict)
    """Followed processes by version of Python."""
    alive: Counter[int] = field(default_factory=Counter)
    """Open connections by the number of their process: each interpreter in a process has one."""
    interpreters: int = 0
    """Further interpreters in followed processes (PEP 554)."""
    forks: int = 0
    calls: dict[str, int] = field(default_factory=dict)
    """Calls by version of Python."""
    identical: int = 0
    unknown: int = 0
    """Calls that dovetail answers as unknown: the search comes to a finder that is not Python's own."""
    unknown_identical: int = 0
    """Those of them for which CPython answers as if that finder had nothing."""
    missed: int = 0
    """Calls that could not be reported, as those of a destructor in the middle of another."""
    programs: list[list[str]] = field(default_factory=list)
    """The arguments of each Python that a followed process started."""
    unsupported: dict[str, int] = field(default_factory=dict)
    """Processes whose Python dovetail has no table for, by version."""
    differences: list[Difference] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many calls were compared."""
        return sum(self.calls.values())

    @property
    def unexplained(self) -> list[Difference]:
        """The differences that no explanation fits."""
        return [difference for difference in self.differences if difference.explanation is None]
