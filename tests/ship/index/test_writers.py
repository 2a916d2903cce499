"""Two writers at the same time lose nothing, in a folder and in a bucket."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from moto.server import ThreadedMotoServer
from synthetic_wheels import wheel

import dovetail
from dovetail.ship.index.checking import check
from dovetail.ship.index.opening import open_store
from dovetail.ship.index.pages import read_page, read_root

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITER = """\
import sys
from pathlib import Path
from dovetail.ship.index.opening import open_store
from dovetail.ship.index.record import read_incoming
from dovetail.ship.index.writer import Writer
writer = Writer(open_store(sys.argv[1]))
for path in sys.stdin.read().split():
    writer.add(read_incoming(Path(path)))
"""


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An index that other processes can write to."""
    if request.param == "folder":
        open_store(str(tmp_path / "index"), create=True)
        yield str(tmp_path / "index")
        return
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    import boto3

    boto3.client("s3").create_bucket(Bucket="index")
    yield "s3://index/prefix"
    server.stop()


@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.corpus)])
def test_two_writers_lose_nothing(place: str, tmp_path: Path, count: int) -> None:
    """Into the same five projects; every tenth distribution is uploaded by both."""
    wheels = [wheel(tmp_path / "wheels", f"spam-{number % 5}", f"1.{number}") for number in range(count)]
    both = wheels[::10]
    shares = (sorted({*wheels[::2], *both}), sorted({*wheels[1::2], *both}))
    environment = {**os.environ, "PYTHONPATH": str(Path(dovetail.__file__).parents[1])}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, place], stdin=subprocess.PIPE, text=True, env=environment
        )
        for _ in shares
    ]
    for writer, share in zip(writers, shares, strict=True):
        assert writer.stdin
        writer.stdin.write("\n".join(map(str, share)))
        writer.stdin.close()
    assert [writer.wait() for writer in writers] == [0, 0]
    store = open_store(place)
    root = store.read(store.page_key("simple"))
    assert root
    assert read_root(root.data, "").names == [f"spam-{number}" for number in range(5)]
    listed = []
    for number in range(5):
        page = read_page(store, f"spam-{number}")
        assert page
        listed += [file.filename for file in page.files]
    assert sorted(listed) == sorted(path.name for path in wheels)
    assert check(store, hashes=count < 100) == []
    assert list(store.entries(".dovetail/pending/")) == []
