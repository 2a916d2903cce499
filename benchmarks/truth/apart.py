"""Work in a process of its own: what ends that process, or never ends, does not end the rest."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

T = TypeVar("T")
SECONDS = 1800
BYTES = 8 << 30


class Done(NamedTuple, Generic[T]):
    """What came of it."""

    result: T | None
    """None if there is none."""
    problem: str
    """Why there is none; else empty."""
    peak: int
    """The largest resident set, in bytes."""


def apart(work: Callable[..., T], *arguments: Any) -> Done[T]:
    """Return what ``work`` returns in a fork with limits on time and memory; print what it prints."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    result, peak, problem = None, 0, ""
    if ours.poll(SECONDS):
        try:
            result, peak = ours.recv()
        except EOFError:
            problem = "ended without a result"
    else:
        problem = f"not done after {SECONDS} s"
        process.kill()
    process.join()
    code = process.exitcode or 0
    if code == 1:
        sys.exit(code)  # an exception, which it has printed: the fault is ours
    if problem and code:
        problem += f": {signal.Signals(-code).name if code < 0 else f'exit code {code}'}"
    return Done(result, problem, peak)


def _work(theirs: Connection, work: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    result = work(*arguments)
    theirs.send((result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10))
