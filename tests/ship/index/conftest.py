from __future__ import annotations

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


@pytest.fixture(params=["folder", "bucket"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Make stores, empty, of one kind and the other."""
    count = 0

    def in_folder() -> Store:
        nonlocal count
        count += 1
        return FolderStore(tmp_path / f"index{count}", create=True)

    def in_bucket() -> Store:
        nonlocal count
        count += 1
        import boto3

        boto3.client("s3").create_bucket(Bucket=f"index{count}")
        return BucketStore(f"s3://index{count}/some/prefix")

    if request.param == "folder":
        yield in_folder
        return
    from moto import mock_aws

    with mock_aws():
        yield in_bucket


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    return new_store()
