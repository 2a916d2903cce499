"""Faults that are planted in a virtual environment: each is found, and the interpreter there agrees."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from dovetail.environment.environment import Flags
from dovetail.environment.installation import from_venv
from dovetail.ship.proof.run import prove, select

EXTENDED = ("changed-file", "unreached-import")


class Site:
    """A virtual environment, and what is put into it as an installer would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = next(folder.glob("lib/python3.*/site-packages"))
        self.python = folder / "bin" / "python"

    def install(  # noqa: PLR0913 - what a distribution is
        self,
        name: str,
        version: str,
        files: Mapping[str, str],
        metadata: str = "",
        *,
        entry_points: str = "",
        record: bool = True,
    ) -> Path:
        info = self.site / f"{name.replace('-', '_')}-{version}.dist-info"
        more = {
            f"{info.name}/METADATA": f"Metadata-Version: 2.5\nName: {name}\nVersion: {version}\n{metadata}"
        }
        if entry_points:
            more[f"{info.name}/entry_points.txt"] = entry_points
        rows = []
        for path, text in {**files, **more}.items():
            (self.site / path).parent.mkdir(parents=True, exist_ok=True)
            (self.site / path).write_text(text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{path},sha256={digest},{len(text.encode())}\n")
        if record:
            (info / "RECORD").write_text("".join(rows) + f"{info.name}/RECORD,,\n")
        return info

    def runs(self, statement: str) -> bool:
        command = [str(self.python), "-I", "-c", statement]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def clean(site: Site) -> None:
    """Install what is without fault, with all that might be mistaken for one."""
    site.install(
        "prices",
        "2.1",
        {"prices.py": "euro = 1\n"},
        "Provides-Extra: fast\nRequires-Dist: speed; extra == 'fast'\n",
    )
    shop = {
        "shop/__init__.py": "import prices\nfrom shop import orders\n",
        "shop/orders.py": "try:\n    import speed\nexcept ImportError:\n    speed = None\n",
        "shop/program.py": "def main():\n    import tkinter_that_is_not_there\n",
        "shop/tests/__init__.py": "",
        "shop/tests/test_orders.py": "import pytest_that_is_not_there\n",
        "shop/windows.py": "import winreg\n",
        "shop/__main__.py": "from shop.program import main\nmain()\n",
    }
    wants = (
        'Requires-Dist: prices>=2\nRequires-Dist: colours; sys_platform == "win32"\nRequires-Python: >=3.8\n'
    )
    site.install("shop", "1.0", shop, wants, entry_points="[console_scripts]\nshop = shop.program:main\n")
    site.install("acme-one", "1.0", {"acme/one.py": ""}, "Import-Name: acme.one\nImport-Namespace: acme\n")
    site.install("acme-two", "1.0", {"acme/two.py": ""}, "Import-Name: acme.two\nImport-Namespace: acme\n")
    legacy = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    site.install("old-one", "1.0", {"old/__init__.py": legacy, "old/one.py": ""})
    site.install("old-two", "1.0", {"old/__init__.py": legacy, "old/two.py": ""})
    (site.site / "more.pth").write_text(f"{site.folder}\n")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("environments") / "model"
    venv.create(folder, symlinks=True)
    clean(Site(folder))
    return folder


@pytest.fixture
def site(model: Path, tmp_path: Path) -> Site:
    folder = tmp_path / "env"
    shutil.copytree(model, folder, symlinks=True)
    (next(folder.glob("lib/python3.*/site-packages")) / "more.pth").write_text(f"{folder}\n")
    return Site(folder)


class Plant(NamedTuple):
    check: str
    plant: Callable[[Site], object]
    fails: str = ""
    """A statement that the interpreter of the environment cannot run any more, for that reason."""


def _remove(site: Site, name: str) -> None:
    for path in site.site.glob(f"{name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _twice(site: Site) -> None:
    site.install("prices", "2.2", {})
    info = site.site / "prices-2.2.dist-info"
    (info / "RECORD").write_text(f"{info.name}/METADATA,,\n{info.name}/RECORD,,\n")


def _editable(site: Site) -> None:
    info = site.install("moved", "1.0", {"moved.pth": "/nowhere/src\n"})
    url = {"url": "file:///nowhere", "dir_info": {"editable": True}}
    (info / "direct_url.json").write_text(json.dumps(url))


PLANTS = {
    "a requirement that is gone": Plant(
        "unsatisfied-requirement", lambda site: _remove(site, "prices"), "import shop"
    ),
    "an import of what is gone": Plant(
        "failing-distribution", lambda site: _remove(site, "prices"), "import shop"
    ),
    "an import that nobody declared": Plant(
        "failing-distribution",
        lambda site: site.install("hasty", "1.0", {"hasty/__init__.py": "import undeclared\n"}),
        "import hasty",
    ),
    "a guard that raises again": Plant(
        "failing-distribution",
        lambda site: site.install(
            "guarded",
            "1.0",
            {"guarded.py": "try:\n    import gone\nexcept ImportError:\n    raise ImportError('it')\n"},
        ),
        "import guarded",
    ),
    "a loop over what is needed": Plant(
        "failing-distribution",
        lambda site: site.install(
            "looped",
            "1.0",
            {
                "looped.py": "for name in ('os', 'gone'):\n    try:\n        __import__(name)\n"
                "    except ImportError as error:\n        raise ImportError(f'needs {name}') from error\n"
            },
        ),
        "import looped",
    ),
    "a module that its wheel lacks": Plant(
        "failing-distribution",
        lambda site: site.install("half", "1.0", {"half/__init__.py": "from half import missing\n"}),
        "import half",
    ),
    "a name that the version no longer has": Plant(
        "failing-distribution",
        lambda site: site.install("late", "1.0", {"late.py": "from prices import dollar\n"}),
        "import late",
    ),
    "a circle that crashes": Plant(
        "failing-distribution",
        lambda site: site.install(
            "round",
            "1.0",
            {
                "round_/__init__.py": "from round_.a import x\ny = 1\n",
                "round_/a.py": "from round_ import y\nx = 1\n",
            },
        ),
        "import round_",
    ),
    "a command whose module fails": Plant(
        "failing-distribution",
        lambda site: site.install(
            "program",
            "1.0",
            {"program/__init__.py": "", "program/cli.py": "import gone\ndef main(): ...\n"},
            entry_points="[console_scripts]\nprogram = program.cli:main\n",
        ),
        "import program.cli",
    ),
    "another version": Plant(
        "unsatisfied-requirement",
        lambda site: site.install("new", "1.0", {"new.py": ""}, "Requires-Dist: prices>=3\n"),
    ),
    "a requirement of an extra that is asked for": Plant(
        "unsatisfied-requirement",
        lambda site: site.install("quick", "1.0", {"quick.py": ""}, "Requires-Dist: prices[fast]\n"),
    ),
    "another Python": Plant(
        "unsupported-python",
        lambda site: site.install("old", "1.0", {"elder.py": ""}, "Requires-Python: <3.9\n"),
    ),
    "a command whose function is gone": Plant(
        "broken-entry-point",
        lambda site: site.install(
            "dead", "1.0", {"dead.py": ""}, entry_points="[console_scripts]\ndead = dead:main\n"
        ),
        "from dead import main",
    ),
    "a plug-in whose module is gone": Plant(
        "broken-entry-point",
        lambda site: site.install(
            "plug", "1.0", {"plug.py": ""}, entry_points="[shop.plugins]\na = plug.a\n"
        ),
        "import plug.a",
    ),
    "one file of two": Plant(
        "file-collision", lambda site: site.install("prices-too", "1.0", {"prices.py": "euro = 2\n"})
    ),
    "a package over a module": Plant(
        "module-collision",
        lambda site: site.install("prices-two", "1.0", {"prices/__init__.py": "euro = 1\n"}),
    ),
    "an import name of two": Plant(
        "import-name-overlap",
        lambda site: [
            site.install("name-one", "1.0", {"n1.py": ""}, "Import-Name: named\n"),
            site.install("name-two", "1.0", {"n2.py": ""}, "Import-Name: named\n"),
        ],
    ),
    "a name of the standard library": Plant(
        "hidden-distribution",
        lambda site: site.install("typing", "3.7", {"typing.py": "x = 1\n"}),
        "from typing import x",
    ),
    "a file of nobody in front": Plant(
        "hidden-distribution",
        lambda site: [
            (site.site / "prices").mkdir(),
            (site.site / "prices" / "__init__.py").write_text("euro = 1\n"),
        ],
    ),
    "two cases": Plant("case-collision", lambda site: site.install("shouting", "1.0", {"Prices.py": ""})),
    "a module that was deleted": Plant(
        "missing-file", lambda site: (site.site / "shop" / "windows.py").unlink(), "import shop.windows"
    ),
    "a module that was edited": Plant(
        "changed-file", lambda site: (site.site / "prices.py").write_text("euro = 3\n")
    ),
    "a project that was moved": Plant("broken-editable", _editable, "import moved"),
    "a path that is gone": Plant(
        "broken-path-file", lambda site: (site.site / "lost.pth").write_text("/nowhere/at/all\n")
    ),
    "a path file that fails": Plant(
        "broken-path-file", lambda site: (site.site / "bad.pth").write_bytes(b"\xff\xfe\x00bad\n")
    ),
    "no RECORD": Plant(
        "damaged-metadata", lambda site: site.install("bare", "1.0", {"bare.py": ""}, record=False)
    ),
    "a requirement that is none": Plant(
        "damaged-metadata", lambda site: site.install("odd", "1.0", {"odd.py": ""}, "Requires-Dist: >>> 3\n")
    ),
    "installed twice": Plant("damaged-metadata", _twice),
    "a test that nothing imports": Plant(
        "unreached-import",
        lambda site: site.install(
            "tested", "1.0", {"tested/__init__.py": "", "tested/test_it.py": "import gone\n"}
        ),
        "import tested.test_it",
    ),
}


def found(site: Site) -> set[tuple[str, str]]:
    environment = from_venv(str(site.folder), flags=Flags(ignore_environment=True))
    outcome = prove(environment, select(extended=EXTENDED)).outcome
    return {(each.check, each.message) for each in outcome.diagnostics}


def test_what_is_without_fault_has_no_finding(site: Site) -> None:
    environment = from_venv(str(site.folder), flags=Flags(ignore_environment=True))
    proof = prove(environment)
    assert [each.message for each in proof.outcome.diagnostics] == []
    assert proof.line == (
        "11 modules of 6 distributions import what they need; 2 more need what is not there, and the import"
        " of no distribution comes to them; nothing collides"
    )
    for module in ("shop", "shop.program", "acme.one", "acme.two", "old.one", "old.two"):
        assert site.runs(f"import {module}")
    for module in ("shop.windows", "shop.tests.test_orders"):
        assert not site.runs(f"import {module}")


@pytest.mark.parametrize("name", PLANTS)
def test_each_planted_fault_is_found(site: Site, name: str) -> None:
    plant = PLANTS[name]
    before = found(site)
    plant.plant(site)
    after = found(site) - before
    assert plant.check in {check for check, _ in after}, after
    if plant.fails:
        assert not site.runs(plant.fails)


def test_every_check_has_its_fault() -> None:
    assert {plant.check for plant in PLANTS.values()} == {check.name for check in select(extended=EXTENDED)}


def test_the_running_python_is_that_of_the_environment(site: Site) -> None:
    environment = from_venv(str(site.folder))
    assert environment.version[:2] == sys.version_info[:2]


def test_an_editable_install_is_proved_where_it_lies(site: Site, tmp_path: Path) -> None:
    source = tmp_path / "project" / "src"
    (source / "lifted" / "inner").mkdir(parents=True)
    for path in ("lifted/__init__.py", "lifted/inner/__init__.py"):
        (source / path).touch()
    (source / "lifted" / "inner" / "a.py").write_text("import gone\n")
    # What a build leaves there is no second installation.
    (source / "lifted.egg-info").mkdir()
    metadata = "Metadata-Version: 2.1\nName: lifted\nVersion: 0.9\n"
    (source / "lifted.egg-info" / "PKG-INFO").write_text(metadata)
    info = site.install("lifted", "1.0", {"__editable__.lifted.pth": f"{source}\n"})
    url = {"url": source.parent.as_uri(), "dir_info": {"editable": True}}
    (info / "direct_url.json").write_text(json.dumps(url))
    environment = from_venv(str(site.folder), flags=Flags(ignore_environment=True))
    proof = prove(environment)
    assert [each.message for each in proof.outcome.diagnostics] == []
    assert proof.line.startswith("13 modules of 7 distributions import what they need; 3 more need")
    (source / "lifted" / "__init__.py").write_text("import lifted.inner.a\n")
    assert [each.check for each in prove(environment).outcome.diagnostics] == ["failing-distribution"]
    assert not site.runs("import lifted")


DOUBTFUL = {
    "a condition that a function decides": {
        "doubtful/__init__.py": "from doubtful.features import have\nif have('gone'):\n    import gone\n",
        "doubtful/features.py": (
            "import importlib.metadata\n\n\ndef have(name):\n    ok = True\n    for each in [name]:\n"
            "        try:\n            importlib.metadata.version(each)\n        except Exception:\n"
            "            ok = False\n    return ok\n"
        ),
    },
    "a name that is bound by code": {
        "doubtful/__init__.py": "from doubtful.names import made\n",
        "doubtful/names.py": "globals()['made'] = 1\n",
    },
    "a module that another one makes": {
        "doubtful/__init__.py": "import doubtful.maker\nfrom doubtful.made import x\n",
        "doubtful/maker.py": (
            "import sys\nimport types\nmodule = types.ModuleType('doubtful.made')\nmodule.x = 1\n"
            "sys.modules['doubtful.made'] = module\n"
        ),
    },
    "a module that is tried": {
        "doubtful.py": "import contextlib\nwith contextlib.suppress(ImportError):\n    import gone\n",
    },
    "a copy that is put on the path": {
        "doubtful/__init__.py": (
            "import os\nimport sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '_vendor'))\n"
            "import copied\n"
        ),
        "doubtful/_vendor/copied.py": "",
    },
    "a lazy attribute": {
        "doubtful/__init__.py": "def __getattr__(name):\n    import gone\n    return gone\n",
    },
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_imports_all_the_same_is_no_fault(site: Site, name: str) -> None:
    site.install("doubtful", "1.0", DOUBTFUL[name])
    assert site.runs("import doubtful")
    assert [message for check, message in found(site) if check != "unreached-import"] == []
