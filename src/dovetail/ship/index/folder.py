"""An index in a folder that any web server can serve."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
import zlib
from hashlib import sha256
from typing import TYPE_CHECKING

from dovetail.ship.index.errors import StoreError
from dovetail.ship.index.lock import held
from dovetail.ship.index.store import CHUNK, PRIVATE, Entry, Store, Stored, checked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCKS = 64
_FORGOTTEN = 3600.0
"""Seconds after which a temporary file is no living writer's."""


class FolderStore(Store):
    """Objects as files. They appear by a link (create-only) or a rename (replaced), both of which are atomic.

    What comes before is a file in ``.dovetail/tmp``, on the same file system and synchronised to the disk,
    so that whenever a writer is killed, or the machine, the tree holds whole files alone.
    """

    page = "index.json"

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the index in a folder; raises `StoreError` if there is none and none is to be made."""
        self.name = os.fspath(folder)
        self.folder = folder.absolute()
        known = (self.folder / PRIVATE).is_dir() or (self.folder / "simple").is_dir()
        if not known:
            if not create:
                raise StoreError(
                    f"no index in {folder}", hint=f"`dovetail index add {folder} FILE...` makes one"
                )
            if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
                raise StoreError(
                    f"{folder} holds other things than an index", hint="give an empty folder, or a new one"
                )
        try:
            for part in ("tmp", "locks"):
                (self.folder / PRIVATE / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _cannot(folder, error) from error

    def read(self, key: str) -> Stored | None:
        """Return an object; its version is the digest of its bytes."""
        try:
            data = self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _cannot(self._path(key), error) from error
        return Stored(data, sha256(data).hexdigest())

    def write(self, key: str, data: bytes, media_type: str, expected: str | None) -> bool:  # noqa: ARG002
        """Write an object by a link or, under the lock of its key, by a rename."""
        path = self._path(key)
        with self._prepared(path) as temporary:
            temporary.write_bytes(data)
            if expected is None:
                return self._create(temporary, key)
            _synchronise(temporary)
            with held(os.fspath(self._lock(key))):
                found = self.read(key)
                if found is None or found.version != expected:
                    return False
                os.replace(temporary, path)
            _synchronise(path.parent)
        return True

    def create_from(self, key: str, file: Path, media_type: str) -> bool:  # noqa: ARG002
        """Create an object from a copy of a file."""
        path = self._path(key)
        if path.exists():  # no need to copy it
            return False
        with self._prepared(path) as temporary:
            shutil.copyfile(file, temporary)
            return self._create(temporary, key)

    def delete(self, key: str) -> None:
        """Delete a file, and not the folder that may become empty: another writer may be about to use it."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise _cannot(self._path(key), error) from error

    def stat(self, key: str) -> Entry | None:
        """Return size and time of a file."""
        try:
            status = self._path(key).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return Entry(key, status.st_size, status.st_mtime)

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the files below, without those that are passed over everywhere: hidden ones and links."""
        top = self.folder / prefix.rpartition("/")[0]
        found: list[Entry] = []
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)
                key = os.path.relpath(path, self.folder).replace(os.sep, "/")
                if key.startswith(prefix) and not name.startswith("."):
                    with contextlib.suppress(FileNotFoundError):  # removed meanwhile
                        status = os.stat(path, follow_symlinks=False)
                        found.append(Entry(key, status.st_size, status.st_mtime))
        yield from sorted(found)

    def chunks(self, key: str, first: int, last: int) -> Iterator[bytes]:
        """Yield the bytes of a file."""
        with self._path(key).open("rb") as file:
            file.seek(first)
            rest = last + 1 - first
            while rest > 0 and (data := file.read(min(CHUNK, rest))):
                rest -= len(data)
                yield data

    def local(self, key: str) -> Path | None:
        """Return the file of a key, whether it is there or not."""
        return self._path(key)

    def sweep(self) -> None:
        """Remove temporary files that nobody can still be writing."""
        now = time.time()
        for path in (self.folder / PRIVATE / "tmp").iterdir():
            with contextlib.suppress(OSError):
                if now - path.stat().st_mtime > _FORGOTTEN:
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self.folder / checked(key)

    def _lock(self, key: str) -> Path:
        # Few files for all keys: a lock is held for the time of a rename.
        return self.folder / PRIVATE / "locks" / str(zlib.crc32(key.encode()) % _LOCKS)

    def _create(self, temporary: Path, key: str) -> bool:
        """Let a file appear under a name that is free; return False where it is not."""
        path = self._path(key)
        _synchronise(temporary)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        except OSError:
            # A file system without links. All who write to it find that, and take the lock.
            with held(os.fspath(self._lock(key))):
                if path.exists():
                    return False
                temporary.rename(path)
        _synchronise(path.parent)
        return True

    @contextlib.contextmanager
    def _prepared(self, path: Path) -> Iterator[Path]:
        temporary = self.folder / PRIVATE / "tmp" / uuid.uuid4().hex
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
        except OSError as error:
            raise _cannot(path, error) from error
        finally:
            temporary.unlink(missing_ok=True)


def _synchronise(path: Path) -> None:
    """Wait until a file or folder is on the disk, where the system can say so."""
    try:
        file = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        return
    try:
        with contextlib.suppress(OSError):  # some file systems cannot do it for folders
            os.fsync(file)
    finally:
        os.close(file)


def _cannot(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path}: {error.strerror or error}", hint="the index needs a folder it can write to")
