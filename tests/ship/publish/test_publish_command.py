"""``dovetail publish`` as a whole: verified first, idempotent, and silent about secrets."""

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest
from index_server import Index

from dovetail.cli import main

Make = Callable[..., Path]


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    monkeypatch.setenv("NO_PROXY", "*")

    def say(*words: str) -> Said:
        code = main(["publish", *words])
        printed = capfdbinary.readouterr()
        return Said(code, printed.out.decode(), printed.err.decode())

    return say


def test_publishing_twice(  # noqa: PLR0913, PLR0917 - fixtures
    say: Callable[..., Said],
    index: Index,
    wheel: Make,
    sdist: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wheel(tmp_path)
    sdist(tmp_path)
    monkeypatch.setenv("DOVETAIL_TOKEN", "secret-token")
    words = (str(tmp_path), "--index", index.upload)
    first = say(*words)
    assert first == (
        0,
        "acme_shop-1.0-py3-none-any.whl: uploaded\nacme_shop-1.0.tar.gz: uploaded\n",
        first.err,
    )
    assert first.err == f"publishing to {index.upload} with DOVETAIL_TOKEN\n"
    second = say(*words, "--format", "json")
    document = json.loads(second.out)
    schema = json.loads(resources.files("dovetail.cli").joinpath("publish.schema.json").read_text())
    jsonschema.validate(document, schema)
    assert [each["state"] for each in document["files"]] == ["already there", "already there"]
    assert len(index.forms) == 2
    assert "secret-token" not in first.err + first.out + second.err + second.out


def test_a_dry_run_sends_nothing(say: Callable[..., Said], index: Index, wheel: Make, tmp_path: Path) -> None:
    said = say(str(wheel(tmp_path)), "--index", index.upload, "--dry-run")
    assert said.out == "acme_shop-1.0-py3-none-any.whl: would be uploaded\n"
    assert [method for method, _, _ in index.requests if method == "POST"] == []


def test_what_the_index_says_is_told_without_the_token(
    say: Callable[..., Said], index: Index, wheel: Make, tmp_path: Path
) -> None:
    said = say(
        str(wheel(tmp_path)), "--index", index.upload, "--username", "ann", "--password", "wrong-secret"
    )
    assert said.code == 2
    assert "403 Invalid or non-existent authentication information" in said.err
    assert "may --password publish this project? The index says no" in said.err
    assert "wrong-secret" not in said.err


def test_nobody_publishes(say: Callable[..., Said], index: Index, wheel: Make, tmp_path: Path) -> None:
    said = say(str(wheel(tmp_path)), "--index", index.upload)
    assert said.code == 2
    assert "say who publishes: --token, DOVETAIL_TOKEN" in said.err


def test_an_open_index_needs_nobody(
    say: Callable[..., Said], index: Index, wheel: Make, tmp_path: Path
) -> None:
    index.secret = None
    assert say(str(wheel(tmp_path)), "--index", index.upload).code == 0
    assert index.logins == [None]


def test_a_workflow_publishes_without_a_token(
    say: Callable[..., Said], index: Index, wheel: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{index.address}/identity?api-version=2")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-token")
    said = say(str(wheel(tmp_path)), "--index", index.upload, "--no-attest")
    assert said.code == 0
    assert "with trusted publishing" in said.err


def test_a_token_is_not_sent_unencrypted_to_another_machine(
    say: Callable[..., Said], wheel: Make, tmp_path: Path
) -> None:
    said = say(str(wheel(tmp_path)), "--index", "http://index.example/legacy/", "--token", "secret-token")
    assert said.code == 2
    assert "would get the token unencrypted" in said.err
    assert "secret-token" not in said.err


def test_what_does_not_verify_is_not_sent(
    say: Callable[..., Said], index: Index, wheel: Make, tmp_path: Path
) -> None:
    path = wheel(tmp_path, text="from acme_shop import orders\n")
    words = (str(path), "--index", index.upload, "--token", "secret-token")
    said = say(*words)
    assert said.code == 1
    assert "error[" in said.out
    assert "orders" in said.out
    assert "nothing was sent" in said.err
    assert index.forms == []
    as_json = say(*words, "--format", "json")
    assert as_json.code == 1
    assert [each["state"] for each in json.loads(as_json.out)["files"]] == ["not sent"]
    assert "acme_shop/__init__.py:1" in as_json.err
    assert say(*words, "--no-verify").code == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("nothing.whl",), "no such file: nothing.whl"),
        (("{here}",), "no wheel and no sdist in"),
        (("{here}/a.whl", "--attest", "--no-attest"), "exclude each other"),
    ],
)
def test_what_cannot_be_published(
    say: Callable[..., Said], tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    said = say(*(word.format(here=tmp_path) for word in words))
    assert said.code == 2
    assert reason in said.err
