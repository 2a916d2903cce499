"""A lock between processes that the system opens when its holder dies."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextlib.contextmanager
def held(path: str) -> Iterator[None]:
    """Hold the lock that is the file ``path``, which is made if need be, and wait for it.

    The file stays: to remove it would let two processes hold locks on two files of the same name.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        _lock(file)
        yield
    finally:
        os.close(file)
