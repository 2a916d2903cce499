"""What a command costs: the time and the memory of its whole process, from the first to the last instruction.

A process inherits the peak memory of the one that starts it, up to where it replaces itself; so this module
and what uses it import little.
"""

from __future__ import annotations

import os
import sys
import time
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What the peak of the resident memory is counted in.
UNIT = 1 if sys.platform == "darwin" else 1024


class Cost(NamedTuple):
    """CPU time (user and system, of all threads) and wall time in seconds, peak memory in bytes."""

    cpu: float
    wall: float
    memory: int


class Command(NamedTuple):
    """A command, and the exit codes that say it did what it was asked."""

    words: Sequence[str]
    environment: Mapping[str, str] = {}
    codes: frozenset[int] = frozenset({0})


def cost(command: Command) -> Cost:
    """Run a command once, its output thrown away, and return what it cost.

    Raises `RuntimeError` if it fails: a tool that gives up early would seem fast.
    """
    null = os.open(os.devnull, os.O_RDWR)
    environment = {**os.environ, **command.environment}
    redirect = [(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)]
    start = time.perf_counter()
    process = os.posix_spawnp(command.words[0], list(command.words), environment, file_actions=redirect)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    os.close(null)
    code = os.waitstatus_to_exitcode(status)
    if code not in command.codes:
        message = f"{' '.join(command.words)} ended with {code}"
        raise RuntimeError(message)
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * UNIT)


def costs(commands: Mapping[str, Command], runs: int) -> dict[str, list[Cost]]:
    """Run all commands in turn, so often, so that what disturbs the machine disturbs all of them.

    One more run of each comes first and does not count: it fills the cache of the file system.
    """
    for command in commands.values():
        cost(command)
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(cost(command))
    return found


class Summary(NamedTuple):
    """The least and the middle of what several runs cost; of memory the most."""

    cpu: float
    cpu_median: float
    wall: float
    wall_median: float
    memory: int


def summary(found: Sequence[Cost]) -> Summary:
    """Summarise the runs of one command."""
    cpu, wall = sorted(one.cpu for one in found), sorted(one.wall for one in found)
    middle = len(found) // 2
    return Summary(cpu[0], cpu[middle], wall[0], wall[middle], max(one.memory for one in found))


def report(summaries: Mapping[str, Summary]) -> None:
    """Print a table of what each command cost."""
    print(f"  {'':<24}{'CPU ms':>10}{'median':>10}{'wall ms':>10}{'median':>10}{'peak MB':>10}")
    for name, one in summaries.items():
        times = (one.cpu, one.cpu_median, one.wall, one.wall_median)
        shown = "".join(f"{seconds * 1000:10.1f}" for seconds in times)
        print(f"  {name:<24}{shown}{one.memory / 2**20:10.1f}")


def bar(what: str, value: float, limit: float | None) -> bool:
    """Print a ratio and what it may be at most; whether it is no more than that."""
    if limit is None:
        print(f"    {what:<64}{value:7.3f}")
        return True
    held = value <= limit
    print(f"    {what:<64}{value:7.3f}  at most {limit:.3f}: {'held' if held else 'MISSED'}")
    return held
