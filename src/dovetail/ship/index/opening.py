"""The store that an address names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dovetail.errors import UsageError
from dovetail.ship.index.store import PRIVATE

if TYPE_CHECKING:
    from dovetail.ship.index.store import Store


def open_store(folder: str | None, address: str | None = None, *, create: bool = False) -> Store:
    """Open the index in a folder or at ``s3://BUCKET/PREFIX``, whichever is given.

    Raises `UsageError` if that is not one of them, `StoreError` if there is no index and ``create`` is False.
    """
    if folder is not None and folder.startswith("s3://"):
        folder, address = None, folder
    if (folder is None) == (address is None):
        raise UsageError("one place is needed", hint="give a folder, or --store s3://BUCKET/PREFIX")
    if address is not None:
        from dovetail.ship.index.bucket import BucketStore

        return BucketStore(address)
    from dovetail.ship.index.folder import FolderStore

    return FolderStore(Path(folder or "."), create=create)


def tokens_file(folder: str | None, given: str | None) -> Path:
    """Return the file of tokens: the one that is given, or that of the index in a folder.

    Raises `UsageError` for a bucket: tokens are no business of whoever can read it.
    """
    if given is not None:
        return Path(given)
    if folder is None or folder.startswith("s3://"):
        raise UsageError("tokens of an index in a bucket are kept elsewhere", hint="give --tokens FILE")
    return Path(folder) / PRIVATE / "tokens.json"
