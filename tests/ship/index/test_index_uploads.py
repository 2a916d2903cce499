"""Uploads by the form of PyPI's legacy API: taken, refused, and by whom."""

from __future__ import annotations

import hashlib
import os
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient
from synthetic_wheels import sdist, wheel

from dovetail.ship.index.checking import check
from dovetail.ship.index.page import Status
from dovetail.ship.index.policy import Policy
from dovetail.ship.index.server.application import Application
from dovetail.ship.index.server.settings import Settings
from dovetail.ship.index.tokens import Permission, Tokens
from dovetail.ship.index.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.ship.index.store import Store

LARGEST = 1 << 20


class Index:
    """A server, and what is sent to it."""

    def __init__(self, store: Store, folder: Path, **settings: Any) -> None:
        self.store = store
        self.tokens = Tokens(folder / "tokens.json")
        self.secret = self.tokens.add("all", Permission)
        chosen = {
            "policy": Policy.OFF,
            "tokens": self.tokens.path,
            "largest": LARGEST,
            "fresh": 0,
            **settings,
        }
        self.client = TestClient(Application(store, Settings(**chosen)))

    def send(self, path: Path, token: str | None = None, **changes: Any) -> Any:
        data = path.read_bytes()
        name, version = path.name.split("-")[:2]
        fields = {
            ":action": "file_upload",
            "protocol_version": "1",
            "name": name,
            "version": version.removesuffix(".tar.gz"),
            "sha256_digest": hashlib.sha256(data).hexdigest(),
            **{field: value for field, value in changes.items() if field != "filename"},
        }
        fields = {field: value for field, value in fields.items() if value is not None}
        files = {"content": (changes.get("filename", path.name), data, "application/octet-stream")}
        auth = ("__token__", self.secret if token is None else token)
        return self.client.post("/legacy/", data=fields, files=files, auth=auth)


@pytest.fixture
def index(folder: Store, tmp_path: Path) -> Index:
    return Index(folder, tmp_path)


def test_taken_once(store: Store, tmp_path: Path) -> None:
    index = Index(store, tmp_path)
    path = wheel(tmp_path, "spam")
    assert index.send(path).status_code == 200
    again = index.send(path)
    assert (again.status_code, again.text) == (200, "spam-1.0-py3-none-any.whl was in the index already\n")
    other = wheel(tmp_path, "spam", files={"spam.py": "other = True\n"})
    refused = index.send(other)
    assert refused.status_code == 409
    assert "already exists" in refused.text
    assert index.send(sdist(tmp_path, "spam")).status_code == 200
    assert len(index.client.get("/simple/spam/", headers={"Accept": "*/*"}).text.split("<a ")) == 3
    assert check(index.store, hashes=True) == []


def test_another_spelling_is_refused(index: Index, tmp_path: Path) -> None:
    assert index.send(wheel(tmp_path, "spam-eggs")).status_code == 200
    other = wheel(tmp_path, "spam-eggs", filename="Spam.Eggs-1.0-py3-none-any.whl")
    answer = index.send(other, name="spam-eggs")
    assert answer.status_code in (400, 409)
    assert check(index.store) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({":action": "remove"}, "file_upload"),
        ({"protocol_version": "2"}, "protocol"),
        ({"name": "other"}, "the form is about project other"),
        ({"name": None}, "no text `name`"),
        ({"name": "../../etc"}, "no name of a project"),
        ({"version": "1.1"}, "the form says version '1.1'"),
        ({"version": "not a version"}, "the form says version"),
        ({"sha256_digest": None}, "no digest"),
        ({"sha256_digest": "0" * 64}, "did not arrive as it was sent"),
        ({"md5_digest": "0" * 32}, "md5_digest"),
        ({"attestations": "{"}, "no JSON"),
        ({"attestations": "{}"}, "no list"),
        ({"attestations": '[{"version": 1}]'}, "no attestation"),
        ({"filename": "../../../etc/cron.d/spam-1.0-py3-none-any.whl"}, "no name of a distribution"),
        ({"filename": "spam-1.0-py3-none-any.whl\x00.txt"}, "no name of a distribution"),
        ({"filename": "\u202espam-1.0-py3-none-any.whl"}, "no name of a distribution"),
        ({"filename": ".spam-1.0-py3-none-any.whl"}, "no name of a distribution"),
        ({"filename": "spam-1.0.exe"}, "no name of a distribution"),
        ({"filename": "spam.whl"}, "no name of a distribution"),
        ({"filename": f"spam-1.0-py3-none-{'a' * 300}.whl"}, "no name of a distribution"),
        ({"filename": "CON-1.0.tar.gz"}, "the form is about"),
        ({"filename": ""}, "content"),
    ],
)
def test_hostile_forms(index: Index, tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    answer = index.send(wheel(tmp_path / "wheels", "spam"), **changes)
    assert answer.status_code == 400
    assert said in answer.text
    assert list(index.store.entries("files/")) == []
    assert list(index.store.entries("simple/")) == []


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ("", "Metadata-Version is"),
        ("Metadata-Version: 9.0\nName: spam\nVersion: 1.0\n", "'9.0'"),
        ("Metadata-Version: 2.1\nName: eggs\nVersion: 1.0\n", "Name is 'eggs'"),
        ("Metadata-Version: 2.1\nName: spam\nVersion: 2.0\n", "Version is '2.0'"),
        ("Metadata-Version: 2.1\nName: spam\nVersion: 1.0\nRequires-Python: >>3\n", "Requires-Python"),
        ("Metadata-Version: 2.1\nName: spam\nVersion: 1.0\nRequires-Dist: a b c\n", "Requires-Dist"),
        ("Metadata-Version: 2.1\nName: spam\nVersion: 1.0\nRequires-Dist: \x1b[2J\n", "Requires-Dist"),
        ("\xff\x00" * 50, "Metadata-Version is"),
        ("Metadata-Version: 2.1\nName: spam\nName: eggs\nVersion: 1.0\n", "Name is"),
    ],
)
def test_hostile_metadata(index: Index, tmp_path: Path, metadata: str, said: str) -> None:
    answer = index.send(wheel(tmp_path / "wheels", "spam", metadata=metadata))
    assert answer.status_code == 400
    assert said in answer.text
    assert "\x1b" not in answer.text
    assert list(index.store.entries("files/")) == []


def test_what_is_no_archive(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "spam-1.0-py3-none-any.whl"
    for data in (b"", b"PK\x05\x06", b"#!/bin/sh\n", wheel(tmp_path / "w", "spam").read_bytes()[:-50]):
        path.write_bytes(data)
        assert index.send(path).status_code == 400
    assert list(index.store.entries("files/")) == []


def test_a_bomb(index: Index, tmp_path: Path) -> None:
    path = wheel(tmp_path, "spam")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("spam/large.py", bytes(257 << 20), compresslevel=9)
    answer = index.send(path)
    assert (answer.status_code, "unpacks to" in answer.text) == (400, True), answer.text
    assert list(index.store.entries("files/")) == []


def test_too_large(index: Index, tmp_path: Path) -> None:
    path = wheel(tmp_path, "spam", files={"spam.py": "x = 1\n" * LARGEST})
    answer = index.send(path)
    assert (answer.status_code, "more than 1,048,576 bytes" in answer.text) == (413, True)

    def pieces() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="content"; filename="spam-1.0.tar.gz"\r\n\r\n'
        for _ in range(LARGEST // 1000):
            yield b"x" * 2000

    headers = {"Content-Type": "multipart/form-data; boundary=b"}  # and no Content-Length
    answer = index.client.post(
        "/legacy/", content=pieces(), headers=headers, auth=("__token__", index.secret)
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=b", b"--c\r\nnonsense"),
        ("multipart/form-data; boundary=b", b"\xff" * 100),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 3000 + b"--b--\r\n",
        ),
    ],
)
def test_bodies_that_are_no_form(index: Index, media_type: str, body: bytes) -> None:
    headers = {"Content-Type": media_type}
    answer = index.client.post("/legacy/", content=body, headers=headers, auth=("__token__", index.secret))
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_tokens(index: Index, tmp_path: Path) -> None:
    path = wheel(tmp_path, "acme-spam")
    reader = index.tokens.add("reader", [Permission.READ])
    other = index.tokens.add("other", [Permission.UPLOAD], ["other-*"])
    old = index.tokens.add("old", [Permission.UPLOAD], days=-1)
    gone = index.tokens.add("gone", [Permission.UPLOAD])
    index.tokens.revoke("gone")
    mine = index.tokens.add("mine", [Permission.UPLOAD], ["Acme_*"])
    for token, status in [(reader, 403), (other, 403), (old, 401), (gone, 401), ("", 401), (mine, 200)]:
        assert index.send(path, token).status_code == status
    assert oct(index.tokens.path.stat().st_mode)[-3:] == "600"
    text = index.tokens.path.read_text()
    assert not any(secret in text for secret in (index.secret, reader, mine))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic //8=",
        "Basic " + "A" * 100_000,
        "Bearer",
        "Bearer dovetail-" + "A" * 10_000,
        "Bearer dovetail-\u00e9",
        "Digest username=x",
        "Bearer ' OR 1=1 --",
    ],
)
def test_hostile_tokens(index: Index, header: str) -> None:
    headers = {"Authorization": header.encode("latin-1")}
    answer = index.client.post("/legacy/", headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_private(folder: Store, tmp_path: Path) -> None:
    index = Index(folder, tmp_path, private=True)
    path = wheel(tmp_path, "spam")
    assert index.send(path).status_code == 200
    reader = index.tokens.add("reader", [Permission.READ])
    uploader = index.tokens.add("uploader", [Permission.UPLOAD])
    for address in ("/simple/", "/simple/spam/", f"/files/spam/{path.name}", "/modules/spam", "/"):
        for _ in range(2):  # also from what is at hand
            assert index.client.get(address).status_code == 401
            assert index.client.get(address, auth=("any", uploader)).status_code == 403
            assert index.client.get(address, auth=("any", reader)).status_code == 200
    assert (
        "private" in index.client.get(f"/files/spam/{path.name}", auth=("", reader)).headers["cache-control"]
    )


def test_anyone(folder: Store, tmp_path: Path) -> None:
    index = Index(folder, tmp_path, anyone=True, tokens=None)
    assert index.send(wheel(tmp_path, "spam"), "").status_code == 200


def test_a_closed_project(index: Index, tmp_path: Path) -> None:
    assert index.send(wheel(tmp_path, "spam")).status_code == 200
    for status in (Status.ARCHIVED, Status.QUARANTINED):
        Writer(index.store).set_status("spam", status)
        assert index.send(wheel(tmp_path, "spam", "2.0")).status_code == 403
    assert check(index.store) == []


def test_removed_names_are_not_used_again(index: Index, tmp_path: Path) -> None:
    path = wheel(tmp_path, "spam")
    assert index.send(path).status_code == 200
    Writer(index.store).remove("spam", "1.0")
    assert index.send(path).status_code == 409
    assert check(index.store) == []


def test_management(index: Index, tmp_path: Path) -> None:
    path = wheel(tmp_path, "spam")
    index.send(path)
    auth = ("__token__", index.secret)
    uploader = index.tokens.add("uploader", [Permission.UPLOAD])
    assert index.client.post("/yank/spam/1.0", auth=("__token__", uploader)).status_code == 403
    assert index.client.post("/yank/spam/1.0", content="broken", auth=auth).text == f"{path.name}\n"
    assert 'data-yanked="broken"' in index.client.get("/simple/spam/").text
    assert index.client.delete("/yank/spam/1.0", auth=auth).status_code == 200
    assert "data-yanked" not in index.client.get("/simple/spam/").text
    assert index.client.post("/yank/spam/9", auth=auth).status_code == 404
    assert index.client.post("/yank/other/1", auth=auth).status_code == 404
    assert index.client.post("/yank/spam/1.0", content=b"x" * 5000, auth=auth).status_code == 403
    assert index.client.post("/status/spam/archived", content="old", auth=auth).status_code == 200
    assert index.client.post("/status/spam/dead", auth=auth).status_code == 400
    assert "archived" in index.client.get("/simple/spam/").text


@pytest.mark.parametrize(("policy", "status"), [(Policy.REJECT, 400), (Policy.WARN, 200)])
def test_what_would_not_import(folder: Store, tmp_path: Path, policy: Policy, status: int) -> None:
    """By what `dovetail.ship.verify` finds, in a process of its own."""
    index = Index(folder, tmp_path, policy=policy)
    answer = index.send(wheel(tmp_path, "spam", files={"spam.py": "import spam_that_is_not_there\n"}))
    assert answer.status_code == status, answer.text
    assert "spam_that_is_not_there" in answer.text
    assert bool(list(folder.entries("files/"))) == (status == 200)
    good = wheel(tmp_path, "ham", files={"ham.py": '"""Fine."""\n'})
    assert index.send(good).status_code == 200


def test_who_reads_it_is_ended(folder: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dovetail.ship.index.server.examination._examined", ended)
    index = Index(folder, tmp_path, policy=Policy.REJECT)
    answer = index.send(wheel(tmp_path, "spam"))
    assert (answer.status_code, "the process that did was ended" in answer.text) == (400, True)
    assert list(folder.entries("files/")) == []


def ended(*_: str) -> None:
    os._exit(9)
