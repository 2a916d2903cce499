"""``dovetail verify``: words, formats, exit codes, and what it says of extras."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from made_archives import make_sdist, make_wheel

from dovetail import cli
from dovetail.cli import main
from dovetail.ship.verify import installs

WHEEL = "shop-1.0-py3-none-any.whl"
INFO = "shop-1.0.dist-info"
META = """\
Metadata-Version: 2.4
Name: shop
Version: 1.0
Provides-Extra: cache
Requires-Dist: redis; extra == "cache"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_imports_of_each_extra_as_json(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = {"shop/__init__.py": "", "shop/cache.py": "import redis\n", f"{INFO}/METADATA": META}
    make_wheel(folder / WHEEL, files)
    assert main(["verify", WHEEL, "--imports", "--format", "json"]) == 1
    document = json.loads(capfd.readouterr().out)
    schema = Path(cli.__file__).with_name("verify_imports.schema.json")
    jsonschema.validate(document, json.loads(schema.read_text("utf-8")))
    assert document["schema"] == installs.SCHEMA == "dovetail.verify-imports/1"
    base, cache = document["installs"]
    assert (base["extra"], base["modules"]) == (None, 1)
    assert [(fail["module"], fail["missing"]) for fail in base["fails"]] == [("shop.cache", "redis")]
    assert (cache["extra"], cache["modules"], cache["adds"], cache["fails"]) == (
        "cache",
        2,
        ["shop.cache"],
        [],
    )


@pytest.mark.parametrize("format", ["full", "concise", "json", "github", "sarif"])
def test_formats_name_places_in_the_archive(
    folder: Path,
    format: str,  # noqa: A002
    capfd: pytest.CaptureFixture[str],
) -> None:
    make_wheel(folder / "dist" / WHEEL, {"shop/__init__.py": "import yaml\n"})
    make_sdist(folder / "dist/shop-1.0.tar.gz", {"shop-1.0/shop/__init__.py": "import yaml\n"})
    assert main(["verify", "--format", format]) == 1
    out = capfd.readouterr().out
    assert f"dist/{WHEEL}/shop/__init__.py" in out
    assert "dist/shop-1.0.tar.gz/shop-1.0/shop/__init__.py" in out
    if format == "full":
        assert "1 | import yaml" in out
    if format in ("json", "sarif"):
        json.loads(out)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.whl"], "no such file or folder"),
        (["shop.whl"], "is no name of a wheel"),
        (["text.txt"], "neither a wheel nor an sdist"),
        ([WHEEL], "is no zip archive"),
        (["--select", "dead-entrypoint", WHEEL], "did you mean `dead-entry-point`?"),
        (["--extra", "cache", WHEEL], "give --run as well"),
        ([], "./dist has none"),
    ],
)
def test_what_cannot_run(
    folder: Path, words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("shop.whl", "text.txt", WHEEL):
        (folder / name).write_text("no archive")
    assert main(["verify", *words]) == 2
    printed = capfd.readouterr()
    assert said in printed.err
    assert printed.out == ""


def test_explain_knows_the_checks_of_archives(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "dead-entry-point"]) == 0
    assert capfd.readouterr().out.startswith("# dead-entry-point\n")


def test_run_confirms_and_adds_what_only_running_tells(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/app.py": "import no_such_module_of_anybody\n",
        "shop/odd.py": "import os\nif os.getpid():\n    raise RuntimeError('odd')\n",
    }
    make_wheel(folder / WHEEL, files)
    assert main(["verify", WHEEL, "--run"]) == 1
    printed = capfd.readouterr()
    assert "this executes their code" in printed.err
    assert "confirmed: `import shop.app` raised ModuleNotFoundError" in printed.out
    assert "`import shop.odd` fails: RuntimeError: odd" in printed.out


def test_installed_metadata_tells_what_a_project_provides(folder: Path) -> None:
    """A requirement that no table knows, under whose name something else is imported."""
    site = folder / "venv/lib/python3.11/site-packages"
    (site / "oddly_named").mkdir(parents=True)
    (site / "oddly_named/__init__.py").touch()
    info = site / "acme_thing-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-thing\nVersion: 1.0\n")
    (info / "RECORD").write_text("oddly_named/__init__.py,,\nacme_thing-1.0.dist-info/METADATA,,\n")
    (folder / "venv/pyvenv.cfg").write_text(f"home = {Path(sys.base_prefix) / 'bin'}\nversion = 3.11.0\n")
    (folder / "venv/bin").mkdir()
    (folder / "venv/bin/python").symlink_to(sys.executable)
    meta = "Metadata-Version: 2.4\nName: shop\nVersion: 1.0\nRequires-Dist: acme-thing\n"
    make_wheel(folder / WHEEL, {"shop/__init__.py": "import strange\n", f"{INFO}/METADATA": meta})
    assert main(["verify", WHEEL, "--select", "undeclared-import"]) == 0  # who knows what it provides
    assert main(["verify", WHEEL, "--select", "undeclared-import", "--python", "venv"]) == 1


def test_help_does_not_import_the_heavy_parts() -> None:
    code = "import sys\nfrom dovetail.cli import main\nmain(['--help'])\nprint('packaging' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False\n")
