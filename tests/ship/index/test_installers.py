"""pip, uv and twine, the oracle: they install from the tree, the bucket and the server, and upload to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from moto.server import ThreadedMotoServer
from served import plainly_served, served
from synthetic_wheels import sdist, wheel

from dovetail.ship.index.bucket import BucketStore
from dovetail.ship.index.checking import check
from dovetail.ship.index.folder import FolderStore
from dovetail.ship.index.pages import read_page
from dovetail.ship.index.policy import Policy
from dovetail.ship.index.record import read_incoming
from dovetail.ship.index.server.application import Application
from dovetail.ship.index.server.settings import Settings
from dovetail.ship.index.tokens import Permission, Tokens
from dovetail.ship.index.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dovetail.ship.index.store import Store

    Fill = Callable[[Store], None]

POPULAR = [
    "requests",
    "urllib3",
    "idna",
    "certifi",
    "charset-normalizer",
    "click",
    "flask",
    "jinja2",
    "markupsafe",
    "werkzeug",
    "itsdangerous",
    "blinker",
    "rich",
    "pygments",
    "markdown-it-py",
    "mdurl",
    "attrs",
    "packaging",
    "platformdirs",
    "pluggy",
    "iniconfig",
    "pytest",
    "httpx",
    "httpcore",
    "h11",
    "anyio",
    "sniffio",
    "tomlkit",
    "typing-extensions",
    "six",
    "python-dateutil",
    "pytz",
    "pyyaml",
    "jsonschema",
    "referencing",
    "rpds-py",
    "jsonschema-specifications",
    "sortedcontainers",
    "more-itertools",
    "colorama",
]


def environment() -> dict[str, str]:
    """The environment without what would lead pip or uv elsewhere."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_F", "PIP_I", "UV_"))
    }
    return {**ours, "NO_PROXY": "127.0.0.1", "PIP_CONFIG_FILE": os.devnull, "UV_NO_CONFIG": "1"}


def run(*command: str) -> str:
    result = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def pip(target: Path, index: str, *words: str) -> str:
    command = [sys.executable, "-m", "pip", "install", "--no-cache-dir", "--target", str(target)]
    return run(*command, "--index-url", index, "--only-binary", ":all:", *words)


def uv(target: Path, index: str, *words: str) -> str:
    command = [sys.executable, "-m", "uv", "pip", "install", "--no-cache", "--target", str(target)]
    return run(*command, "--python", sys.executable, "--default-index", index, *words)


INSTALLERS = pytest.mark.parametrize("install", [pip, uv])


def fill(store: Store, folder: Path) -> None:
    """Two versions and their dependency: the newest is yanked, the next asks for another Python."""
    writer = Writer(store)
    newer = "Metadata-Version: 2.1\nName: spam\nVersion: 2.0\nRequires-Python: >=4\n"
    for path in (
        wheel(folder, "spam", "1.0", requires=["spam-eggs>=1"]),
        wheel(folder, "spam", "2.0", metadata=newer),
        wheel(folder, "spam", "3.0"),
        wheel(folder, "spam-eggs", "1.0+local"),
    ):
        writer.add(read_incoming(path))
    writer.yank("spam", "3.0", "broken")


@pytest.fixture(params=["files", "bucket", "server"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The index as files behind the simplest server, as a bucket without any, and served."""
    if request.param == "bucket":
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        store = BucketStore("s3://public/prefix")
        store._client.create_bucket(Bucket="public", ACL="public-read")
        fill(store, tmp_path / "wheels")
        yield f"http://{host}:{port}/public/prefix/simple/"
        server.stop()
        return
    folder = FolderStore(tmp_path / "index", create=True)
    fill(folder, tmp_path / "wheels")
    if request.param == "files":
        with plainly_served(folder.folder) as it:
            yield f"{it}/simple/"
        return
    with served(Application(folder, Settings())) as it:
        yield f"{it}/simple/"


@INSTALLERS
def test_installed(address: str, tmp_path: Path, install: Callable[..., str]) -> None:
    """The version that is neither yanked nor for another Python, with its dependency."""
    install(tmp_path / "target", address, "spam")
    found = sorted(path.name for path in (tmp_path / "target").glob("*.dist-info"))
    assert found == ["spam-1.0.dist-info", "spam_eggs-1.0+local.dist-info"]


def test_uploaded(tmp_path: Path) -> None:
    """By twine and by uv; a second time without harm; another content under the same name is refused."""
    store = FolderStore(tmp_path / "index", create=True)
    tokens = Tokens(tmp_path / "tokens.json")
    secret = tokens.add("me", [Permission.UPLOAD])
    files = [str(wheel(tmp_path / "w", "spam")), str(sdist(tmp_path / "w", "spam"))]
    more = [str(wheel(tmp_path / "w", "spam-eggs")), str(sdist(tmp_path / "w", "spam-eggs"))]
    settings = Settings(tokens=tokens.path, policy=Policy.OFF)
    with served(Application(store, settings)) as it:
        twine = [sys.executable, "-m", "twine", "upload", "--repository-url", f"{it}/legacy/"]
        twine += ["--username", "__token__", "--password", secret, "--non-interactive"]
        publish = [sys.executable, "-m", "uv", "publish", "--publish-url", f"{it}/legacy/", "--token", secret]
        for _ in range(2):
            run(*twine, *files)
            run(*publish, *more)
        assert check(store, hashes=True) == []
        for name in ("spam", "spam-eggs"):
            page = read_page(store, name)
            assert page
            assert len(page.files) == 2
        wheel(tmp_path / "w", "spam", files={"spam.py": "other = 1\n"})
        failed = subprocess.run([*twine, files[0]], capture_output=True, text=True, check=False)
        assert failed.returncode != 0
        assert "409" in failed.stdout + failed.stderr
        # twine refuses its --skip-existing for any host but PyPI's; uv asks the index.
        run(*publish, "--check-url", f"{it}/simple/", *more)


@pytest.mark.corpus
@INSTALLERS
def test_forty_packages(tmp_path: Path, install: Callable[..., str]) -> None:
    """From the upstream and from the index itself, in one resolution."""
    store = FolderStore(tmp_path / "index", create=True)
    fill(store, tmp_path / "wheels")
    settings = Settings(upstream="https://pypi.org/simple/", cache=tmp_path / "cache", reserved=("acme-*",))
    with served(Application(store, settings)) as it:
        for _ in range(2):  # the second time from what is kept
            target = tmp_path / "target"
            shutil.rmtree(target, ignore_errors=True)
            install(target, f"{it}/simple/", "spam", *POPULAR)
    found = {path.name.partition("-")[0].replace("_", "-").lower() for path in target.glob("*.dist-info")}
    assert len(POPULAR) == 40
    assert found >= {*POPULAR, "spam", "spam-eggs"}
