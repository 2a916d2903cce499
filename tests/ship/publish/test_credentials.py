"""Where tokens come from, in which order, and that nothing prints them."""

import os
from pathlib import Path
from typing import Any

import httpx
import keyring
import pytest
from index_server import Index
from keyring.backend import KeyringBackend

from dovetail.errors import ConfigurationError, DovetailError
from dovetail.ship.publish import trusted
from dovetail.ship.publish.credentials import (
    PYPI,
    TEST_PYPI,
    Credentials,
    Repository,
    find_credentials,
    find_repository,
)
from dovetail.ship.publish.errors import PublishError

PYPIRC = """\
[distutils]
index-servers = acme

[acme]
repository = https://index.acme.example/legacy/
username = ann
password = from-the-file

[pypi]
username = __token__
password = pypi-of-the-file
"""


@pytest.fixture
def pypirc(tmp_path: Path) -> str:
    path = tmp_path / ".pypirc"
    path.write_text(PYPIRC)
    return str(path)


def test_pypi_is_the_default() -> None:
    assert find_repository(None, {}).upload == PYPI
    assert find_repository("testpypi", {}).upload == TEST_PYPI
    assert find_repository(None, {"UV_PUBLISH_URL": "https://a.example/u"}).upload == "https://a.example/u"


def test_sections_of_pypirc(pypirc: str) -> None:
    found = find_repository("acme", {}, pypirc)
    assert found.upload == "https://index.acme.example/legacy/"
    assert find_credentials(found, {}, keyring=False) == Credentials(
        "ann", "from-the-file", f"[acme] of {pypirc}"
    )
    assert find_repository("pypi", {}, pypirc).secret == "pypi-of-the-file"
    assert find_repository(None, {}, pypirc).upload == PYPI
    # By its address the section counts as well.
    assert find_repository("https://index.acme.example/legacy", {}, pypirc).user == "ann"


def test_credentials_in_an_address_leave_it() -> None:
    found = find_repository("https://ann:s%40cret@a.example:8443/up/?x=1", {})
    assert found.upload == "https://a.example:8443/up/?x=1"
    assert find_credentials(found, {}, keyring=False) == Credentials("ann", "s@cret", "the address")


@pytest.mark.parametrize("given", ["nothing", "ftp://a.example/", "https:///x", "https://a:b:c/"])
def test_what_is_no_index(given: str) -> None:
    with pytest.raises(DovetailError):
        find_repository(given, {})


def test_a_broken_pypirc_is_named_with_its_line_and_without_its_text(tmp_path: Path) -> None:
    path = tmp_path / "pypirc"
    path.write_text("[acme]\nrepository = x\npassword secret-in-a-wrong-line\n")
    with pytest.raises(ConfigurationError) as raised:
        find_repository("acme", {}, str(path))
    assert "secret-in" not in str(raised.value)
    with pytest.raises(DovetailError, match="is not there"):
        find_repository("acme", {}, str(tmp_path / "none"))


def test_the_order_of_sources() -> None:
    repository = Repository("https://a.example/", "ann", "of-the-file", "the file")
    variables = {
        "DOVETAIL_TOKEN": "one",
        "UV_PUBLISH_TOKEN": "two",
        "UV_PUBLISH_PASSWORD": "three",
        "TWINE_PASSWORD": "four",
        "TWINE_USERNAME": "bob",
    }
    order = []
    assert find_credentials(repository, variables, token="zero") == Credentials(
        "__token__", "zero", "--token"
    )
    for name in ("DOVETAIL_TOKEN", "UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD", "TWINE_PASSWORD"):
        found = find_credentials(repository, variables)
        assert found is not None
        assert found.source == name
        order.append((found.user, found.secret))
        del variables[name]
    assert order == [("__token__", "one"), ("__token__", "two"), ("__token__", "three"), ("bob", "four")]
    found = find_credentials(repository, variables)
    assert found == Credentials("ann", "of-the-file", "the file")
    assert find_credentials(Repository("https://a.example/"), {}, keyring=False) is None


def test_the_keyring_is_asked_by_address_and_by_host() -> None:
    class Ring(KeyringBackend):
        priority = 1.0  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            held = {("a.example", "__token__"): "of-the-host", ("https://b.example/up", "ann"): "of-ann"}
            return held.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

        def delete_password(self, service: str, username: str) -> None:
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Ring())  # type: ignore[no-untyped-call]
    try:
        found = find_credentials(Repository("https://a.example/up"), {})
        assert found == Credentials("__token__", "of-the-host", "the keyring")
        found = find_credentials(Repository("https://b.example/up"), {}, user="ann")
        assert found == Credentials("ann", "of-ann", "the keyring")
        assert find_credentials(Repository("https://c.example/up"), {}) is None
    finally:
        keyring.set_keyring(before)


def test_a_secret_is_neither_shown_nor_left_in_what_an_index_says() -> None:
    who = Credentials("__token__", "pypi-abc/def", "--token")
    assert "pypi-abc" not in repr(who) + str(who)
    assert who.scrub("bad: pypi-abc/def and pypi-abc%2Fdef") == "bad: [hidden] and [hidden]"


def actions(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{index.address}/identity?api-version=2")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-token")


def test_a_workflow_gets_a_token_for_its_identity(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not trusted.is_offered(os.environ)
    actions(monkeypatch, index)
    assert trusted.is_offered(os.environ)
    with httpx.Client(trust_env=False) as client:
        found = trusted.mint(client, index.upload)
    assert found == Credentials("__token__", "secret-token", "trusted publishing")
    assert len(index.minted) == 1
    assert index.minted[0].endswith(".sig")


def test_gitlab_gives_its_identity_in_a_variable(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    import base64
    import json

    claims = base64.urlsafe_b64encode(json.dumps({"aud": "testindex"}).encode()).decode().rstrip("=")
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("TESTINDEX_ID_TOKEN", f"e30.{claims}.gitlab")
    with httpx.Client(trust_env=False) as client:
        found = trusted.mint(client, index.upload)
    assert found is not None
    assert index.minted == [f"e30.{claims}.gitlab"]


def test_an_index_that_does_not_trust_says_why(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    actions(monkeypatch, index)
    index.audience = "refused"
    with httpx.Client(trust_env=False) as client, pytest.raises(PublishError, match="no publisher matches"):
        trusted.mint(client, index.upload)


def test_a_workflow_without_the_permission(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    actions(monkeypatch, index)
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "another")
    with httpx.Client(trust_env=False) as client, pytest.raises(PublishError) as raised:
        trusted.mint(client, index.upload)
    assert "id-token: write" in (raised.value.hint or "")


def test_elsewhere_there_is_no_identity(index: Index) -> None:
    with httpx.Client(trust_env=False) as client:
        assert trusted.mint(client, index.upload) is None


def test_an_attestation_beside_a_file_must_be_one(tmp_path: Path, wheel: Any) -> None:
    attest = pytest.importorskip("dovetail.ship.publish.attest")
    path = wheel(tmp_path)
    assert attest.beside(str(path)) == []
    Path(f"{path}.publish.attestation").write_text("{}")
    with pytest.raises(PublishError, match="is no attestation"):
        attest.beside(str(path))
