from __future__ import annotations

import copy
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dovetail.ship.index.bucket import BucketStore
from dovetail.ship.index.folder import FolderStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dovetail.ship.index.store import Store

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def plain_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the machine's own settings into pip, uv and the object store."""
    for name in ("PIP_FIND_LINKS", "PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture(scope="session")
def bucket() -> Iterator[BucketStore]:
    """A store in a bucket: to make its client takes longer than all that a test does with it."""
    from moto import mock_aws

    with mock_aws():
        first = BucketStore("s3://index/first")
        first._client.create_bucket(Bucket="index")
        yield first


@pytest.fixture(params=["folder", "bucket"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Make stores, empty, of one kind and the other."""
    numbers = itertools.count()
    if request.param == "folder":
        return lambda: FolderStore(tmp_path / f"index{next(numbers)}", create=True)
    first = request.getfixturevalue("bucket")

    def in_bucket() -> Store:
        store = copy.copy(first)
        store.prefix = f"{tmp_path.name}/{next(numbers)}/"
        return store

    return in_bucket


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    return new_store()


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    """A store of the quick kind, for what is the same on both."""
    return FolderStore(tmp_path / "index", create=True)
