import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RECORD = "shop/__init__.py,,\nshop/orders.py,,\nshop-1.0.dist-info/METADATA,,\n"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the environment of the tests counts."""
    for name in ("PYTHONPATH", "PYTHONSAFEPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def site(folder: Any) -> Path:
    """The site-packages of a project's virtual environment, with two distributions."""
    base = folder({"own.py": "", "src/mine/__init__.py": "", "src/mine/part.py": ""})
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", ".venv"], check=True)
    (site,) = (base / ".venv").glob("lib/*/site-packages")
    url = json.dumps({"url": base.as_uri(), "dir_info": {"editable": True}})
    for name, text in {
        "shop/__init__.py": "",
        "shop/orders.py": "",
        "shop-1.0.dist-info/METADATA": "Name: Shop\nVersion: 1.0\n",
        "shop-1.0.dist-info/RECORD": RECORD,
        "mine-2.dist-info/METADATA": "Name: mine\nVersion: 2\n",
        "mine-2.dist-info/RECORD": "mine.pth,,\n",
        "mine-2.dist-info/direct_url.json": url,
        "mine.pth": f"{base}/src\n",
    }.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text)
    return Path(site)


def rows(said: Any) -> dict[str, str]:
    """Return the rows of the table by their first word."""
    return {line.split()[0]: " ".join(line.split()) for line in said.out.splitlines() if line}


@pytest.mark.usefixtures("site")
def test_all(say: Any, conforms: Any) -> None:
    said = say("modules")
    assert (said.code, said.err) == (0, "")
    found = rows(said)
    assert found["shop"] == "shop regular package 1 belongs to".replace("belongs to", "Shop 1.0")
    assert found["own"].startswith("own source mine 2, an editable install of ")
    assert found["sys"] == "sys built-in the standard library"
    assert "shop.orders" not in found
    assert said.out.splitlines()[-1].endswith(".venv: `.venv` in the folder")
    document = json.loads(say("modules", "--format", "json").out)
    conforms(document, "cli/modules.schema.json")
    shop = next(module for module in document["modules"] if module["name"] == "shop")
    assert (shop["submodules"], shop["owner"]["distributions"][0]["name"]) == (1, "shop")
    assert document["names"] is None


def test_of_a_distribution(site: Path, say: Any, conforms: Any) -> None:
    said = say("modules", "SHOP")
    assert said.code == 0
    assert said.out.splitlines()[0] == "Shop 1.0: 2 modules"
    assert rows(said)["shop.orders"] == "shop.orders source shop/orders.py"
    document = json.loads(say("modules", "shop", "--format", "json").out)
    conforms(document, "cli/modules.schema.json")
    assert [module["name"] for module in document["modules"]] == ["shop", "shop.orders"]
    assert document["distribution"]["metadata"] == str(site / "shop-1.0.dist-info")


@pytest.mark.usefixtures("site")
def test_of_an_editable_install(say: Any) -> None:
    said = say("modules", "mine", "--isolated")
    assert said.out.splitlines()[0] == "mine 2: 2 modules"
    assert rows(said)["mine.part"] == "mine.part source src/mine/part.py"


@pytest.mark.usefixtures("site")
def test_a_distribution_that_is_not_installed(say: Any, conforms: Any) -> None:
    said = say("modules", "shopp")
    assert said.code == 1
    assert said.out.startswith("no distribution `shopp` is installed\nhelp: did you mean `shop`?\n")
    said = say("modules", "shopp", "--format", "json")
    assert said.code == 1
    document = json.loads(said.out)
    conforms(document, "cli/modules.schema.json")
    assert (document["modules"], document["distribution"]) == ([], None)


def test_names_of_a_file(site: Path, say: Any, conforms: Any) -> None:
    path = str(site / "shop" / "orders.py")
    said = say("modules", "--of", path)
    assert said.code == 0
    assert said.out.startswith(f"{path} is imported as\n  shop.orders\n")
    Path("shop.py").write_text("")
    said = say("modules", "--of", os.path.relpath(path))
    assert said.code == 1
    assert said.out.startswith(f"{path} cannot be imported\n")
    assert "  shop.orders: `shop` is not a package" in said.out
    document = json.loads(say("modules", "--of", path, "--format", "json").out)
    conforms(document, "cli/modules.schema.json")
    assert [(name["name"], name["leads_here"]) for name in document["names"]] == [("shop.orders", False)]
    assert document["file"] == path


@pytest.mark.usefixtures("site")
def test_a_file_without_a_name(say: Any, conforms: Any) -> None:
    for file in ("nowhere.txt", "/elsewhere/a.py", "\x1b[2J"):
        said = say("modules", "--of", file)
        assert said.code == 1
        assert "is no module in a folder of the search path" in said.out
        assert "\x1b" not in said.out
        conforms(json.loads(say("modules", "--of", file, "--format", "json").out), "cli/modules.schema.json")


@pytest.mark.usefixtures("site")
def test_faults_of_use(say: Any) -> None:
    assert say("modules", "shop", "--of", "own.py").code == 2
    assert say("modules", "--python", "nowhere").code == 2


def test_where_says_the_owner(site: Path, say: Any, conforms: Any) -> None:
    assert "\n  belongs to Shop 1.0\n" in say("where", "shop.orders").out
    assert "\n  belongs to the standard library\n" in say("where", "json").out
    assert "\n  belongs to mine 2, an editable install of " in say("where", "mine.part").out
    document = json.loads(say("where", "shop", "--format", "json").out)
    conforms(document, "cli/where.schema.json")
    assert document["owner"]["kind"] == "distribution"
    assert document["package_path"] == [str(site / "shop")]


@pytest.mark.usefixtures("site")
def test_where_says_what_may_help(say: Any, conforms: Any) -> None:
    for name, help_ in {
        "osgeo": "  the distribution GDAL provides it, and is not installed",
        "shpo": "  `shop` is there, and is spelled alike",
        "shop.order": "  `shop.orders` is there, and is spelled alike",
    }.items():
        said = say("where", name)
        assert said.code == 1
        assert said.out.splitlines()[1] == help_
        assert "\n\nhelp: " in said.out
        conforms(json.loads(say("where", name, "--format", "json").out), "cli/where.schema.json")


def test_path_says_what_is_wrong_with_metadata(site: Path, say: Any, conforms: Any) -> None:
    (site / "shop-0.9.dist-info").mkdir()
    (site / "shop-0.9.dist-info" / "METADATA").write_text("Name: shop\n")
    document = json.loads(say("path", "--format", "json").out)
    conforms(document, "cli/path.schema.json")
    assert [problem["kind"] for problem in document["problems"]] == [
        "metadata of a distribution",
        "distribution installed twice",
    ]
