"""A file that is written whole, or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def written(path: str) -> Iterator[str]:
    """Yield the path of a new neighbour, which takes the place of ``path`` at the end.

    If anything is raised meanwhile, the neighbour is removed, and what was at ``path`` stays.
    """
    folder, name = os.path.split(path)
    partial = os.path.join(folder, f".{name}.{os.getpid()}")
    try:
        yield partial
        os.replace(partial, path)
    except BaseException:
        if os.path.lexists(partial):
            os.unlink(partial)
        raise
