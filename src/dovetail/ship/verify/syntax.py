"""Which files a version of Python would refuse to compile, as the parser of the kernel tells."""

from __future__ import annotations

from dovetail import _kernel
from dovetail.environment.target import NEWEST, OLDEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def refused(files: Iterable[str], version: tuple[int, int]) -> dict[str, tuple[str, int]]:
    """Return the files that Python ``version`` would not compile, with its message and the 1-based line.

    ``files`` are paths of source texts. What begins like a text of Python 2 is refused by every version. A
    version before 3.8 is taken for that. Raises `OSError` for a file that cannot be read.
    """
    version = min(max(version, OLDEST), NEWEST)
    found = {}
    for path in files:
        with open(path, "rb") as file:
            fault = _kernel.compile_fault(file.read(), version)
        if fault is not None:
            found[path] = fault
    return found
