"""Installed distributions are those that `importlib.metadata` finds; nothing in them makes dovetail raise."""

from __future__ import annotations

import importlib.metadata
import json
import os
import random
import zipfile
from typing import TYPE_CHECKING

import pytest

from dovetail.environment.distribution import file_of, normalized
from dovetail.environment.entry import PathEntry, ProblemKind, Provenance
from dovetail.environment.installed import Installed
from dovetail.environment.tables import from_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dovetail.environment.environment import Environment

SHOP = {
    "shop-1.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: Shop\nVersion: 1.2\n\nName: no\n",
    "shop-1.2.dist-info/RECORD": (
        'shop/__init__.py,,\nshop/a.py,sha256=x,12\n"shop/a ""b"", c.py",,\n../../bin/shop,,\n'
        "shop/../other.py,,\n./dotted.py,,\nshop-1.2.dist-info/RECORD,,\n"
    ),
    "shop-1.2.dist-info/INSTALLER": "pip\n",
    "shop/__init__.py": "",
}


def plant(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def on(*folders: Path | str, provenance: Provenance = Provenance.SITE_PACKAGES) -> Environment:
    entries = tuple(PathEntry(str(folder), provenance) for folder in folders)
    return from_version((3, 13), "linux")._replace(search_path=entries)


def recorded(*folders: Path | str) -> dict[str, set[str]]:
    """Return what `importlib.metadata` says of each file."""
    found: dict[str, set[str]] = {}
    # The finder is named: its backport, which libraries bring, takes the place of the one that Python uses.
    context = importlib.metadata.DistributionFinder.Context(path=[str(folder) for folder in folders])
    for distribution in importlib.metadata.MetadataPathFinder.find_distributions(context):
        for file in distribution.files or ():
            path = os.path.normpath(str(file.locate()))
            found.setdefault(path, set()).add(distribution.metadata["Name"])
    return found


def test_what_a_distribution_says(tmp_path: Path) -> None:
    plant(tmp_path, SHOP)
    installed = Installed(on(tmp_path))
    (shop,) = installed.distributions
    assert (shop.name, shop.project_name, shop.version, shop.installer) == ("shop", "Shop", "1.2", "pip")
    assert (shop.url, shop.editable, str(shop), shop.folder) == (None, None, "Shop 1.2", str(tmp_path))
    assert installed.find("SHOP") == shop
    assert installed.find("nowhere") is None
    assert installed.problems == ()


@pytest.mark.parametrize("questions", [1, 2])
def test_owners_are_those_that_are_recorded(questions: int, tmp_path: Path) -> None:
    site = tmp_path / "lib" / "site"
    plant(site, SHOP)
    plant(
        site,
        {
            "twin-1.dist-info/METADATA": "Name: twin\nVersion: 1\n",
            "twin-1.dist-info/RECORD": "shop/a.py,,\r\ntwin.py,,\r\n",
        },
    )
    right = recorded(site)
    assert len(right) == 8
    for path in (
        *right,
        str(site / "nowhere.py"),
        str(site / "a.py"),
        str(tmp_path / "shop/a.py"),
        "shop/a.py",
    ):
        installed = Installed(on(site))
        for _ in range(questions):  # the first is answered in another way than the others
            owners = {one.project_name for one in installed.owners(path)}
        if questions == 1 and "bin" in path:
            continue  # outside the folder of the modules only the table tells
        assert owners == right.get(path, set()), path


@pytest.mark.parametrize("seed", range(20))
def test_random_records(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    parts = ["a", "b", "..", ".", "", 'q"', "c,d", "é", "a.py", "b.py"]
    site = tmp_path / "x" / "site"
    paths = set()
    for name in ("one", "two", "three"):
        rows = []
        for _ in range(rng.randrange(6)):
            path = "/".join([*rng.choices(parts, k=rng.randrange(4)), rng.choice(parts[5:])]).lstrip("/")
            quoted = (
                '"' + path.replace('"', '""') + '"' if rng.random() < 0.3 or set(path) & set(',"') else path
            )
            rows.append(quoted + rng.choice([",,", ",sha256=abc,3"]))
            paths.add(os.path.normpath(site / path))
        plant(
            site,
            {
                f"{name}-1.dist-info/METADATA": f"Name: {name}\nVersion: 1\n",
                f"{name}-1.dist-info/RECORD": "".join(f"{row}\n" for row in rows),
            },
        )
    right = recorded(site)
    table = Installed(on(site))
    table.owners("x")
    for path in sorted(paths):
        assert {one.project_name for one in table.owners(path)} == right.get(path, set()), path
        first = {one.project_name for one in Installed(on(site)).owners(path)}
        assert first <= right.get(path, set()), path
        assert bool(first) == bool(right.get(path)) or ".." in os.path.relpath(path, site), path


def test_the_first_on_the_path_counts(tmp_path: Path) -> None:
    for place, version in (("one", "1.0"), ("two", "2.0")):
        metadata = f"Name: the_Shop\nVersion: {version}\n"
        plant(tmp_path / place, {f"The.Shop-{version}.dist-info/METADATA": metadata})
    installed = Installed(on(tmp_path / "two", tmp_path / "one"))
    assert [str(one) for one in installed.distributions] == ["the_Shop 2.0"]
    twice = [one for one in installed.problems if one.kind is ProblemKind.DISTRIBUTION_TWICE]
    assert [problem.path for problem in twice] == [str(tmp_path / "one" / "The.Shop-1.0.dist-info")]
    assert "the_Shop 1.0" in twice[0].message
    assert "the_Shop 2.0" in twice[0].message


@pytest.mark.parametrize(
    ("url", "editable"),
    [
        ({"url": "file:///home/me/a%20b", "dir_info": {"editable": True}}, "/home/me/a b"),
        ({"url": "file:///home/me/a", "dir_info": {"editable": False}}, None),
        ({"url": "file:///home/me/a", "dir_info": {}}, None),
        ({"url": "https://example.org/a.whl", "archive_info": {}}, None),
    ],
)
def test_direct_url(url: dict[str, object], editable: str | None, tmp_path: Path) -> None:
    plant(tmp_path, {**SHOP, "shop-1.2.dist-info/direct_url.json": json.dumps(url)})
    (shop,) = Installed(on(tmp_path)).distributions
    assert (shop.url, shop.editable) == (url["url"], editable)


def test_the_inner_project_owns_a_file(tmp_path: Path) -> None:
    for name, folder in (("outer", tmp_path), ("inner", tmp_path / "inner")):
        url = {"url": folder.as_uri(), "dir_info": {"editable": True}}
        plant(
            tmp_path / "venv" / "site",
            {
                f"{name}-1.dist-info/METADATA": f"Name: {name}\nVersion: 1\n",
                f"{name}-1.dist-info/direct_url.json": json.dumps(url),
            },
        )
    installed = Installed(on(tmp_path / "venv" / "site"))

    def owner(path: str) -> str | None:
        found = installed.editable_at(str(tmp_path / path))
        return found and found.name

    assert owner("a.py") == "outer"
    assert owner("inner/a.py") == "inner"
    assert owner("innermost/a.py") == "outer"
    assert owner("venv/site/a.py") is None
    assert installed.editable_at("/elsewhere/a.py") is None


def test_eggs(tmp_path: Path) -> None:
    site = tmp_path / "site"
    plant(
        site,
        {
            "by_pip-1.0-py3.11.egg-info/PKG-INFO": "Name: by-pip\nVersion: 1.0\n",
            "by_pip-1.0-py3.11.egg-info/installed-files.txt": "../by_pip.py\nPKG-INFO\n",
            "by_pip.py": "",
            "sources.egg-info/PKG-INFO": "Name: sources\nVersion: 1\n",
            "sources.egg-info/SOURCES.txt": "setup.py\nsources.py\ngone.py\n",
            "sources.py": "",
            "old-2.egg-info": "Name: old\nVersion: 2\n",
            "top.egg-info/PKG-INFO": "Name: top\nVersion: 1\n",
            "top.egg-info/top_level.txt": "top\nalso\n",
            "top/inner/a.py": "",
            "also.py": "",
            "an.egg/EGG-INFO/PKG-INFO": "Name: an-egg\nVersion: 3\n",
            "an.egg/EGG-INFO/top_level.txt": "egged\n",
            "an.egg/egged.py": "",
        },
    )
    installed = Installed(on(site, site / "an.egg"))
    assert [str(one) for one in installed.distributions] == [
        "an-egg 3",
        "by-pip 1.0",
        "old 2",
        "sources 1",
        "top 1",
    ]
    found = {
        one.metadata["Name"]
        for one in importlib.metadata.distributions(path=[str(site), str(site / "an.egg")])
    }
    assert found == {one.project_name for one in installed.distributions}
    for path, name in {
        "by_pip.py": "by-pip",
        "sources.py": "sources",
        "top/inner/a.py": "top",
        "also.py": "top",
        "an.egg/egged.py": "an-egg",
    }.items():
        assert [one.name for one in installed.owners(str(site / path))] == [name], path
    assert installed.problems == ()


def test_a_project_that_was_put_on_the_path(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "setup.py": "",
            "src/shop.egg-info/PKG-INFO": "Name: shop\nVersion: 1\n",
            "src/shop.egg-info/SOURCES.txt": "setup.py\nsrc/shop.py\n",
            "src/shop.py": "",
        },
    )
    installed = Installed(on(tmp_path / "src", provenance=Provenance.PTH))
    (shop,) = installed.distributions
    assert shop.editable == str(tmp_path)
    assert installed.owners(str(tmp_path / "src/shop.py")) == (shop,)


def test_metadata_in_an_archive(tmp_path: Path) -> None:
    path = str(tmp_path / "shop-1.2-py3-none-any.whl")
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in SHOP.items():
            archive.writestr(name, text)
    installed = Installed(on(path))
    (shop,) = installed.distributions
    assert str(shop) == "Shop 1.2"
    assert installed.owners(f"{path}/shop/__init__.py") == (shop,)
    assert installed.owners(f"{path}/nowhere.py") == ()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a-1.dist-info/RECORD": ""}, "no METADATA"),
        ({"a-1.dist-info/METADATA": ""}, "no METADATA"),
        ({"a-1.dist-info/METADATA": "Version: 1\n"}, "says no Name"),
        ({"a-1.dist-info/METADATA": "\nName: a\nVersion: 1\n"}, "says no Name"),
        ({"a-1.dist-info/METADATA": "Name: a\n"}, "says no Version"),
        ({"a-1.dist-info/METADATA": b"Name: \xff\n\0Version: 1\n"}, "says no Version"),
        ({"a-1.dist-info/METADATA/x": ""}, "no METADATA"),
        ({"a-1.dist-info": "a file"}, "no METADATA"),
        ({".dist-info/METADATA": "Name: a\nVersion: 1"}, ""),
        ({"a.egg-info/x": ""}, "no PKG-INFO"),
        ({"a.egg-info": b"\xff"}, "says no Name"),
        ({"a.egg-link": "/nowhere\n"}, None),
    ],
)
def test_broken_metadata_is_a_problem(
    files: Mapping[str, str | bytes], said: str | None, tmp_path: Path
) -> None:
    plant(tmp_path, {**files, "a.py": ""})
    for questions in range(2):
        installed = Installed(on(tmp_path))
        for _ in range(questions + 1):
            assert installed.owners(str(tmp_path / "a.py")) == ()
        assert len(installed.distributions) == (said is not None)
        kinds = {problem.kind for problem in installed.problems}
        assert kinds <= {ProblemKind.METADATA}
        assert any(said in problem.message for problem in installed.problems) if said else True


@pytest.mark.parametrize(
    "text", ["{", "[]", "3", "{}", '{"url": 3}', '{"url": "x", "dir_info": 4}', "[" * 100_000, '"' + "\0" * 9]
)
def test_broken_direct_url(text: str, tmp_path: Path) -> None:
    plant(tmp_path, {**SHOP, "shop-1.2.dist-info/direct_url.json": text})
    installed = Installed(on(tmp_path))
    (shop,) = installed.distributions
    assert shop.editable is None
    expected = 0 if '"x"' in text else 1
    assert len(installed.problems) == expected


@pytest.mark.parametrize(
    ("record", "problems"), [("a.py\n", 0), ('"a.py\n', 1), ("a.py,,\n,,\n", 1), ("\n\na.py,,", 0)]
)
def test_a_record_with_other_lines(record: str, problems: int, tmp_path: Path) -> None:
    plant(tmp_path, {**SHOP, "shop-1.2.dist-info/RECORD": record})
    installed = Installed(on(tmp_path))
    (shop,) = installed.distributions
    assert installed.files(shop) == ((str(tmp_path / "a.py"),) if record != '"a.py\n' else ())
    said = [problem.message for problem in installed.problems]
    assert said == ["has lines that are no rows"] * problems


def test_names_of_projects() -> None:
    assert normalized("Zope._-Interface") == "zope-interface"
    assert file_of("file://localhost/a/../b") == "/b"
    assert file_of("https://example.org/a") is None
    assert file_of("file:relative") is None


def test_entries_that_are_not_there(tmp_path: Path) -> None:
    plant(tmp_path, {"broken.zip": b"no archive"})
    installed = Installed(on(tmp_path / "nowhere", tmp_path / "broken.zip", "\0", ""))
    assert (installed.distributions, installed.problems) == ((), ())
    assert installed.owners_below(str(tmp_path)) == ()
