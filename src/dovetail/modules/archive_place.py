"""Where an archive lies that a path leads into: known before anything of the archive is read."""

from __future__ import annotations

import os
import stat


def locate(path: str, folder: str = "") -> tuple[str, str] | None:
    """Return the archive that an entry lies in, and the prefix in it; None if there is no file.

    The part of the path that exists must be an ordinary file, whatever its name (`zipimporter.__init__`). A
    relative path is one from ``folder``, and stays relative in what is found.
    """
    inner: list[str] = []
    while True:
        try:
            mode = os.stat(os.path.join(folder, path)).st_mode
        except (OSError, ValueError):
            above, _, name = path.rpartition(os.sep)
            if not above:
                return None
            path = above
            inner.append(name)
            continue
        if not stat.S_ISREG(mode):
            return None
        prefix = os.sep.join(part for part in reversed(inner) if part)
        return path, prefix + os.sep if prefix else ""
