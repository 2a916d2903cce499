"""What can be wrong with a distribution archive: one file and one page for each check.

A check is a function ``check(subject) -> Iterator[Diagnostic]`` in the module of its name, as in
`dovetail.checks`; it reads the archive and executes nothing of it. `verify` runs them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Sequence

    from dovetail.diagnostic import Outcome
    from dovetail.ship.archive import Archive


def verify(
    archive: Archive | str | os.PathLike[str],
    *,
    beside: Sequence[Archive | str | os.PathLike[str]] = (),
    select: Collection[str] | None = None,
    ignore: Collection[str] = (),
) -> Outcome:
    """Return what is wrong with ``archive``, a wheel, an sdist or an unpacked tree; nothing is executed.

    ``beside`` are other forms of the same release (the sdist of a wheel, the tree it was built from): what
    they have and the archive lacks is a finding. ``select`` and ``ignore`` name checks, as in
    `dovetail check`. Places in the findings are paths below the archive, ``shop-1.0-py3-none-any.whl/shop/
    orders.py``, relative to the folder that it lies in (of a tree: below the tree itself). The exit code is 1
    if there is any finding; publish and index refuse where `Outcome.count` of errors is not 0.

    Raises `ArchiveError` for what is no archive, `UsageError` for a name that no check has.
    """
    from dovetail.ship.verify.run import verify_one

    return verify_one(archive, beside=beside, select=select, ignore=ignore)
