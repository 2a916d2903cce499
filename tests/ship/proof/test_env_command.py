"""``dovetail env check`` as a command: formats, selections, and what cannot be proved."""

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

from dovetail.cli import main


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def say(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Said]:
    monkeypatch.chdir(tmp_path)
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()

    def say(*words: str) -> Said:
        code = main(["env", *words])
        printed = capfdbinary.readouterr()
        return Said(code, printed.out.decode(), printed.err.decode())

    return say


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    site = tmp_path / ".venv" / "lib" / "python3.13" / "site-packages"
    info = site / "shop-1.0.dist-info"
    info.mkdir(parents=True)
    (site.parent / "os.py").touch()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"home = {tmp_path / '.venv' / 'bin'}\nversion = 3.13.0\n")
    (site / "shop.py").write_text("import gone\n")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop\nVersion: 1.0\nRequires-Dist: gone\n")
    (info / "RECORD").write_text("shop.py,,\nshop-1.0.dist-info/METADATA,,\nshop-1.0.dist-info/RECORD,,\n")
    return tmp_path / ".venv"


def test_json_is_that_of_check(say: Callable[..., Said], environment: Path) -> None:
    said = say("check", str(environment), "--format", "json")
    document = json.loads(said.out)
    jsonschema.validate(
        document, json.loads(resources.files("dovetail.report").joinpath("check.schema.json").read_text())
    )
    assert said.code == 1
    assert {each["check"] for each in document["diagnostics"]} == {
        "failing-distribution",
        "unsatisfied-requirement",
    }
    assert said.err.startswith("0 modules of 1 distribution import what they need")


@pytest.mark.parametrize("shape", ["sarif", "github", "concise"])
def test_other_formats(say: Callable[..., Said], environment: Path, shape: str) -> None:
    said = say("check", str(environment), "--format", shape)
    assert said.code == 1
    assert "failing-distribution" in said.out


def test_the_environment_of_the_project_is_found(say: Callable[..., Said], environment: Path) -> None:
    assert environment.name == ".venv"
    said = say("check", "--ignore", "failing-distribution,unsatisfied-requirement")
    assert said.code == 0
    assert "`.venv` in the folder" in said.err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("check",), "no environment found"),
        (("check", "nowhere"), "nowhere is no Python"),
        (("check", "--select", "failing-distributions"), "did you mean `failing-distribution`?"),
        (("prove",), "invalid choice"),
    ],
)
def test_what_cannot_be_proved(say: Callable[..., Said], words: tuple[str, ...], reason: str) -> None:
    said = say(*words)
    assert said.code == 2
    assert reason in said.err


def test_the_checks_are_listed(say: Callable[..., Said]) -> None:
    listed = {line.split()[0]: line for line in say("check", "--list").out.splitlines()}
    assert listed["file-collision"].split()[1:] == ["error"]
    assert listed["unreached-import"].endswith("(off by default)")


def test_a_report_is_the_same_every_time(say: Callable[..., Said], environment: Path) -> None:
    assert say("check", str(environment)).out == say("check", str(environment)).out
