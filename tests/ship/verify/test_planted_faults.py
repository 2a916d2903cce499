"""Thirty faults, one of each kind, are planted into a package that has none, and each is found.

Fourteen of them no other tool finds (`tool_finds_it` is false).
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from made_archives import make_sdist, make_wheel

from dovetail.diagnostic import Severity
from dovetail.ship.verify import verify

NAME = "shop-1.0-py3-none-any.whl"
INFO = "shop-1.0.dist-info"
METADATA = """\
Metadata-Version: 2.5
Name: shop
Version: 1.0
Requires-Python: >=3.9
Requires-Dist: requests
Requires-Dist: redis; extra == "cache"
Provides-Extra: cache
License-File: LICENSE
Classifier: Typing :: Typed
Import-Name: shop
"""
SOUND: dict[str, str | bytes] = {
    "shop/__init__.py": "from shop.orders import Order\n",
    "shop/orders.py": "import requests\n\nfrom . import prices\n\n\nclass Order:\n    price = prices.PRICE\n",
    "shop/prices.py": "PRICE = 1\n",
    "shop/cache.py": "import redis\n\nCLIENT = redis.Redis\n",
    "shop/app.py": "def main() -> int:\n    return 0\n",
    "shop/tools/__init__.py": "",
    "shop/tools/clock.py": "from time import time\n",
    "shop/py.typed": "",
    f"{INFO}/METADATA": METADATA,
    f"{INFO}/licenses/LICENSE": "MIT\n",
    f"{INFO}/entry_points.txt": "[console_scripts]\nshop = shop.app:main\n",
}
ELF = b"\x7fELF" + bytes(60) + b"PyInit__speed\0"


class Fault(NamedTuple):
    """What is changed in the sound wheel, and the check that tells."""

    check: str
    change: dict[str, str | bytes | None]
    at: str
    """Where it is found: the end of the path of its place."""
    name: str = NAME
    severity: Severity = Severity.ERROR
    tool_finds_it: bool = False


def metadata(old: str, new: str) -> dict[str, str | bytes | None]:
    assert old in METADATA
    return {f"{INFO}/METADATA": METADATA.replace(old, new)}


WARNING = Severity.WARNING
FAULTS = {
    "a submodule is missing, absolute": Fault(
        "unresolved-import", {"shop/__init__.py": "from shop.gone import Order\n"}, "shop/__init__.py"
    ),
    "a submodule is missing, relative": Fault(
        "unresolved-import", {"shop/orders.py": "from .gone import PRICE\n"}, "shop/orders.py"
    ),
    "a name is missing": Fault(
        "missing-name", {"shop/__init__.py": "from shop.orders import Invoice\n"}, "shop/__init__.py"
    ),
    "a distribution is not declared": Fault(
        "undeclared-import", {"shop/prices.py": "import yaml\nPRICE = 1\n"}, "shop/prices.py"
    ),
    "a distribution is not declared, its guard raises again": Fault(
        "undeclared-import",
        {
            "shop/prices.py": "try:\n    import yaml\nexcept ImportError as e:\n"
            "    raise ImportError('no') from e\nPRICE = 1\n"
        },
        "shop/prices.py",
    ),
    "a distribution is brought along by another": Fault(
        "undeclared-import",
        {"shop/prices.py": "import urllib3\nPRICE = 1\n"},
        "shop/prices.py",
        severity=WARNING,
    ),
    "only an extra declares it": Fault(
        "unconditional-extra", {"shop/__init__.py": "from shop import cache, orders\n"}, "shop/cache.py"
    ),
    "a requirement is not used": Fault(
        "unused-requirement",
        metadata("Requires-Dist: requests\n", "Requires-Dist: requests\nRequires-Dist: six\n"),
        f"{INFO}/METADATA",
        severity=WARNING,
    ),
    "a command whose function is gone": Fault(
        "dead-entry-point", {"shop/app.py": "def start() -> int:\n    return 0\n"}, "entry_points.txt"
    ),
    "an entry point whose module is gone": Fault(
        "dead-entry-point",
        {f"{INFO}/entry_points.txt": "[shop.plugins]\nfile = shop.plugins.file:Plugin\n"},
        "entry_points.txt",
    ),
    "Import-Name is false": Fault(
        "false-import-name", metadata("Import-Name: shop", "Import-Name: shopping"), f"{INFO}/METADATA"
    ),
    "py.typed is missing": Fault(
        "missing-py-typed", {"shop/py.typed": None}, "shop/__init__.py", severity=WARNING
    ),
    "__init__.py is missing": Fault(
        "implicit-namespace",
        {
            "shop/tools/__init__.py": None,
            "shop/app.py": "from shop.tools import clock\n\n\ndef main() -> float:\n    return 1.0\n",
        },
        "shop/tools",
        severity=WARNING,
    ),
    "syntax above Requires-Python": Fault(
        "unsupported-syntax",
        {"shop/prices.py": "PRICE = 1\nmatch PRICE:\n    case 1:\n        pass\n"},
        "shop/prices.py",
    ),
    "syntax that no Python has": Fault(
        "unsupported-syntax", {"shop/prices.py": "PRICE = = 1\n"}, "shop/prices.py"
    ),
    "a module above Requires-Python": Fault(
        "version-bound-import", {"shop/prices.py": "import tomllib\nPRICE = 1\n"}, "shop/prices.py"
    ),
    "the licence is missing": Fault(
        "missing-license-file", {f"{INFO}/licenses/LICENSE": None}, f"{INFO}/METADATA"
    ),
    "a cycle crashes": Fault(
        "crashing-cycle", {"shop/prices.py": "from shop.orders import Order\nPRICE = 1\n"}, "shop/prices.py"
    ),
    "the source root was packed": Fault(
        "wrong-top-level",
        {"src/shop/__init__.py": "import shop.orders\n", **{p: None for p in SOUND if p.startswith("shop/")}},
        f"{NAME}/src",
    ),
    "top_level.txt is false": Fault(
        "wrong-top-level", {f"{INFO}/top_level.txt": "shopping\n"}, "top_level.txt", severity=WARNING
    ),
    "tests at the top": Fault(
        "stray-top-level",
        {"tests/__init__.py": "", "tests/test_a.py": ""},
        "tests/__init__.py",
        severity=WARNING,
        tool_finds_it=True,
    ),
    "the top-level name of another": Fault(
        "top-level-collision", {"yaml/__init__.py": ""}, "yaml/__init__.py", severity=WARNING
    ),
    "a stub without its module": Fault(
        "orphan-stub", {"shop/rates.pyi": "RATE: int\n"}, "shop/rates.pyi", severity=WARNING
    ),
    "bytecode": Fault(
        "stray-file",
        {"shop/__pycache__/app.cpython-312.pyc": b"x"},
        "app.cpython-312.pyc",
        severity=WARNING,
        tool_finds_it=True,
    ),
    "a file that RECORD does not list": Fault(
        "invalid-record", {f"{INFO}/RECORD": f"{INFO}/RECORD,,\n"}, "shop/prices.py", tool_finds_it=True
    ),
    "another version in the metadata": Fault(
        "invalid-metadata", metadata("Version: 1.0\nReq", "Version: 1.1\nReq"), f"{INFO}/METADATA"
    ),
    "an extension module for any platform": Fault("wrong-tag", {"shop/_speed.so": ELF}, "shop/_speed.so"),
    "an extension module of another Python": Fault(
        "wrong-tag",
        {"shop/_speed.cpython-312-x86_64-linux-gnu.so": ELF},
        "linux-gnu.so",
        name="shop-1.0-cp311-cp311-linux_x86_64.whl",
    ),
    "a path that leads out": Fault("unsafe-archive", {"../evil.py": ""}, "../evil.py"),
    "names that differ by case": Fault("unsafe-archive", {"shop/Prices.py": ""}, "rices.py"),
}


def planted(folder: Path, fault: Fault) -> Path:
    files = {**SOUND, **fault.change}
    return make_wheel(folder / fault.name, {path: text for path, text in files.items() if text is not None})


def test_there_are_thirty_of_which_fourteen_are_found_by_nothing_else() -> None:
    assert len(FAULTS) == 30
    assert sum(not fault.tool_finds_it for fault in FAULTS.values()) >= 14


def test_the_sound_wheel_has_no_findings(tmp_path: Path) -> None:
    wheel = planted(tmp_path, Fault("", {}, ""))
    assert verify(wheel, select=["all"]).diagnostics == ()


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_is_found(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    found = verify(planted(tmp_path, fault), select=["all"]).diagnostics
    here = [each for each in found if each.check == fault.check and each.place.path.endswith(fault.at)]
    assert here, found
    assert here[0].severity is fault.severity
    assert here[0].place.path.startswith(fault.name)


@pytest.mark.parametrize("kind", ["sdist", "tree"])
def test_what_the_wheel_lacks_of_its_sources(kind: str, tmp_path: Path) -> None:
    wheel = planted(tmp_path, Fault("", {"shop/tools/__init__.py": None, "shop/tools/clock.py": None}, ""))
    sources = {path: text for path, text in SOUND.items() if path.startswith("shop/")}
    sources |= {"shop/rates.csv": "1", "tests/test_shop.py": "", "shop/tests/test_inner.py": ""}
    if kind == "sdist":
        other = make_sdist(
            tmp_path / "shop-1.0.tar.gz", {f"shop-1.0/{path}": text for path, text in sources.items()}
        )
    else:
        other = tmp_path / "project"
        for path, text in {
            "pyproject.toml": "[project]\nname = 'shop'\nversion = '1.0'\n",
            **sources,
        }.items():
            (other / path).parent.mkdir(parents=True, exist_ok=True)
            (other / path).write_text(str(text))
    found = verify(wheel, beside=[other]).diagnostics
    assert [(each.check, each.message.split("`")[1]) for each in found] == [
        ("missing-data", "shop/rates.csv"),
        ("missing-module", "shop.tools"),
    ]
