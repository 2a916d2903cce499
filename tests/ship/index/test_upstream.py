"""An upstream behind the index: mirrored, kept, and never asked for a name that is held here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from served import plainly_served, served
from starlette.testclient import TestClient
from synthetic_wheels import wheel

from dovetail.ship.index.errors import StoreError
from dovetail.ship.index.folder import FolderStore
from dovetail.ship.index.record import read_incoming
from dovetail.ship.index.server.application import Application
from dovetail.ship.index.server.settings import Settings
from dovetail.ship.index.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dovetail.ship.index.store import Store

JSON = {"Accept": "application/vnd.pypi.simple.v1+json"}


class There:
    """The upstream: an index in a folder, and its address."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = f"{address}/simple/"
        self.store = FolderStore(folder)

    def add(self, name: str, version: str = "1.0", **keywords: Any) -> Path:
        path = wheel(self.folder.parent / "there-wheels", name, version, **keywords)
        Writer(self.store).add(read_incoming(path))
        return path


@pytest.fixture(params=["json", "html"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[There]:
    """An upstream that speaks JSON, and one that is files and so HTML alone."""
    folder = tmp_path / "there"
    store = FolderStore(folder, create=True)
    with plainly_served(folder) if request.param == "html" else served(Application(store, Settings())) as it:
        yield There(folder, it)


def mirror(store: Store, there: There | str, tmp_path: Path, **settings: Any) -> Iterator[TestClient]:
    address = there if isinstance(there, str) else there.address
    chosen = {"upstream": address, "cache": tmp_path / "cache", "upstream_fresh": 0, "fresh": 0, **settings}
    with TestClient(Application(store, Settings(**chosen))) as client:
        yield client


def test_mirrored_and_kept(folder: Store, there: There, tmp_path: Path) -> None:
    path = there.add("spam", requires=["eggs"])
    for client in mirror(folder, there, tmp_path, upstream_fresh=600):
        page = client.get("/simple/spam/", headers=JSON).json()
        (file,) = page["files"]
        assert file["url"] == f"../../upstream/spam/{path.name}"
        assert file["requires-python"] == ">=3.8"
        assert client.get(f"/upstream/spam/{path.name}").content == path.read_bytes()
        assert "Requires-Dist: eggs" in client.get(f"/upstream/spam/{path.name}.metadata").text
        assert client.get("/simple/nothing/").status_code == 404
        # What is kept is given without the upstream, and in pieces.
        (there.folder / "files" / "spam" / path.name).unlink()
        answer = client.get(f"/upstream/spam/{path.name}", headers={"Range": "bytes=0-3"})
        assert (answer.status_code, answer.content) == (206, b"PK\x03\x04")
    # Also by a server that was started anew, and while the upstream does not answer.
    for client in mirror(folder, there, tmp_path, upstream_fresh=600):
        assert client.get(f"/upstream/spam/{path.name}").content == path.read_bytes()


def test_the_old_page_while_it_does_not_answer(folder: Store, tmp_path: Path) -> None:
    inner = tmp_path / "there"
    store = FolderStore(inner, create=True)
    with served(Application(store, Settings())) as address:
        there = There(inner, address)
        there.add("spam")
        for client in mirror(folder, there, tmp_path):
            assert len(client.get("/simple/spam/", headers=JSON).json()["files"]) == 1
            there.add("spam", "2.0")
            assert len(client.get("/simple/spam/", headers=JSON).json()["files"]) == 2
    for client in mirror(folder, there, tmp_path):
        assert len(client.get("/simple/spam/", headers=JSON).json()["files"]) == 2
        answer = client.get("/simple/eggs/")
        assert answer.status_code == 502


def test_never_for_a_name_that_is_held_here(store: Store, there: There, tmp_path: Path) -> None:
    """Dependency confusion: the upstream has a newer version of a name that is ours."""
    theirs = there.add("acme-tools", "99.0")
    for client in mirror(store, there, tmp_path, upstream_fresh=600):
        assert "99.0" in client.get("/simple/acme-tools/").text
        ours = wheel(tmp_path / "here", "acme-tools", "1.0")
        Writer(store).add(read_incoming(ours))
        for spelling in ("acme-tools", "Acme_Tools", "acme.tools"):
            page = client.get(f"/simple/{spelling}/", headers=JSON).json()
            assert [file["filename"] for file in page["files"]] == [ours.name]
        assert client.get(f"/upstream/acme-tools/{theirs.name}").status_code == 404
        # Held is held, also with all its files removed.
        Writer(store).remove("acme-tools", "1.0")
        assert client.get("/simple/acme-tools/", headers=JSON).json()["files"] == []


def test_never_for_a_reserved_name(folder: Store, there: There, tmp_path: Path) -> None:
    theirs = there.add("acme-secret", "99.0")
    other = there.add("spam")
    for client in mirror(folder, there, tmp_path, reserved=("acme-*",)):
        assert client.get("/simple/acme-secret/").status_code == 404
        assert client.get("/simple/Acme.Secret/").status_code == 404
        assert client.get(f"/upstream/acme-secret/{theirs.name}").status_code == 404
        assert client.get(f"/upstream/spam/{other.name}").status_code == 200


def test_never_while_it_is_not_known_what_is_held(
    folder: Store, there: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.add("spam", "99.0")

    def broken(_: str) -> None:
        raise StoreError("the disk is gone")

    for client in mirror(folder, there, tmp_path):
        monkeypatch.setattr(folder, "read", broken)
        assert client.get("/simple/spam/").status_code == 503


def test_a_file_with_another_hash_is_neither_kept_nor_given_whole(
    folder: Store, there: There, tmp_path: Path
) -> None:
    path = there.add("spam", files={"spam.py": "x = 1\n" * 50_000})
    for client in mirror(folder, there, tmp_path, upstream_fresh=600):
        assert client.get("/simple/spam/").status_code == 200
        changed = there.folder / "files" / "spam" / path.name
        changed.write_bytes(changed.read_bytes()[:-1] + b"\x07")
        with pytest.raises(RuntimeError, match="already started"):  # and so the connection ends
            client.get(f"/upstream/spam/{path.name}")
        assert not list((tmp_path / "cache").rglob("*.whl"))


def test_hostile_pages(folder: Store, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile" / "simple" / "spam"
    hostile.mkdir(parents=True)
    links = [
        "../../../etc/passwd",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "x/..%2f..%2fspam-1.0-py3-none-any.whl",
        "http://[bad/spam-1.0-py3-none-any.whl",
        "spam-2.0-py3-none-any.whl",
    ]
    text = "".join(f'<a href="{link}">{link}</a>' for link in links)
    (hostile / "index.html").write_text(text)
    with plainly_served(tmp_path / "hostile") as address:
        for client in mirror(folder, f"{address}/simple/", tmp_path):
            page = client.get("/simple/spam/", headers=JSON)
            if page.status_code == 200:
                assert [file["filename"] for file in page.json()["files"]] == ["spam-2.0-py3-none-any.whl"]
            else:
                assert page.status_code == 502


@pytest.mark.parametrize(
    "change",
    [
        {"size": "large"},
        {"yanked": {}},
        {"requires-python": 3},
        {"provenance": []},
        {"hashes": {"sha256": 7}},
        {"hashes": None},
        {"core-metadata": {"sha256": 7}},
        {"filename": None},
        {"url": 7},
    ],
)
def test_hostile_json(folder: Store, tmp_path: Path, change: dict[str, Any]) -> None:
    """It is said that the upstream is wrong; nothing of it is passed on."""
    name = "spam-1.0-py3-none-any.whl"
    row = {"filename": name, "url": name, "hashes": {}, **change}
    document = {"meta": {"api-version": "1.0"}, "name": "spam", "files": [row]}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            body = json.dumps(document).encode()
            headers = [(b"content-type", JSON["Accept"].encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        else:
            for _ in range(2):
                message = await receive()
                await send({"type": f"{message['type']}.complete"})

    with served(application) as address:
        for client in mirror(folder, f"{address}/simple/", tmp_path):
            answer = client.get("/simple/spam/")
            assert answer.status_code == 502, answer.text
            assert "no page of a project" in answer.text


def test_only_asked_how_long_it_is(folder: Store, there: There, tmp_path: Path) -> None:
    path = there.add("spam")
    for client in mirror(folder, there, tmp_path):
        answer = client.head(f"/upstream/spam/{path.name}")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers.get("content-length", str(path.stat().st_size)) == str(path.stat().st_size)
        assert not list((tmp_path / "cache").rglob("*.whl"))
