"""An sdist, a wheel or an unpacked tree, read as one thing: `open_archive`."""

from __future__ import annotations

from dovetail.ship.archive.archive import Archive
from dovetail.ship.archive.member import ArchiveError, BombError, Form, Limits, Member, MemberKind
from dovetail.ship.archive.opening import open_archive

__all__ = ["Archive", "ArchiveError", "BombError", "Form", "Limits", "Member", "MemberKind", "open_archive"]
