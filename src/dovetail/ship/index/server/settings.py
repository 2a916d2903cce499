"""How an index is served."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path  # noqa: TC003 - read at run time by `dataclasses.replace`

from dovetail.ship.index.policy import Policy


@dataclass(frozen=True, slots=True)
class Settings:
    """What `dovetail index serve` is told.

    ``tokens``: the file of tokens, None for a server that takes no uploads. ``private``: to read takes a
    token as well. ``anyone``: to upload takes none. ``largest``: bytes of an upload. ``upstream``: address of
    the index that answers for names not held here, ``cache`` the folder for what it answered;
    ``upstream_fresh`` and ``fresh``: seconds for which a page of it, and of a bucket, is believed.
    ``reserved``: patterns of names for which it never answers. ``base``: the address under which people know
    this server.
    """

    policy: Policy = Policy.REJECT
    tokens: Path | None = None
    private: bool = False
    anyone: bool = False
    largest: int = 1 << 30
    upstream: str | None = None
    cache: Path | None = None
    upstream_fresh: float = 600.0
    fresh: float = 5.0
    reserved: tuple[str, ...] = ()
    base: str | None = None

    def is_reserved(self, project: str) -> bool:
        """Whether no upstream may answer for a normalized name."""
        return any(fnmatchcase(project, pattern) for pattern in self.reserved)
