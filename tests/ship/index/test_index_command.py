"""``dovetail index``: its actions, its documents, its exit codes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import jsonschema
import pytest
from synthetic_wheels import wheel

import dovetail
from dovetail.cli import main
from dovetail.cli.index import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = Path(dovetail.__file__).parents[1]
SCHEMA = json.loads((SOURCE / "dovetail/cli/index.schema.json").read_text())


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        document = json.loads(self.out)
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)
        return document


@pytest.fixture
def say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    monkeypatch.chdir(tmp_path)

    def said(*words: str) -> Said:
        capfd.readouterr()
        code = main(["index", *words])
        printed = capfd.readouterr()
        return Said(code, printed.out, printed.err)

    return said


def test_the_life_of_a_distribution(say: Callable[..., Said], tmp_path: Path) -> None:
    first = wheel(tmp_path, "spam", "1.0", files={"spam/__init__.py": "", "spam/ham.py": ""})
    wheel(tmp_path / "dist", "spam", "2.0")
    assert say("add", "index", str(first), "--verify", "off").out == f"added: {first.name}\n"
    said = say("add", "index", "dist", str(first), "--verify=off", "--format", "json")
    assert [one["new"] for one in said.document["added"]] == [True, False]
    assert say("list", "index").out == "spam\n"
    assert say("list", "index", "--format", "json").document["projects"] == ["spam"]
    assert say("yank", "index", "Spam", "1.0", "--reason", "broken").code == 0
    assert f"{first.name}  yanked" in say("list", "index", "spam").out
    rows = say("list", "index", "spam", "--format", "json").document["files"]
    assert [row["yanked"] for row in rows] == ["broken", False]
    assert say("unyank", "index", "spam", "1.0", "--format", "json").document["files"] == [first.name]
    assert say("status", "index", "spam", "deprecated", "--reason", "see eggs").out == "spam is deprecated\n"
    assert say("modules", "index", "spam.ham").out == f"{first.name}  (spam 1.0)\n"
    assert say("modules", "index", "--format", "json").document["modules"] == {"spam": ["spam"]}
    assert len(say("modules", "index", "spam", "--format", "json").document["providers"]) == 2
    assert say("modules", "index", "gone").code == 1
    assert say("remove", "index", "spam", "1.0").out == f"removed: {first.name}\n"
    assert say("check", "index", "--hashes").out == "all is well\n"
    refused = say("add", "index", str(first))
    assert refused.code == 1
    assert "its name is not used again" in refused.err


def test_all_or_nothing(say: Callable[..., Said], tmp_path: Path) -> None:
    good = wheel(tmp_path / "dist", "spam", "1.0")
    wheel(tmp_path / "dist", "eggs", "1.0", metadata="Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    said = say("add", "index", "dist", "--verify", "off", "--format", "json")
    assert said.code == 1
    assert [row["file"] for row in said.document["refused"]] == [str(Path("dist/eggs-1.0-py3-none-any.whl"))]
    assert "Name is 'other'" in said.err
    assert say("list", "index").out == ""
    assert good.exists()


def test_what_would_not_import_is_refused(say: Callable[..., Said], tmp_path: Path) -> None:
    path = wheel(tmp_path, "spam", files={"spam/__init__.py": "from spam import gone\nimport spam.gone\n"})
    said = say("add", "index", str(path))
    assert said.code == 1
    assert "would not work as it is" in said.err
    assert "spam.gone" in said.err
    said = say("add", "index", str(path), "--verify", "warn", "--format", "json")
    assert said.code == 0
    assert "error" in {one["severity"] for one in said.document["findings"]}


def test_put_right(say: Callable[..., Said], tmp_path: Path) -> None:
    paths = [wheel(tmp_path / "dist", "spam", f"{number}.0") for number in range(3)]
    say("add", "index", "dist", "--verify", "off")
    say("yank", "index", "spam", "1.0", "--reason", "broken")
    index = tmp_path / "index"
    files = index / "files" / "spam"
    # Whatever may happen to a folder.
    (index / "simple" / "spam" / "index.json").write_text("{")
    (index / "simple" / "index.html").unlink()
    (files / f"{paths[0].name}.record.json").unlink()
    (files / f"{paths[2].name}").unlink()
    (index / "modules" / "spam" / "index.json").write_text("[]")
    (index / "modules" / "index.json").write_text("nothing")
    (files / "notes.txt").write_text("mine")
    said = say("check", "index", "--format", "json")
    assert said.code == 1
    kinds = {problem["kind"] for problem in said.document["problems"]}
    wanted = {"broken-page", "missing-file", "missing-record", "stale-html", "stale-modules", "stray-file"}
    assert kinds >= wanted
    said = say("repair", "index", "--format", "json")
    assert {problem["kind"] for problem in said.document["left"]} == {"stray-file"}
    # The metadata and the record of what is gone are strays as well, and are not deleted by guesswork.
    for path in files.iterdir():
        if path.name == "notes.txt" or path.name.startswith(paths[2].name):
            path.unlink()
    assert say("check", "index", "--hashes").code == 0
    rows = say("list", "index", "spam", "--format", "json").document["files"]
    assert [(row["filename"], row["yanked"]) for row in rows] == [
        (paths[0].name, False),
        (paths[1].name, "broken"),
    ]
    (files / paths[0].name).write_bytes(paths[0].read_bytes()[:-1] + b"\x07")
    said = say("check", "index", "--hashes", "--format", "json")
    assert [problem["kind"] for problem in said.document["problems"]] == ["wrong-hash"]


def test_tokens(say: Callable[..., Said], tmp_path: Path) -> None:
    said = say("token", "add", "index", "me", "--project", "acme-*", "--days", "2", "--format", "json")
    assert said.document["token"].startswith("dovetail-")
    (row,) = say("token", "list", "index", "--format", "json").document["tokens"]
    assert (row["name"], row["permissions"], row["projects"]) == ("me", ["read", "upload"], ["acme-*"])
    assert "until" in say("token", "list", "index").out
    assert say("token", "revoke", "index", "me", "--format", "json").document["tokens"] == []
    elsewhere = str(tmp_path / "tokens")
    assert say("token", "add", "--tokens", elsewhere, "me", "--permission", "manage").code == 0
    assert say("token", "list", "--tokens", elsewhere).out == "me  manage  *\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "what to do is missing"),
        (["sell"], "invalid choice"),
        (["add"], "the place of the index is missing"),
        (["add", "index"], "no distribution is given"),
        (["add", "index", "gone.whl"], "no such file"),
        (["list", "gone"], "no index in gone"),
        (["add", "full", "gone.whl"], "holds other things"),
        (["list", "--store", "gs://bucket"], "no address of a bucket"),
        (["check", "index", "more"], "unexpected: more"),
        (["yank", "index", "spam"], "NAME VERSION"),
        (["yank", "index", "spam", "1.0"], "no project `spam`"),
        (["status", "index", "spam", "dead"], "no status"),
        (["token"], "what to do with tokens"),
        (["token", "add", "s3://bucket", "me"], "--tokens FILE"),
        (["token", "revoke", "index", "me"], "no token `me`"),
        (["token", "add", "index", "me", "--permission", "own"], "no permission"),
        (["token", "add", "index", "me", "--days", "soon"], "a number is needed"),
        (["serve", "index", "--port", "x"], "a number from 0"),
        (["serve", "index", "--upstream", "pypi.org"], "no address of an index"),
        (["serve", "--store", "s3://bucket", "--private"], "needs tokens"),
    ],
)
def test_mistakes(say: Callable[..., Said], tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    (tmp_path / "index" / ".dovetail").mkdir(parents=True)
    answer = say(*words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize("action", [*ACTIONS, "token add"])
def test_help(say: Callable[..., Said], action: str) -> None:
    said = say(*action.split(), "--help")
    assert said.code == (2 if action == "token" else 0)
    assert action == "token" or f"index {action}" in said.out


def test_served_and_ended(tmp_path: Path) -> None:
    """As a process: it takes an upload, runs nothing that lies where it is started, and ends."""
    for name in ("pickle", "anyio", "random"):
        (tmp_path / f"{name}.py").write_text(f"open('{name} was run', 'w')\nraise SystemExit\n")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    words = [sys.executable, "-m", "dovetail", "index", "serve", "index", "--port", "0", "--anyone"]
    process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr
    lines = [process.stderr.readline() for _ in range(2)]
    assert "anyone who reaches this server may upload" in lines[0]
    address = lines[1].rsplit(maxsplit=1)[-1].removesuffix("simple/")
    bad = wheel(tmp_path / "w", "bad", files={"bad.py": "import bad_that_is_not_there\n"})
    assert httpx.post(f"{address}legacy/", **form(bad), timeout=60).status_code == 400
    good = wheel(tmp_path / "w", "good", files={"good.py": '"""Fine."""\n'})
    answer = httpx.post(f"{address}legacy/", **form(good), timeout=60)
    assert answer.status_code == 200, answer.text
    assert "good" in httpx.get(f"{address}simple/").text
    assert httpx.get(f"{address}modules/good").status_code == 200
    process.terminate()
    assert process.wait(20) in (0, -15)
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    assert [path.name for path in tmp_path.iterdir() if "was run" in path.name] == []


def form(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    fields = {":action": "file_upload", "name": path.name.split("-")[0], "version": "1.0"}
    return {"data": {**fields, "sha256_digest": digest}, "files": {"content": (path.name, data)}}
