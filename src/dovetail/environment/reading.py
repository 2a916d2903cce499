"""Files of an environment, whatever they turn out to be: nobody waits for a pipe, and a device has an end."""

from __future__ import annotations

import os
import stat

LARGEST = 1 << 26
"""No file that says something about an environment has a size beyond this."""


def read_ordinary(path: str, largest: int = LARGEST) -> bytes:
    """Return the bytes of an ordinary file.

    Raises `OSError` for anything else: what is missing, may not be read, is larger than ``largest``, is no
    file at all (a folder, a pipe, a device), or has a name that no file can have.
    """
    try:
        # Without the flag, to open a pipe is to wait for its writer.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:  # NUL
        raise OSError(0, "no file has such a name") from error
    try:
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "is no ordinary file")
        # The size is asked for first: to read up to a limit is to take memory for all of it.
        if status.st_size > largest:
            raise OSError(0, f"has more than {largest} bytes")
        pieces = []
        while piece := os.read(number, status.st_size + 1):  # half the calls that a file object makes
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        os.close(number)
