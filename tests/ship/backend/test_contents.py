"""What is shipped: every module of the packages, their data, and nothing else's."""

from __future__ import annotations

import os
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import built, names, project, read, unpacked

from dovetail.errors import ConfigurationError, DovetailError

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYOUTS = [
    # files, [project], files of the wheel, Import-Name, Import-Namespace
    ({"src/shop/__init__.py": "", "src/shop/a/b.py": ""}, "shop", ["shop"], []),
    (
        {"shop/__init__.py": "", "shop/py.typed": "", "tests/__init__.py": "", "setup.py": ""},
        "shop",
        ["shop"],
        [],
    ),
    ({"shop.py": "", "shop.pyi": "", "other.txt": ""}, "shop", ["shop"], []),
    ({"src/Shop/__init__.py": ""}, "shop", ["Shop"], []),
    ({"src/shop_tools/__init__.py": ""}, "shop-tools", ["shop_tools"], []),
    ({"src/yaml/__init__.py": "", "tests/a.py": ""}, "pyyaml", ["yaml"], []),
    ({"src/acme/tools/__init__.py": "", "src/acme/tools/x.py": ""}, "acme.tools", ["acme.tools"], ["acme"]),
    ({"src/acme/tools/x.py": ""}, "acme-tools-x", ["acme.tools.x"], ["acme", "acme.tools"]),
    ({"src/acme/a.py": "", "src/acme/b/__init__.py": ""}, "acme", ["acme.a", "acme.b"], ["acme"]),
    ({"src/shop/__init__.py": "", "src/shop-stubs/__init__.pyi": ""}, "shop", ["shop"], []),
    ({"src/shop-stubs/__init__.pyi": ""}, "types-shop", [""], []),
    ({"_shop.py": ""}, "-", ["_shop ; private"], []),
]


@pytest.mark.parametrize(("files", "name", "imports", "namespaces"), LAYOUTS)
def test_layouts(
    tmp_path: Path, files: Mapping[str, str], name: str, imports: list[str], namespaces: list[str]
) -> None:
    name = "x" if name == "-" else name
    wheel = built(project(tmp_path, files, f'name = "{name}"\nversion = "1.0"'))
    beside = ("tests/", "setup.py", "other.txt")
    assert names(wheel) == sorted(path.removeprefix("src/") for path in files if not path.startswith(beside))
    lines = read(wheel, "METADATA").splitlines()
    assert [line[12:].strip() for line in lines if line.startswith("Import-Name:")] == imports
    assert [line[18:] for line in lines if line.startswith("Import-Namespace: ")] == namespaces


def test_what_lies_beside_the_package_and_is_imported_goes_along(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = {
        "src/shop/__init__.py": "import _shop\ntry:\n    import speedups\nexcept ImportError:\n    pass\n",
        "src/_shop.py": "import deeper\n",
        "src/deeper/__init__.py": "",
        "src/speedups.py": "",
        "src/plugin.py": "",
        "src/unrelated/__init__.py": "",
        "src/tests/__init__.py": "",
    }
    table = 'name = "shop"\nversion = "1"\n[project.entry-points.x]\ny = "plugin"'
    wheel = built(project(tmp_path, files, table))
    assert names(wheel) == ["_shop.py", "deeper/__init__.py", "plugin.py", "shop/__init__.py"]
    said = capfd.readouterr().err
    assert "`src/speedups.py` is not shipped" in said
    assert "`src/unrelated` is not shipped" in said


def test_the_names_that_are_given_decide(tmp_path: Path) -> None:
    files = {"src/a/__init__.py": "", "src/b/c/__init__.py": "", "src/b/d/__init__.py": "", "src/e.py": ""}
    table = 'name = "x"\nversion = "1"\nimport-names = ["a", "b.c"]\nimport-namespaces = ["b"]'
    assert names(built(project(tmp_path, files, table))) == [
        "a/__init__.py",
        "b/c/__init__.py",
    ]


def test_a_project_may_ship_no_modules_at_all(tmp_path: Path) -> None:
    table = 'name = "all-of-it"\nversion = "1"\ndependencies = ["shop"]\nimport-names = []'
    wheel = built(project(tmp_path, {}, table))
    assert names(wheel) == []
    assert "\nImport-Name:\n" in read(wheel, "METADATA")


@pytest.mark.parametrize(
    ("files", "table", "message"),
    [
        (
            {"src/a.py": "", "src/b.py": ""},
            'name = "x"\nversion = "1"',
            "6: `src` has no module .* but `a`, `b`",
        ),
        ({}, 'name = "x"\nversion = "1"', "6: this folder has no module"),
        ({"a.py": ""}, 'name = "x"\nversion = "1"\nimport-names = ["b"]', "8: .*has no such module"),
        (
            {"a/__init__.py": "", "a/b.py": ""},
            'name = "x"\nversion = "1"\nimport-names = ["a.b"]',
            "8: .*`a` is a regular package",
        ),
        (
            {"a/__init__.py": ""},
            'name = "x"\nversion = "1"\nimport-namespaces = ["a"]',
            "8: .*`a` is a regular package",
        ),
    ],
)
def test_what_cannot_be_told_is_asked_for(
    tmp_path: Path, files: Mapping[str, str], table: str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        built(project(tmp_path, files, table))


def test_all_data_in_packages_is_shipped_and_no_rubbish(tmp_path: Path) -> None:
    kept = ["shop/__init__.py", "shop/a.bin", "shop/templates/.hidden", "shop/templates/x.html", "shop/é.txt"]
    left = ["shop/__pycache__/a.pyc", "shop/b.pyc", "shop/.DS_Store", "shop/.git/config", "dist/old.whl"]
    wheel = built(project(tmp_path, dict.fromkeys([*kept, *left], "")))
    assert names(wheel) == kept


def test_ignored_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = {
        ".gitignore": "_version.py\nsecrets.py\n*.bin\n/shop/private/\n",
        "shop/__init__.py": "import shop._version\ntry:\n    import shop.secrets\nexcept ImportError: ...\n",
        "shop/_version.py": "version = 1",
        "shop/secrets.py": "token = 1",
        "shop/model.bin": "",
        "shop/junk.bin": "",
        "shop/private/x.txt": "",
        "shop/left/out.txt": "",
    }
    table = 'name = "shop"\nversion = "1"\n[tool.dovetail.build]\n'
    table += 'include = ["shop/model.bin"]\nexclude = ["left/"]'
    folder = project(tmp_path, files, table)
    expected = ["shop/__init__.py", "shop/_version.py", "shop/model.bin"]
    assert names(built(folder)) == expected
    said = capfd.readouterr().err
    assert "`shop/_version.py` is shipped though ignored" in said
    assert "`shop/secrets.py` is not shipped: `.gitignore`" in said
    # In the sdist they are not ignored any more.
    again = unpacked(built(folder, "sdist"), tmp_path / "again")
    assert names(built(again)) == expected


def test_the_same_files_as_git_ignores(tmp_path: Path) -> None:
    patterns = [
        "*.log",
        "!keep.log",
        "/top.txt",
        "deep/*.tmp",
        "build/",
        "a/**/z",
        "**/cache",
        r"\#x",
        "[ab]?.md",
        "x y ",
    ]
    paths = [
        "a.log",
        "keep.log",
        "top.txt",
        "deep/q.tmp",
        "deep/er/q.tmp",
        "build/x",
        "er/build/x",
        "a/z",
        "a/b/c/z",
    ]
    paths += [
        "cache/x",
        "er/cache/y",
        "#x",
        "ac.md",
        "cc.md",
        "x y",
        "sub/own.txt",
        "sub/log.log",
        "sub/top.txt",
    ]
    files = {f"shop/{path}": "" for path in paths}
    files |= {
        "shop/__init__.py": "",
        "shop/.gitignore": "\n".join(patterns),
        "shop/sub/.gitignore": "own.*\n!log.log",
    }
    folder = project(tmp_path, files)
    subprocess.run(["git", "init", "-q", folder], check=True)
    listed = subprocess.run(
        ["git", "-c", "core.excludesFile=", "ls-files", "-z", "-o", "--exclude-standard", "shop"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    expected = sorted(filter(None, listed.stdout.split("\0")))
    assert len(expected) == 8
    assert names(built(folder, out=tmp_path / "out")) == expected


def test_the_gitignore_around_the_project_counts_unless_it_names_the_project(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/x.log": ""}
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.log\nb/\n")
    assert names(built(project(tmp_path / "a", files))) == ["shop/__init__.py"]
    assert names(built(project(tmp_path / "b", files))) == ["shop/__init__.py", "shop/x.log"]


def test_the_sdist_has_what_the_wheel_is_made_of_and_what_is_to_be_read(tmp_path: Path) -> None:
    files = {
        "src/shop/__init__.py": "",
        "README.md": "# Shop",
        "LICENSE": "MIT",
        "CHANGELOG.md": "",
        "tests/test_shop.py": "",
        "tests/data/x.json": "",
        "extra/x.txt": "",
        "notes.txt": "",
        "share/man/man1/shop.1": "",
        ".env": "secret",
        "docs/index.md": "",
    }
    table = 'name = "shop"\nversion = "1"\nreadme = "README.md"\n[tool.dovetail.build]\n'
    table += 'sdist = ["extra/"]\ndata = "share"'
    folder = project(tmp_path, files, table)
    left = {"notes.txt", ".env", "docs/index.md"}
    sdist = built(folder, "sdist")
    assert sorted(names(sdist)) == sorted({*files, "pyproject.toml", "PKG-INFO"} - left)
    wheel = built(folder)
    assert [name for name in names(wheel) if ".data/" in name] == ["shop-1.data/data/man/man1/shop.1"]
    assert read(wheel, "licenses/LICENSE") == "MIT"


def test_scripts_are_executable_and_nothing_else_is(tmp_path: Path) -> None:
    folder = project(tmp_path, {"shop/__init__.py": "", "shop/run.sh": "#!/bin/sh\n", "shop/x.py": ""})
    os.chmod(folder / "shop/run.sh", 0o600)
    os.chmod(folder / "shop/x.py", 0o777)
    with zipfile.ZipFile(built(folder)) as archive:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    assert modes["shop/run.sh"] == 0o755
    assert {mode for name, mode in modes.items() if name != "shop/run.sh"} == {0o644}


@pytest.mark.parametrize(
    ("name", "target", "message"),
    [
        ("out", "..", "leads out of the project"),
        ("gone", "nowhere", "what does not exist"),
        ("round", ".", "round in a circle"),
    ],
)
def test_links_that_cannot_be_shipped(tmp_path: Path, name: str, target: str, message: str) -> None:
    folder = project(tmp_path / "x", {"shop/__init__.py": ""})
    (folder / "shop" / name).symlink_to("../.." if target == ".." else target)
    with pytest.raises(DovetailError, match=message):
        built(folder)
    assert list((folder / "dist").iterdir()) == []


def test_links_within_the_project_are_shipped_as_what_they_lead_to(tmp_path: Path) -> None:
    folder = project(tmp_path, {"shop/__init__.py": "", "data/x.txt": "here"})
    (folder / "shop/data").symlink_to("../data")
    assert read(built(folder), "shop/data/x.txt") == "here"


def test_pipes_and_compiled_modules_are_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, {"shop/__init__.py": ""})
    os.mkfifo(folder / "shop/pipe")
    with pytest.raises(DovetailError, match="`shop/pipe` is a pipe"):
        built(folder)
    (folder / "shop/pipe").unlink()
    (folder / "shop/fast.so").write_bytes(b"")
    with pytest.raises(DovetailError, match=r"`shop/fast.so` is compiled"):
        built(folder)


def test_old_namespace_packages_keep_their_init(tmp_path: Path) -> None:
    init = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    folder = project(
        tmp_path, {"acme/__init__.py": init, "acme/tools.py": ""}, 'name = "acme.tools"\nversion = "1"'
    )
    wheel = built(folder)
    assert names(wheel) == ["acme/__init__.py", "acme/tools.py"]
    assert "Import-Name: acme.tools\nImport-Namespace: acme\n" in read(wheel, "METADATA")


def test_names_are_those_of_what_is_shipped(tmp_path: Path) -> None:
    files = {
        ".gitignore": "private.py\n__init__.py\n",
        "src/acme/a/__init__.py": "",
        "src/acme/a/b.py": "",
        "src/acme/private.py": "",
        "src/acme/data/x.txt": "",
    }
    wheel = built(project(tmp_path, files, 'name = "acme"\nversion = "1"'))
    assert names(wheel) == ["acme/a/__init__.py", "acme/a/b.py", "acme/data/x.txt"]
    assert "Import-Name: acme.a\nImport-Namespace: acme\n" in read(wheel, "METADATA")


def test_an_sdist_need_not_have_all_source_roots(tmp_path: Path) -> None:
    table = 'name = "shop"\nversion = "1"\n[tool.dovetail]\nroots = ["lib", "more"]'
    folder = project(tmp_path, {"lib/shop.py": "", "more/other.py": ""}, table)
    again = unpacked(built(folder, "sdist"), tmp_path / "again")
    assert not (again / "more").exists()
    assert built(folder).read_bytes() == built(again).read_bytes()
    (folder / "more/other.py").unlink()
    (folder / "more").rmdir()
    with pytest.raises(ConfigurationError, match="which is no folder"):
        built(folder)


PATTERNS = st.lists(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "", "!", "/"]),
        st.sampled_from(["", "", "**/", "a/", "a/**/"]),
        st.sampled_from(["a", "b", "*.py", "?.txt", "[ab]*", "*", "**", "a.*"]),
        st.sampled_from(["", "", "/", " "]),
    ),
    max_size=4,
)
PATHS = st.lists(st.sampled_from(["a", "b", "c.py", "d.txt", "a.b"]), min_size=1, max_size=3).map("/".join)


@settings(max_examples=25, deadline=None)
@given(patterns=PATTERNS, paths=st.sets(PATHS, max_size=8))
def test_any_patterns_as_git_reads_them(patterns: list[str], paths: set[str]) -> None:
    files = {f"shop/{path}/f.x": "" for path in paths}
    with tempfile.TemporaryDirectory() as place:
        folder = project(Path(place, "p"), {**files, "shop/__init__.py": ""})
        (folder / "shop/.gitignore").write_text("\n".join([*patterns, "!/__init__.py", "!.gitignore"]))
        subprocess.run(["git", "init", "-q", folder], check=True)
        ask = ["git", "-c", "core.excludesFile=", "ls-files", "-z", "-o", "--exclude-standard", "shop"]
        listed = subprocess.run(ask, cwd=folder, check=True, capture_output=True, text=True)
        assert names(built(folder, out=Path(place, "out"))) == sorted(filter(None, listed.stdout.split("\0")))
