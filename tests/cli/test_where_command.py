import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dovetail

FILES = {
    "random.py": "",
    "shop/__init__.py": "",
    "shop/orders.py": "from . import pricing\n",
    "shop/pricing.py": "",
    "space/part.py": "",
    "Upper.py": "",
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the environment of the tests counts."""
    for name in ("PYTHONPATH", "PYTHONSAFEPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def venv(folder: Any) -> Path:
    """A project with a virtual environment in which a .pth file names a folder."""
    base = folder(FILES)
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", ".venv"], check=True)
    (site,) = (base / ".venv").glob("lib/*/site-packages")
    (base / "extra").mkdir()
    (site / "shop.py").write_text("")
    (site / "extra.pth").write_text(f"import os\n{base / 'extra'}\nnowhere\n")
    return base


def test_the_answer_and_the_trace(venv: Path, say: Any) -> None:
    said = say("where", "shop.orders")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[:4] == [
        "`shop.orders` is a module: source",
        f"  {venv}/shop/orders.py",
        "  belongs to no distribution",
        "  runs first: shop",
    ]
    assert lines[5] == "Looked at, in order:"
    assert lines[-1].endswith(".venv: `.venv` in the folder")


def test_what_is_hidden(venv: Path, say: Any) -> None:
    said = say("where", "shop")
    assert f"Without it: {venv}/.venv/lib/" in said.out
    said = say("where", "random")
    assert f"  {venv}/random.py\n" in said.out
    assert "/random.py (source)\n" in said.out


@pytest.mark.usefixtures("venv")
def test_without_the_current_folder(say: Any) -> None:
    said = say("where", "shop", "--isolated")
    assert said.code == 0
    assert "site-packages/shop.py" in said.out.splitlines()[1]
    assert say("where", "shop.orders", "--isolated").code == 1


@pytest.mark.usefixtures("venv")
def test_not_found_is_1(say: Any) -> None:
    said = say("where", "upper")
    assert said.code == 1
    assert said.out.startswith(
        "`upper` is not found, as far as the files tell: nothing on the search path has it; "
    )
    assert "Upper.py" in said.out
    assert "is spelled in another case" in said.out


def test_a_name_relative_to_a_file(venv: Path, say: Any) -> None:
    assert f"{venv}/shop/pricing.py" in say("where", ".pricing", "--from", "shop/orders.py").out
    assert f"{venv}/shop/pricing.py" in say("where", ".pricing", "--from", "shop/__init__.py").out
    said = say("where", "..pricing", "--from", "shop/orders.py")
    assert (said.code, "beyond top-level package" in said.out) == (1, True)
    said = say("where", ".pricing", "--from", "nowhere.py")
    assert (said.code, said.out) == (2, "")
    assert "nowhere.py is no module on the search path" in said.err


@pytest.mark.parametrize(
    "name", ["shop", "space", "os.path", "sys", "nowhere.x", "\udcff", "a" * 10_000, "."]
)
@pytest.mark.usefixtures("venv")
def test_json_has_its_schema(name: str, say: Any, conforms: Any) -> None:
    said = say("where", name, "--format", "json")
    assert said.code == (0 if name in ("shop", "space", "os.path", "sys") else 1)
    document = json.loads(said.out)
    conforms(document, "cli/where.schema.json")
    assert document["name"] == name.replace("\udcff", "\\xff")


def test_the_interpreter_agrees(venv: Path, say: Any) -> None:
    for name in ("shop", "space", "random", "json.decoder", "shop.pricing", "nowhere"):
        program = f"import importlib.util as u; s = u.find_spec({name!r}); print(s.origin if s else s)"
        command = [os.fspath(venv / ".venv" / "bin" / "python"), "-c", program]
        right = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        said = say("where", name, "--format", "json")
        assert str(json.loads(said.out)["origin"]) == right, name


def test_the_path_and_its_problems(venv: Path, say: Any, conforms: Any) -> None:
    said = say("path")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0].split("  ")[0] == str(venv)
    assert lines[0].endswith("  current folder")
    assert any(line.startswith(f"{venv}/extra ") and line.endswith("extra.pth:2") for line in lines)
    assert any(line.startswith(".pth line that runs code: ") for line in lines)
    document = json.loads(say("path", "--format", "json").out)
    conforms(document, "cli/path.schema.json")
    assert [problem["line"] for problem in document["problems"]] == [1, 3]


def test_an_environment_that_was_kept(venv: Path, say: Any) -> None:
    (venv / "kept.json").write_text(say("path", "--format", "environment", "--isolated").out)
    os.rename(venv / ".venv", venv / "moved")
    said = say("where", "json", "--python", "kept.json")
    assert said.code == 0
    assert said.out.splitlines()[-1].endswith("kept.json: --python names it")
    assert say("where", "json", "--python", "nowhere.json").code == 2
    assert say("where", "json", "--python", "random.py").code == 2


def test_a_script(venv: Path, say: Any) -> None:
    assert f"{venv}/shop/pricing.py" in say("where", "pricing", "--script", "shop/orders.py").out
    assert say("where", "pricing").code == 1


def test_an_editable_install(venv: Path, say: Any, conforms: Any) -> None:
    (site,) = (venv / ".venv").glob("lib/*/site-packages")
    code = venv / "code"
    code.mkdir()
    (code / "tool.py").write_text("")
    (site / "editables").mkdir()
    (site / "editables" / "redirector.py").write_text("")
    hook = "from editables.redirector import RedirectingFinder as F\nF.install()\n"
    hook += f"F.map_module('tool', {str(code / 'tool.py')!r})\nF.map_module('gone', '/nowhere/gone.py')\n"
    (site / "_editable_impl_tool.py").write_text(hook)
    (site / "_editable_impl_tool.pth").write_text("import _editable_impl_tool\n")
    (site / "tool-1.dist-info").mkdir()
    (site / "tool-1.dist-info" / "direct_url.json").write_text('{"dir_info": {"editable": true}}')
    (site / "tool-1.dist-info" / "RECORD").write_text("_editable_impl_tool.pth,,\n")
    # Of extra.pth, which runs code that nobody knows, nothing is expected.
    said = say("where", "tool")
    assert said.code == 0
    place = f"{site}/_editable_impl_tool.py (editable install of tool)"
    assert any(
        line.startswith(f"  {place}") and line.endswith(f"found: maps `tool` to {code}/tool.py")
        for line in said.out.splitlines()
    )
    conforms(json.loads(say("where", "tool", "--format", "json").out), "cli/where.schema.json")
    said = say("path")
    assert f".pth line that runs known code: {site}/_editable_impl_tool.pth:1: editables maps" in said.out
    assert "broken editable install: " in said.out
    assert "`gone` is mapped to /nowhere/gone.py, which does not exist" in said.out
    conforms(json.loads(say("path", "--format", "json").out), "cli/path.schema.json")


def test_what_a_type_checker_reads(venv: Path, say: Any, conforms: Any) -> None:
    (site,) = (venv / ".venv").glob("lib/*/site-packages")
    (site / "typed-stubs").mkdir()
    (site / "typed-stubs" / "__init__.pyi").write_text("")
    (venv / "shop" / "pricing.pyi").write_text("")
    said = say("where", "--typing", "shop.pricing")
    assert said.out.splitlines()[:2] == [
        "A type checker reads `shop.pricing` from a stub (user code)",
        f"  {venv}/shop/pricing.pyi",
    ]
    assert "shop/pricing.py\n" in say("where", "shop.pricing").out, "what is imported is another question"
    said = say("where", "typed")
    assert (said.code, "typed-stubs is only a stub" in said.out, "--typing" in said.out) == (1, True, True)
    for name, kind, code in (
        ("typed", "stub", 0),
        ("json", "stub that checkers bring along", 0),
        ("nowhere", "not found", 1),
        (".pricing", "stub", 0),
        ("space", "namespace package", 0),
    ):
        said = say("where", "--typing", name, "--from", "shop/orders.py", "--format", "json")
        document = json.loads(said.out)
        conforms(document, "cli/where_typing.schema.json")
        assert (document["kind"], said.code) == (kind, code), name
    (venv / "first").mkdir()
    (venv / "first" / "typed.pyi").write_text("")
    assert f"{venv}/first/typed.pyi" in say("where", "--typing", "typed", "--stubs", "first").out


@pytest.mark.parametrize("name", ["json", "packaging.version"])  # what is missing is sought elsewhere too
def test_an_answer_imports_nothing_that_takes_long(name: str, venv: Path) -> None:
    (site,) = (venv / ".venv").glob("lib/*/site-packages")
    (site / "extra.pth").write_text(f"{venv / 'extra'}\n")  # without code that runs at start-up
    record = site / "packaging-1.dist-info" / "RECORD"
    for path in (record, record.with_name("METADATA"), site / "packaging/__init__.py"):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    record.write_text("packaging/__init__.py,,\npackaging/version.py,,\n")
    (site / "packaging/version.py").touch()
    program = f"import sys; from dovetail.cli import main; main(['where', '{name}']); print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(dovetail.__file__).parents[1])}
    # -S: site may load any of them
    run = subprocess.run(
        [sys.executable, "-S", "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    said, _, loaded = run.stdout.rstrip().rpartition("\n")
    assert said.startswith(f"`{name}` is ")
    slow = {"collections", "dataclasses", "difflib", "enum", "functools", "json", "pathlib", "re", "typing"}
    assert not slow & {*loaded.split()}
