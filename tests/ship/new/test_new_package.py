import json
import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest
import uv

from dovetail.ship.changes import Change, write
from dovetail.ship.new.backends import BACKENDS
from dovetail.ship.new.git_identity import git_identity
from dovetail.ship.new.licences import KNOWN


def metadata(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text())


def test_a_project_has_all_that_is_asked_for_on_an_index(
    folder: Path, say: Callable[..., Any], files: Callable[[Path], dict[str, str]]
) -> None:
    assert say("new", "package", "My-Shop", "--script", "--description", 'Says "\\".').code == 0
    made = files(folder / "My-Shop")
    assert set(made) == {
        *(".gitignore", "LICENSE", "README.md", "pyproject.toml", "tests/test_my_shop.py"),
        *(f"src/my_shop/{name}" for name in ("__init__.py", "__main__.py", "cli.py", "py.typed")),
    }
    project = metadata(folder / "My-Shop")["project"]
    assert project["authors"] == [{"name": "Ada Lovelace", "email": "ada@example.org"}]
    assert (project["license"], project["license-files"]) == ("MIT", ["LICENSE"])
    assert project["description"] == 'Says "\\".'
    assert project["requires-python"] == ">={}.{}".format(*sys.version_info)
    assert project["scripts"] == {"My-Shop": "my_shop.cli:main"}
    assert "Ada Lovelace" in made["LICENSE"]
    assert say("check", "My-Shop").code == 0


def test_what_is_made_runs(folder: Path, say: Callable[..., Any]) -> None:
    say("new", "package", "tool", "--namespace", "acme.odd", "--script", "odd")
    source = folder / "acme-odd-tool" / "src"
    command = [sys.executable, "-m", "acme.odd.tool"]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=True)
    assert done.stdout == "odd is installed\n"
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "../tests"]
    done = subprocess.run(
        tests, cwd=source, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["json"], "is the name of a module of the standard library"),
        (["asyncore"], "standard library"),  # of 3.11 and before
        (["annotationlib"], "standard library"),  # of 3.14 and after
        (["JSON-5", "--import-name", "JSON"], "differs only by case from `json`"),
        (["class"], "is a keyword"),
        (["1st"], "no identifier"),
        (["_a"], "cannot be the name of a project"),
        (["x y"], "cannot be the name of a project"),
        (["x", "--import-name", "a.b"], "is a module in `a`"),
        (["x", "--import-name", "__init__"], "a meaning of its own"),
        (["x", "--namespace", "os"], "standard library"),
        (["acme-tools", "--namespace", "acme.tools"], "needs a name"),
        (["x", "--license", "MIT or so"], "no SPDX licence expression"),
        (["x", "--requires-python", "3"], "no version specifier"),
        (["x", "--script", "a b"], "cannot be the name of a command"),
        (["x", "--in", "nowhere"], "no such folder"),
        (["Taken"], "differs only by case"),
        (["taken"], "exists already"),
        (["loose"], "a module of that name beside it"),
        ([], "needs a name"),
    ],
)
def test_a_name_that_makes_trouble_is_refused_before_anything_is_written(
    folder: Path,
    say: Callable[..., Any],
    files: Callable[[Path], dict[str, str]],
    words: list[str],
    said: str,
) -> None:
    (folder / "taken").mkdir()
    (folder / "taken" / "file").write_text("")
    (folder / "loose.py").write_text("")
    before = files(folder)
    answer = say("new", "package", *words)
    assert answer.code == 2
    assert said in answer.err
    assert files(folder) == before


def test_an_installed_distribution_is_not_shadowed(folder: Path, say: Callable[..., Any]) -> None:
    venv.create(folder / ".venv", with_pip=False)
    (site,) = (folder / ".venv" / "lib").glob("python3.*/site-packages")
    (site / "yaml").mkdir()
    (site / "yaml" / "__init__.py").write_text("")
    (site / "acme").mkdir()
    (site / "acme" / "one.py").write_text("")
    (site / "PyYAML-6.dist-info").mkdir()
    (site / "PyYAML-6.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: PyYAML\nVersion: 6\n")
    (site / "PyYAML-6.dist-info" / "RECORD").write_text("yaml/__init__.py,,\n")
    assert "belongs to PyYAML 6" in say("new", "package", "yaml").err
    assert "but for the case" in say("new", "package", "x", "--import-name", "YAML").err
    assert "PyYAML 6" in say("new", "package", "pyyaml", "--import-name", "x").err
    # Portions of one namespace package do not hide each other; a package hides the portion.
    assert say("new", "package", "two", "--namespace", "acme").code == 0
    assert "installed already" in say("new", "package", "acme").err


def test_a_sibling_project_keeps_its_import_name(folder: Path, say: Callable[..., Any]) -> None:
    (folder / ".git").mkdir()
    assert say("new", "package", "shop").code == 0
    answer = say("new", "package", "store", "--import-name", "Shop")
    assert (answer.code, "differs only by case" in answer.err) == (2, True)
    answer = say("new", "package", "store", "--import-name", "shop")
    assert (answer.code, "is there already" in answer.err) == (2, True)


def test_a_dry_run_prints_a_diff_that_git_applies(
    folder: Path, say: Callable[..., Any], files: Callable[[Path], dict[str, str]]
) -> None:
    diff = say("new", "package", "shop", "--script", "--dry-run").out
    assert not (folder / "shop").exists()
    subprocess.run(["git", "apply", "-"], input=diff, text=True, check=True)
    applied = files(folder / "shop")
    subprocess.run(["rm", "-r", "shop"], check=True)
    say("new", "package", "shop", "--script")
    assert applied == files(folder / "shop")


def test_json_is_as_its_schema_says(folder: Path, say: Callable[..., Any]) -> None:
    schema = json.loads(resources.files("dovetail.cli").joinpath("new.schema.json").read_bytes())
    document = json.loads(say("new", "package", "shop", "--format", "json", "--license", "Apache-2.0").out)
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    paths = [file["path"] for file in document["files"]]
    assert paths == sorted(path.relative_to(folder / "shop").as_posix() for path in folder.rglob("*.*")
                           if path.is_file())  # fmt: skip
    assert "Apache-2.0 is yours to add" in document["notes"][0]


def test_the_metadata_is_valid_for_every_licence(folder: Path, say: Callable[..., Any]) -> None:
    for number, licence in enumerate([*KNOWN, "none", "LicenseRef-Own"]):
        say("new", "package", f"p{number}", "--license", licence)
        has_text = (folder / f"p{number}" / "LICENSE").exists()
        assert (
            has_text == (licence in KNOWN) == ("license-files" in metadata(folder / f"p{number}")["project"])
        )


def test_writing_is_all_or_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, files: Callable[[Path], dict[str, str]]
) -> None:
    import os

    (folder / "changed").write_text("old")
    (folder / "removed").write_text("old")
    changes = [
        Change(str(folder / "changed"), b"old", b"new"),
        Change(str(folder / "removed"), b"old", None),
        Change(str(folder / "a" / "b" / "created"), None, b"new"),
    ]
    link = os.link
    before = files(folder)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", stopped)
    with pytest.raises(KeyboardInterrupt):
        write(changes)
    assert files(folder) == before
    assert not (folder / "a").exists()
    monkeypatch.setattr(os, "link", link)
    write(changes)
    assert files(folder) == {"changed": "new", "a/b/created": "new"}


def test_git_is_read_as_git_reads_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "more").write_text('[user]\n\tname = From "#the" include \\\n  and on # not this\n')
    (folder / "main").write_text('[include] path = more\n[user "x"]\nname = no\n[User]\n\tEmail=a@b;c\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(folder / "main"))
    asked = [
        subprocess.run(["git", "config", f"user.{key}"], capture_output=True, text=True, check=True).stdout
        for key in ("name", "email")
    ]
    assert git_identity(str(folder)) == tuple(line.removesuffix("\n") for line in asked)


@pytest.mark.corpus
@pytest.mark.parametrize("layout", ["", "--flat", "--namespace=acme.tools", "--namespace=acme.tools --flat"])
@pytest.mark.parametrize("backend", [name for name in BACKENDS if name != "dovetail"])
def test_each_backend_ships_the_package(
    folder: Path, say: Callable[..., Any], files: Callable[[Path], dict[str, str]], backend: str, layout: str
) -> None:
    say("new", "package", "shop", "--backend", backend, "--script", *layout.split())
    (project,) = folder.iterdir()
    command = [uv.find_uv_bin(), "build", "--quiet", "--out-dir", "dist", str(project)]
    subprocess.run(command, check=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    shipped = {name for name in ZipFile(wheel).namelist() if "dist-info" not in name and name[-1] != "/"}
    source = project if "--flat" in layout else project / "src"
    made = {name for name in files(source) if "/" in name and ".egg-info" not in name}
    assert shipped == {name for name in made if not name.startswith("tests")}
