"""The same files give the same archives, byte for byte, wherever and whenever they are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import SYSTEM, built, project, unpacked

import dovetail
from dovetail.errors import DovetailError, UsageError
from dovetail.ship.archive import open_archive

SOURCE = os.fspath(Path(dovetail.__file__).parent.parent)
NAMES = st.sampled_from(["a", "b_1", "é", "A", "data", "x-y", "Z z", "tests"])
FILES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=3).map("/".join).map(lambda stem: f"shop/{stem}.py"),
    st.binary(max_size=40).map(lambda data: b"#" + data.replace(b"\r", b"").replace(b"\n", b"")),
    max_size=6,
)


def _written(folder: Path, files: dict[str, bytes], *, backwards: bool, date: int, umask: int) -> Path:
    before = os.umask(umask)
    try:
        everything = {
            "shop/__init__.py": b"",
            "shop/kept.py": b"",
            "pyproject.toml": _table(),
            "README.md": b"x",
            **files,
        }
        for path in sorted(everything, reverse=backwards):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(everything[path])
            os.utime(folder / path, (date, date))
    finally:
        os.umask(before)
    return folder


def _table() -> bytes:
    return f'{SYSTEM}\n[project]\nname = "shop"\nversion = "1.0"\nreadme = "README.md"\n'.encode()


@settings(max_examples=20, deadline=None)
@given(files=FILES, date=st.integers(1, 2**31), umask=st.sampled_from([0o000, 0o022, 0o077]))
def test_neither_path_nor_umask_nor_date_nor_order_counts(
    files: dict[str, bytes], date: int, umask: int
) -> None:
    with tempfile.TemporaryDirectory() as place:
        one = _written(Path(place, "one"), files, backwards=False, date=86_400, umask=0o022)
        two = _written(Path(place, "two", "é b"), files, backwards=True, date=date, umask=umask)
        for kind in ("wheel", "sdist"):
            assert built(one, kind).read_bytes() == built(two, kind).read_bytes()


@settings(max_examples=20, deadline=None)
@given(
    files=FILES, ignored=st.sampled_from(["", "*.py\n", "A\n", "data/\n!data/a.py\n", "__init__.py\na.py\n"])
)
def test_the_wheel_of_the_sdist_is_the_wheel_of_the_tree(files: dict[str, bytes], ignored: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        tree = _written(Path(place, "tree"), files, backwards=False, date=86_400, umask=0o022)
        (tree / ".gitignore").write_text(f"dist/\n{ignored}")
        if ignored == "*.py\n":
            for kind in ("wheel", "sdist"):
                with pytest.raises(DovetailError, match="names all modules of `shop`"):
                    built(tree, kind)
            return
        again = unpacked(built(tree, "sdist"), Path(place, "again"))
        assert built(tree).read_bytes() == built(again).read_bytes()
        assert built(tree, "sdist").read_bytes() == built(again, "sdist").read_bytes()


@settings(max_examples=20, deadline=None)
@given(files=FILES, root=st.sampled_from(["", "src"]))
def test_the_modules_are_those_of_the_graph(files: dict[str, bytes], root: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place, "tree")
        _written(tree / root, files, backwards=False, date=86_400, umask=0o022)
        (tree / root / "pyproject.toml").replace(tree / "pyproject.toml")
        (tree / root / "README.md").replace(tree / "README.md")
        graph = dovetail.Project.open(tree).graph
        reachable = (module.name for module in graph.modules if module.is_reachable)
        expected = {name for name in reachable if f"{name}.".startswith("shop.")}
        with open_archive(built(tree)) as archive:
            assert {*archive.import_names()} == {name for name in expected if _can_be_spelled(name)}


def _can_be_spelled(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def test_neither_locale_nor_time_zone_nor_hashes_count(tmp_path: Path) -> None:
    folder = project(tmp_path, {"shop/__init__.py": "", "shop/é.txt": "é", "LICENSE": ""})
    found = set()
    for count, (locale, zone) in enumerate(
        [("C", "UTC"), ("C.UTF-8", "Asia/Kathmandu"), ("POSIX", "EST5EDT")]
    ):
        out = tmp_path / str(count)
        out.mkdir()
        code = (
            "import sys, dovetail.ship.backend as b; b.build_wheel(sys.argv[1]); b.build_sdist(sys.argv[1])"
        )
        variables = {"LC_ALL": locale, "TZ": zone, "PYTHONHASHSEED": str(count), "PYTHONPATH": SOURCE}
        subprocess.run([sys.executable, "-c", code, out], cwd=folder, check=True, env=variables)
        found.add(tuple(path.read_bytes() for path in sorted(out.iterdir())))
        shutil.rmtree(out)
    assert len(found) == 1


def test_the_date_of_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path, {"shop.py": ""})
    default = built(folder).read_bytes(), built(folder, "sdist").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert built(folder).read_bytes() != default[0]
    assert built(folder, "sdist").read_bytes() != default[1]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # before there were zip archives
    assert built(folder).read_bytes()
    for wrong in ("yesterday", "-1", "1e9", "99999999999"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
            built(folder)


def test_a_build_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    folder = project(tmp_path, {"shop/__init__.py": ""})
    wheel = built(folder)
    before = wheel.read_bytes()
    (folder / "shop/more.so").write_bytes(b"")
    for kind in ("wheel", "sdist"):
        with pytest.raises(dovetail.DovetailError):
            built(folder, kind)
    assert [path.name for path in (folder / "dist").iterdir()] == [wheel.name]
    assert wheel.read_bytes() == before
