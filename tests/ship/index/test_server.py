"""Pages, files and modules as they are served."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient
from synthetic_wheels import sdist, wheel

from dovetail.ship.index.page import Status
from dovetail.ship.index.record import read_incoming
from dovetail.ship.index.server.application import Application
from dovetail.ship.index.server.settings import Settings
from dovetail.ship.index.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.ship.index.store import Store

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"
PIP = f"{JSON}, {HTML}; q=0.1, text/html; q=0.01"
WHEEL = "spam_eggs-1.0-py3-none-any.whl"
FILE = f"/files/spam-eggs/{WHEEL}"


@pytest.fixture
def path(tmp_path: Path, store: Store) -> Path:
    """The wheel that the index holds, beside an sdist."""
    files = {"spam/__init__.py": "", "spam/deep/er.py": "", "ham.py": ""}
    path = wheel(tmp_path / "wheels", "spam-eggs", files=files)
    for each in (path, sdist(tmp_path / "wheels", "spam-eggs")):
        Writer(store).add(read_incoming(each))
    return path


@pytest.fixture
def client(store: Store, path: Path) -> TestClient:
    assert path.exists()
    return TestClient(Application(store, Settings(fresh=0)), follow_redirects=False)


def test_json(client: TestClient, path: Path) -> None:
    answer = client.get("/simple/spam-eggs/", headers={"Accept": PIP})
    assert answer.headers["content-type"] == JSON
    document = answer.json()
    assert document["meta"]["api-version"] == "1.4"
    assert document["name"] == "spam-eggs"
    assert document["versions"] == ["1.0"]
    by_name = {file["filename"]: file for file in document["files"]}
    file = by_name[WHEEL]
    assert file["size"] == path.stat().st_size
    assert file["requires-python"] == ">=3.8"
    assert file["upload-time"].endswith("Z")
    assert file["core-metadata"] == file["dist-info-metadata"]
    assert file["yanked"] is False
    # PEP 643: what the metadata of an sdist say need not be what its build says.
    assert "core-metadata" not in by_name["spam_eggs-1.0.tar.gz"]
    assert client.get("/simple/", headers={"Accept": PIP}).json()["projects"] == [{"name": "spam-eggs"}]


def test_html(client: TestClient) -> None:
    answer = client.get("/simple/spam-eggs/", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8" or "text/html" in str(answer.headers)
    assert f'href="../../files/spam-eggs/{WHEEL}#sha256=' in answer.text
    assert 'data-requires-python="&gt;=3.8"' in answer.text
    assert '<meta name="pypi:repository-version" content="1.4">' in answer.text
    assert '<a href="spam-eggs/">' in client.get("/simple/").text


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (PIP, JSON),
        (f"{JSON};q=0.5, {HTML}", HTML),
        ("*/*", "text/html"),
        ("application/vnd.pypi.simple.latest+json", JSON),
        (f"text/html, {JSON};q=0", "text/html"),
        ("image/png", None),
        (f"{JSON};q=nonsense", None),
    ],
)
def test_negotiation(client: TestClient, accept: str, given: str | None) -> None:
    for _ in range(2):  # the second time from what is at hand
        answer = client.get("/simple/spam-eggs/", headers={"Accept": accept})
        assert answer.status_code == (200 if given else 406)
        if given:
            assert answer.headers["content-type"].startswith(given)
            assert "Accept" in answer.headers["vary"]


def test_format_in_the_address(client: TestClient) -> None:
    """PEP 691 lets an index offer it to clients that cannot set a header."""
    answer = client.get(f"/simple/spam-eggs/?format={JSON.replace('+', '%2B')}")
    assert answer.headers["content-type"] == JSON


def test_conditional(client: TestClient) -> None:
    for address in ("/simple/spam-eggs/", "/simple/", "/modules/", "/modules/spam", FILE):
        etag = client.get(address).headers["etag"]
        for condition in (etag, f'"other", W/{etag}', "*"):
            answer = client.get(address, headers={"If-None-Match": condition})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == etag
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_packed(store: Store, client: TestClient, tmp_path: Path) -> None:
    for number in range(10):
        Writer(store).add(read_incoming(wheel(tmp_path / "more", "spam-eggs", f"2.{number}")))
    headers = {"Accept": JSON, "Accept-Encoding": "gzip"}
    with client.stream("GET", "/simple/spam-eggs/", headers=headers) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = b"".join(answer.iter_raw())
    plain = client.get("/simple/spam-eggs/", headers={"Accept": JSON, "Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed) == plain.content
    assert plain.headers["etag"] != answer.headers["etag"]


@pytest.mark.parametrize(
    ("span", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 9),
        ("bytes=100-", 206, 100, None),
        ("bytes=-22", 206, -22, None),
        ("bytes=5-999999", 206, 5, None),
        ("bytes=0-", 206, 0, None),
        ("bytes=999999-", 416, 0, 0),
        ("lines=1-2", 400, 0, 0),
    ],
)
def test_ranges(  # noqa: PLR0913, PLR0917 - four of them are one case
    client: TestClient, path: Path, span: str, status: int, first: int, last: int | None
) -> None:
    answer = client.get(FILE, headers={"Range": span})
    if status == 400 or (status == 206 and answer.status_code == 200):
        # A header that is none may be passed over (RFC 9110, section 14.2), and so may one for the whole.
        assert answer.status_code in (200, 400)
        return
    assert answer.status_code == status
    if status == 206:
        whole = path.read_bytes()
        assert answer.content == (whole[first:] if last is None else whole[first : last + 1])
        assert answer.headers["content-range"].endswith(f"/{len(whole)}")


def test_files(client: TestClient, path: Path) -> None:
    answer = client.get(FILE)
    assert answer.content == path.read_bytes()
    assert "immutable" in answer.headers["cache-control"]
    head = client.head(FILE)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(path.stat().st_size)
    assert client.get(f"{FILE}.metadata").text.startswith("Metadata-Version: 2.1\nName: spam-eggs\n")
    assert client.get(f"{FILE}.provenance").status_code == 404


def test_names_are_normalized(client: TestClient) -> None:
    for given, location in [
        ("/simple/Spam_Eggs/", "../spam-eggs/"),
        ("/simple/spam.eggs", "spam-eggs/"),
        ("/simple/spam-eggs", "spam-eggs/"),
    ]:
        answer = client.get(given)
        assert (answer.status_code, answer.headers["location"]) == (301, location)


@pytest.mark.parametrize(
    "address",
    [
        "/simple/..%2f..%2fetc/",
        "/simple/%00/",
        "/simple/-/",
        "/simple/%E2%80%AE/",
        "/files/..%2f.dovetail/tokens.json",
        "/files/.dovetail/tokens.json",
        "/files/spam-eggs/..%2f..%2f.dovetail%2ftokens.json",
        f"/files/Spam-Eggs/{WHEEL}",
        f"/files/spam-eggs/{WHEEL}.record.json",
        f"/files/spam-eggs/{WHEEL}%00",
        "/.dovetail/tokens.json",
        "/modules/%2E%2E%2F",
        "/modules/a%2Fb",
        "/modules/spam..deep",
        "/upstream/requests/requests-2.0-py3-none-any.whl",
        "/nothing",
    ],
)
def test_hostile_addresses(folder: Store, address: str) -> None:
    client = TestClient(Application(folder, Settings()))
    answer = client.get(address)
    assert answer.status_code in (400, 404)
    assert "Traceback" not in answer.text


def test_modules(client: TestClient) -> None:
    """What no other index answers: who provides a module."""
    document = client.get("/modules/spam").json()
    assert document["schema"] == "dovetail.index.modules/1"
    (row,) = [row for row in document["providers"] if row["modules"][0] == "spam"]
    assert row["project"] == "spam-eggs"
    assert row["modules"] == ["spam", "spam.deep", "spam.deep.er"]
    assert {"filename": WHEEL, "version": "1.0"} in row["files"]
    below = client.get("/modules/spam.deep").json()
    assert [row["modules"] for row in below["providers"]] == [["spam.deep", "spam.deep.er"]]
    assert client.get("/modules/spam.dee").status_code == 404
    assert client.get("/modules/nothing").status_code == 404
    assert set(client.get("/modules/").json()["modules"]) >= {"spam", "ham"}


def test_status_and_yanks(store: Store, client: TestClient) -> None:
    writer = Writer(store)
    writer.yank("spam-eggs", WHEEL, 'it <is> "broken"')
    page = client.get("/simple/spam-eggs/", headers={"Accept": JSON}).json()
    assert [file["yanked"] for file in page["files"]] == ['it <is> "broken"', False]
    assert 'data-yanked="it &lt;is&gt; &quot;broken&quot;"' in client.get("/simple/spam-eggs/").text
    writer.unyank("spam-eggs", "1.0")
    writer.set_status("spam-eggs", Status.DEPRECATED, "see other")
    page = client.get("/simple/spam-eggs/", headers={"Accept": JSON}).json()
    assert page["project-status"] == {"status": "deprecated", "reason": "see other"}
    assert [file["yanked"] for file in page["files"]] == [False, False]
    writer.set_status("spam-eggs", Status.QUARANTINED)
    page = client.get("/simple/spam-eggs/", headers={"Accept": JSON}).json()
    assert page["files"] == []
    assert client.get(FILE).status_code == 404
    assert "pypi:project-status" in client.get("/simple/spam-eggs/").text
    writer.set_status("spam-eggs", Status.ACTIVE)
    assert client.get(FILE).status_code == 200


def test_a_change_by_another_is_seen_at_once(store: Store, client: TestClient, tmp_path: Path) -> None:
    def files() -> int:
        return len(json.loads(client.get("/simple/spam-eggs/", headers={"Accept": JSON}).content)["files"])

    assert files() == 2
    Writer(store).add(read_incoming(wheel(tmp_path, "spam-eggs", "2.0")))
    assert files() == 3
    Writer(store).remove("spam-eggs", "2.0")
    assert files() == 2


def test_a_broken_page_is_no_empty_one(store: Store, client: TestClient) -> None:
    """An installer that was told of no files would say that there are none."""
    key = store.page_key("simple", "spam-eggs")
    found = store.read(key)
    assert found
    store.write(key, b'{"files": 7}', JSON, found.version)
    answer = client.get("/simple/spam-eggs/")
    assert answer.status_code == 503
    assert "repair" in answer.text
