"""What is wrong with an editable install: what its hook maps to is gone."""

from __future__ import annotations

import os

from dovetail.environment.editable.finder import Manner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.environment.editable.finder import HookFinder

_FULL = (Manner.FILES, Manner.TABLE)


def faults(finder: HookFinder) -> Iterator[str]:
    """Yield what keeps a hook from finding what it maps, one sentence each."""
    if finder.fails:
        yield finder.fails
    if finder.manner is Manner.TREE:
        return
    names = {name for name, _ in finder.mapping}
    for name, path in finder.mapping:
        # What is below another name that is mapped is lost with it.
        if (
            name.rpartition(".")[0] not in names
            and not os.path.exists(path)
            and (finder.manner in _FULL or not _is_stem(path))
        ):
            yield f"`{name}` is mapped to {path}, which does not exist"


def _is_stem(path: str) -> bool:
    """Return whether a file lies there under a suffix: setuptools maps modules without theirs."""
    folder, stem = os.path.split(path)
    try:
        return any(name.startswith(f"{stem}.") for name in os.listdir(folder))
    except (OSError, ValueError):
        return False
