"""A distribution read and judged, apart from the server: in a process of its own.

To verify one takes seconds of a processor, for a large one many; the server answers meanwhile. And whatever
an archive does to who reads it, it does not do to the server.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_process

from dovetail.ship.index.errors import RefusedError
from dovetail.ship.index.policy import Judgement, Policy, judge
from dovetail.ship.index.record import read_incoming

if TYPE_CHECKING:
    from dovetail.ship.index.record import Incoming

_AT_A_TIME = 2
_PATIENCE = 600.0
"""Seconds."""


class Examination:
    """Reads and judges uploads, a few at a time."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._limiter: anyio.CapacityLimiter | None = None

    async def of(self, path: Path) -> tuple[Incoming, Judgement]:
        """Return what is to be known of a distribution, and what is wrong with it.

        Raises what `read_incoming` and `judge` raise, and `RefusedError` where that takes too long or ends
        the process that does it.
        """
        if self._policy is Policy.OFF:  # what is left is quick
            return await asyncio.to_thread(read_incoming, path), Judgement(())
        if self._limiter is None:  # here, because it belongs to the event loop
            self._limiter = anyio.CapacityLimiter(_AT_A_TIME)
        try:
            with anyio.fail_after(_PATIENCE):
                return await anyio.to_process.run_sync(
                    _examined, str(path), str(self._policy), cancellable=True, limiter=self._limiter
                )
        except TimeoutError:
            raise RefusedError(
                f"{path.name} could not be verified in {_PATIENCE:.0f} seconds",
                hint="verify it with `dovetail verify`, and add it on the machine of the index",
            ) from None
        except anyio.BrokenWorkerProcess:
            raise RefusedError(f"{path.name} could not be verified: the process that did was ended") from None


def _examined(path: str, policy: str) -> tuple[Incoming, Judgement]:
    file = Path(path)
    return read_incoming(file), judge(file, Policy(policy))
