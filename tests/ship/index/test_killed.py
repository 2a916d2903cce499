"""Killed at any write, the index is consistent at once, and complete or untouched after a restart."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from killing_store import KilledError, KillingStore
from synthetic_wheels import wheel

import dovetail
from dovetail.ship.index.bucket import BucketStore
from dovetail.ship.index.checking import check
from dovetail.ship.index.folder import FolderStore
from dovetail.ship.index.page import Status
from dovetail.ship.index.pages import read_page
from dovetail.ship.index.record import read_incoming
from dovetail.ship.index.recovery import recover
from dovetail.ship.index.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.ship.index.store import Store

    Change = Callable[[Writer], object]

HALF = {"missing-file", "wrong-page", "broken-page", "wrong-hash", "unreadable-distribution"}


def changes(folder: Path) -> dict[str, Change]:
    new = read_incoming(wheel(folder, "spam", "2.0", files={"spam/__init__.py": "", "ham.py": ""}))
    first = read_incoming(wheel(folder, "eggs", "1.0"))
    return {
        "add": lambda writer: writer.add(new),
        "add-first": lambda writer: writer.add(first, b"{}"),
        "yank": lambda writer: writer.yank("spam", "1.0", "broken"),
        "status": lambda writer: writer.set_status("spam", Status.QUARANTINED, "malware"),
        "remove": lambda writer: writer.remove("spam", "1.0"),
    }


@pytest.mark.parametrize("name", ["add", "add-first", "yank", "status", "remove"])
def test_killed_at_any_operation(new_store: Callable[[], Store], tmp_path: Path, name: str) -> None:
    if isinstance(new_store(), BucketStore) and name != "add-first":
        pytest.skip("slow, and the same code over the same two primitives")
    old = read_incoming(wheel(tmp_path / "wheels", "spam", "1.0"))
    change = changes(tmp_path / "wheels")[name]
    wanted = new_store()
    Writer(wanted).add(old)
    counting = KillingStore(wanted, 0, done=False)
    change(Writer(counting))
    assert check(wanted) == []
    assert counting.operations > 3
    # Before the first; after each, which is before the next. Buckets are slow, and the code is the same.
    for last in range(0, counting.operations + 1, 3 if isinstance(wanted, BucketStore) else 1):
        store = new_store()
        Writer(store).add(old)
        with pytest.raises(KilledError):
            change(Writer(KillingStore(store, max(last, 1), done=last > 0)))
        # At once, before anybody puts anything right: what is offered is whole.
        assert {problem.kind for problem in check(store)} & HALF == set()
        recover(store)
        assert check(store) == [], f"killed after operation {last}"
        page = read_page(store, "spam")
        assert page is not None
        if name != "remove" or page.files:
            change(Writer(store))
        assert check(store) == []
        assert said(store) == said(wanted)


def said(store: Store) -> dict[str, object]:
    """What an index says, without the times and the counts of changes."""
    result: dict[str, object] = {}
    for entry in store.entries("files/"):
        result[entry.key] = entry.size
    for name in ("spam", "eggs"):
        page = read_page(store, name)
        if page is not None:
            rows = [(file.filename, file.yanked, file.provenance, file.metadata) for file in page.files]
            result[name] = (rows, page.status, page.reason, page.versions())
    return result


LOOP = """\
import sys
from pathlib import Path
from dovetail.ship.index.bucket import BucketStore
from dovetail.ship.index.folder import FolderStore
from dovetail.ship.index.record import read_incoming
from dovetail.ship.index.writer import Writer
writer = Writer(FolderStore(Path(sys.argv[1])))
print("ready", flush=True)
for path in sys.argv[2:]:
    writer.add(read_incoming(Path(path)))
    print(Path(path).name, flush=True)
"""


def test_really_killed(tmp_path: Path) -> None:
    """SIGKILL, at times that nobody chooses; what was reported as added is there."""
    wheels = [wheel(tmp_path / "wheels", f"spam-{number % 3}", f"1.{number}") for number in range(40)]
    store = FolderStore(tmp_path / "index", create=True)
    environment = {**os.environ, "PYTHONPATH": str(Path(dovetail.__file__).parents[1])}
    reported: set[str] = set()
    chance = random.Random(5)
    for turn in range(6):
        chance.shuffle(wheels)
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(store.folder), *map(str, wheels)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        if turn % 2:  # however slow the machine is, some are to be done
            reported.add(process.stdout.readline().strip())
        time.sleep(chance.uniform(0.005, 0.25))
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
        reported |= set(out.split())
        assert {problem.kind for problem in check(store)} & HALF == set()
        recover(store)
        assert check(store, hashes=True) == []
    held = {entry.key.rpartition("/")[2] for entry in store.entries("files/") if entry.key.endswith(".whl")}
    assert reported
    assert reported <= held
    for path in wheels:
        Writer(store).add(read_incoming(path))
    assert check(store, hashes=True) == []
    assert len([entry for entry in store.entries("files/") if entry.key.endswith(".whl")]) == 40
