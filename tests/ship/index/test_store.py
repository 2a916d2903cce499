"""What changes an index is made of: create-only and compare-and-swap, in a folder and in a bucket."""

from __future__ import annotations

import copy
import os
import threading
from typing import TYPE_CHECKING

import pytest

from dovetail.ship.index import folder as folder_module
from dovetail.ship.index.errors import StoreError
from dovetail.ship.index.folder import FolderStore
from dovetail.ship.index.store import change

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.ship.index.bucket import BucketStore
    from dovetail.ship.index.store import Store


def test_created_once(store: Store, tmp_path: Path) -> None:
    assert store.write("simple/a.txt", b"one", "text/plain", None)
    assert not store.write("simple/a.txt", b"two", "text/plain", None)
    file = tmp_path / "file"
    file.write_bytes(b"three")
    assert not store.create_from("simple/a.txt", file, "text/plain")
    assert store.create_from("simple/b.txt", file, "text/plain")
    found = store.read("simple/a.txt")
    assert found
    assert found.data == b"one"
    assert [(entry.key, entry.size) for entry in store.entries("simple/")] == [
        ("simple/a.txt", 3),
        ("simple/b.txt", 5),
    ]
    assert b"".join(store.chunks("simple/b.txt", 1, 3)) == b"hre"


def test_replaced_by_who_has_seen_it(store: Store) -> None:
    store.write("a", b"one", "text/plain", None)
    old = store.read("a")
    assert old
    assert store.write("a", b"two", "text/plain", old.version)
    assert not store.write("a", b"three", "text/plain", old.version)
    store.delete("a")
    store.delete("a")
    assert store.read("a") is None
    assert store.stat("a") is None
    assert not store.write("a", b"four", "text/plain", old.version)


def test_many_change_one_object(folder: Store) -> None:
    def count() -> None:
        for _ in range(25):
            change(folder, "count", "text/plain", lambda data: str(int(data or b"0") + 1).encode())

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = folder.read("count")
    assert found
    assert found.data == b"100"


def test_a_page_that_is_changed_all_the_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dovetail.ship.index.store._PATIENCE", 0.05)

    def edit(data: bytes | None) -> bytes:
        found = store.read("a")
        store.write("a", (data or b"") + b"x", "text/plain", found.version if found else None)
        return b"never"

    with pytest.raises(StoreError, match="changed by others all the time"):
        change(store, "a", "text/plain", edit)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../a",
        "a/../b",
        "a/./b",
        "a//b",
        ".hidden",
        "a/.b",
        "a\\b",
        "a:b",
        "a\x00",
        "a.",
        "a b",
    ],
)
def test_keys_that_are_none(store: Store, key: str) -> None:
    with pytest.raises(StoreError):
        store.read(key)
    with pytest.raises(StoreError):
        store.write(key, b"", "text/plain", None)


def test_names_of_modules_in_any_script(store: Store) -> None:
    key = store.page_key("modules", "größe")
    assert store.write(key, b"{}", "application/json", None)
    assert [entry.key for entry in store.entries("modules/")] == [key]


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(tmp_path / "index", create=True)

    def none(*_: object, **__: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(folder_module.os, "link", none)
    assert store.write("a", b"one", "text/plain", None)
    assert not store.write("a", b"two", "text/plain", None)
    assert list((store.folder / ".dovetail" / "tmp").iterdir()) == []


def test_a_bucket_that_passes_conditions_over(bucket: BucketStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are object stores that answer 200 to a condition that they do not know."""
    store = copy.copy(bucket)
    store.prefix, store._proved = "careless/", False
    put = store._client.put_object

    def careless(**arguments: object) -> object:
        return put(**{name: value for name, value in arguments.items() if not name.startswith("If")})

    monkeypatch.setattr(store._client, "put_object", careless)
    with pytest.raises(StoreError, match="does not heed"):
        store.write("a", b"one", "text/plain", None)
    assert store.read("a") is None


def test_what_was_forgotten_is_swept(folder: FolderStore) -> None:
    old, young = (folder.folder / ".dovetail" / "tmp" / name for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    folder.sweep()
    assert (old.exists(), young.exists()) == (False, True)


def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(tmp_path / "index", create=True)
    store.write("a", b"one", "text/plain", None)
    found = store.read("a")
    assert found

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_module.os, "replace", full)
    with pytest.raises(StoreError, match="No space left"):
        store.write("a", b"two", "text/plain", found.version)
    assert store.read("a") == found
    assert list((store.folder / ".dovetail" / "tmp").iterdir()) == []
