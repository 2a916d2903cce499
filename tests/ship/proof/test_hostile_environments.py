"""Whatever lies in an environment, it is proved without an exception, and in time."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dovetail.environment.installation import from_venv
from dovetail.ship.proof.run import prove, select

EVERYTHING = select(extended=["all"])
PIECES = [
    "Name: shop\n",
    "Version: 1.0\n",
    "Version: what\n",
    "Requires-Dist: a[b,c]>=1; extra == 'x' and python_version < '4'\n",
    "Requires-Dist: @@@\n",
    "Requires-Dist: a; made_up == '1'\n",
    "Requires-Dist: a @ https://x.example/a.whl\n",
    "Provides-Extra: x\n",
    "Requires-Python: >>1\n",
    "Import-Name: a.b; private\n",
    "Import-Name:\n",
    "\n",
    "\0\udcff",
    "shop.py,sha256=AAAA,1\n",
    "../../../../etc/passwd,,\n",
    "/etc/passwd,sha999=1,2\n",
    '"a,b\n',
    "shop-1.0.dist-info/RECORD,,\n",
    "[console_scripts]\n",
    "[[\n",
    "x = shop.y:z.w [q]\n",
    "x = ..:..\n",
    "import gone\n",
    "from . import me\n",
    "/nowhere\n",
    "import sys; sys.exit(3)\n",
    "é = 1\n",
]
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map(
        lambda parts: "".join(parts).encode("utf-8", "surrogateescape")
    ),
    st.binary(max_size=80),
)
NAMES = [
    "shop-1.0.dist-info/METADATA",
    "shop-1.0.dist-info/RECORD",
    "shop-1.0.dist-info/entry_points.txt",
    "shop-1.0.dist-info/direct_url.json",
    "other-2.dist-info/METADATA",
    "other-2.dist-info/RECORD",
    "old.egg-info/PKG-INFO",
    "old.egg-info/requires.txt",
    "shop.py",
    "shop/__init__.py",
    "Shop/a.py",
    "x.pth",
]


@given(st.dictionaries(st.sampled_from(NAMES), texts, max_size=7))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_raises(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        site = Path(place, "lib", "python3.13", "site-packages")
        site.mkdir(parents=True)
        (site.parent / "os.py").touch()
        for name, data in files.items():
            path = site / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        proof = prove(from_venv(place), EVERYTHING)
        assert "\n" not in proof.line
        again = prove(from_venv(place), EVERYTHING)
        assert again.outcome.diagnostics == proof.outcome.diagnostics


@pytest.mark.parametrize("name", ["METADATA", "RECORD", "entry_points.txt", "direct_url.json"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    info = tmp_path / "lib" / "python3.13" / "site-packages" / "shop-1.0.dist-info"
    info.mkdir(parents=True)
    (tmp_path / "lib" / "python3.13" / "os.py").touch()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n")
    (info / "RECORD").write_text(f"shop-1.0.dist-info/{name},sha256=AAAA,\n")
    (info / name).unlink(missing_ok=True)
    os.mkfifo(info / name)
    prove(from_venv(str(tmp_path)), EVERYTHING)
