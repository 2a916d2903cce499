"""`dovetail.ship.frontend` and `dovetail build`: any backend, and what was built is looked at."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

import dovetail
from dovetail.cli import main
from dovetail.diagnostic import Diagnostic, Outcome, Place, Severity, Summary
from dovetail.errors import ConfigurationError, UsageError
from dovetail.ship.archive import Form
from dovetail.ship.frontend import Progress, build
from dovetail.ship.frontend.backends import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable

OWN = '[build-system]\nrequires = ["dovetail"]\nbuild-backend = "dovetail.ship.backend"\n'
PROJECT = '[project]\nname = "shop"\nversion = "1.0"\n'
# A backend in the project itself: it needs nothing to be installed.
HOMEMADE = '[build-system]\nrequires = []\nbuild-backend = "homemade"\nbackend-path = ["backend"]\n'
TEXT = """
import dovetail.ship.backend as real

def build_wheel(directory, config_settings=None, metadata_directory=None):
    print("making a wheel", config_settings)
    return real.build_wheel(directory)

def build_sdist(directory, config_settings=None):
    print("making an sdist")
    return real.build_sdist(directory)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    monkeypatch.setenv("PYTHONPATH", str(Path(dovetail.__file__).parent.parent))

    def write(**files: str) -> Path:
        folder = tmp_path / "project"
        for path, text in {"src/shop/__init__.py": "", **files}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        return folder

    return write


class Heard(Progress):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def foreign(self, backend: str, *, isolation: bool) -> None:
        self.lines.append(f"runs {backend} {isolation}")

    def step(self, text: str) -> None:
        self.lines.append(text)

    def output(self, text: str) -> None:
        self.lines.append(text.strip())


def test_its_own_backend_is_not_run_but_called(project: Callable[..., Path], tmp_path: Path) -> None:
    heard = Heard()
    built = build(str(project(**{"pyproject.toml": OWN + PROJECT})), str(tmp_path / "out"), progress=heard)
    assert [(one.form, Path(one.path).name) for one in built] == [
        (Form.SDIST, "shop-1.0.tar.gz"),
        (Form.WHEEL, "shop-1.0-py3-none-any.whl"),
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        Path(one.path).name for one in built
    )
    assert not any(line.startswith("runs") for line in heard.lines)
    assert "building the wheel from the sdist" in heard.lines
    assert all(one.outcome is not None and one.outcome.base == tmp_path / "out" for one in built)


def test_another_backend_is_run_and_heard(project: Callable[..., Path], tmp_path: Path) -> None:
    heard = Heard()
    table = HOMEMADE + PROJECT + '[tool.dovetail.build]\nsdist = ["backend/"]\n'
    folder = project(**{"pyproject.toml": table, "backend/homemade.py": TEXT})
    built = build(
        str(folder), str(tmp_path / "out"), isolation=False, settings={"a": "b"}, progress=heard, verify=False
    )
    assert heard.lines[0] == "runs homemade False"
    assert "making a wheel {'a': 'b'}" in heard.lines
    assert [one.outcome for one in built] == [None, None]


def test_a_backend_that_fails_leaves_nothing(project: Callable[..., Path], tmp_path: Path) -> None:
    text = TEXT.replace('print("making a wheel", config_settings)', "raise SystemExit('no more paper')")
    table = HOMEMADE + PROJECT + '[tool.dovetail.build]\nsdist = ["backend/"]\n'
    folder = project(**{"pyproject.toml": table, "backend/homemade.py": text})
    out = tmp_path / "out"
    out.mkdir()
    (out / "shop-1.0.tar.gz").write_text("old")
    with pytest.raises(BuildError, match="`homemade` could not build the wheel") as raised:
        build(str(folder), str(out), isolation=False)
    assert "no more paper" in raised.value.output
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("shop-1.0.tar.gz", "old")]


def test_what_a_backend_needs_and_is_not_there(project: Callable[..., Path], tmp_path: Path) -> None:
    table = OWN.replace('["dovetail"]', '["nobody-has-this>=99"]').replace("dovetail.ship", "nobody")
    folder = project(**{"pyproject.toml": table + PROJECT})
    with pytest.raises(
        BuildError,
        match=r"`nobody.backend` could not build the sdist: Backend 'nobody.backend' is not available",
    ):
        build(str(folder), str(tmp_path / "out"), isolation=False)


@pytest.mark.parametrize("archive", ["none", "two"])
def test_an_sdist_that_breaks_the_specification(
    project: Callable[..., Path], tmp_path: Path, archive: str
) -> None:
    text = TEXT.replace("    return real.build_sdist(directory)", _BROKEN[archive])
    folder = project(**{"pyproject.toml": HOMEMADE + PROJECT, "backend/homemade.py": text})
    with pytest.raises(dovetail.DovetailError, match=r"says that it wrote|more than one folder"):
        build(str(folder), str(tmp_path / "out"), isolation=False)
    assert list((tmp_path / "out").iterdir()) == []


_BROKEN = {
    "none": "    return 'shop-1.0.tar.gz'",
    "two": """
    import io, os, tarfile
    with tarfile.open(os.path.join(directory, "shop-1.0.tar.gz"), "w:gz") as made:
        for name in ("a/x", "b/x"):
            made.addfile(tarfile.TarInfo(name), io.BytesIO())
    return "shop-1.0.tar.gz"
""",
}


def test_what_is_no_project(tmp_path: Path, project: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        build(str(tmp_path / "nowhere"), str(tmp_path / "out"))
    with pytest.raises(UsageError, match=r"neither pyproject\.toml nor setup\.py"):
        build(str(project()), str(tmp_path / "out"))
    folder = project(**{"pyproject.toml": "[build-system]\nrequires = 1\nbackend = 'x'\n"})
    with pytest.raises(ConfigurationError) as raised:
        build(str(folder), str(tmp_path / "out"))
    assert [line for line, _ in raised.value.faults] == [2, 3]
    assert not (tmp_path / "out").exists()


def test_the_command(
    project: Callable[..., Path], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(**{"pyproject.toml": OWN + PROJECT}))
    assert main(["build", "--wheel"]) == 0
    said = capfd.readouterr()
    assert said.out == "dist/shop-1.0-py3-none-any.whl\n"
    assert said.err == "Verified: nothing found.\n"
    assert main(["build", "--sdist", "-o", "x", "--no-verify", "--format", "json"]) == 0
    document = json.loads(capfd.readouterr().out)
    schema = json.loads((Path(dovetail.__file__).parent / "cli/build.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    (archive,) = document["archives"]
    assert (archive["form"], archive["report"]) == ("sdist", None)
    assert archive["size"] == os.path.getsize("x/shop-1.0.tar.gz")
    assert main(["build", "-C", "nothing"]) == 2
    assert "`nothing` is no setting" in capfd.readouterr().err


def test_findings_are_shown_and_told_by_the_exit_code(
    project: Callable[..., Path], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def verify(archive: str, **_: object) -> Outcome:
        place = Place(f"{Path(archive).name}/shop/__init__.py", 1, 0, 1, 0)
        found = (Diagnostic("missing-module", Severity.ERROR, "it is not there", place),)
        return Outcome(found, Summary(1, 0, 1, (), 0, 0.0), Path(archive).parent)

    monkeypatch.setattr("dovetail.ship.verify.verify", verify)
    monkeypatch.chdir(project(**{"pyproject.toml": OWN + PROJECT}))
    assert main(["build", "--wheel", "--format", "concise"]) == 1
    said = capfd.readouterr()
    assert said.out.startswith(
        "dist/shop-1.0-py3-none-any.whl\ndist/shop-1.0-py3-none-any.whl/shop/__init__.py"
    )
    assert "Verified: 1 finding." in said.err


@pytest.mark.corpus
def test_a_bare_setup_py_in_an_environment_of_its_own(
    project: Callable[..., Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = "from setuptools import setup\n"
    text += 'setup(name="shop", version="1.0", package_dir={"": "src"}, packages=["shop"])\n'
    folder = project(**{"setup.py": text})
    assert main(["build", str(folder), "-o", str(tmp_path / "out"), "--no-verify"]) == 0
    said = capfd.readouterr()
    assert "Runs the project's build backend, setuptools.build_meta:__legacy__, in an environment" in said.err
    assert [Path(line).name for line in said.out.splitlines()] == [
        "shop-1.0.tar.gz",
        "shop-1.0-py3-none-any.whl",
    ]
    with tarfile.open(tmp_path / "out/shop-1.0.tar.gz") as archive:
        assert "shop-1.0/PKG-INFO" in archive.getnames()
