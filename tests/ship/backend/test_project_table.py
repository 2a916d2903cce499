"""``[project]``: what it becomes in the metadata, and each fault of it with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from built_projects import SYSTEM, built, project, read
from hypothesis import given
from hypothesis import strategies as st
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from dovetail.errors import ConfigurationError
from dovetail.ship.metadata.requirement import requirement, specifiers

if TYPE_CHECKING:
    from pathlib import Path

FIRST = SYSTEM.count("\n") + 3
"""The line on which the tables of a test begin."""

WHOLE = """name = "Shop.Tools"
version = "1.0.0-RC1"
description = "Sells things"
readme = "README.md"
requires-python = ">=3.8, <4"
license = "mit or Apache-2.0"
license-files = ["LICEN[CS]E*", "third/*.txt"]
authors = [{name = "Ann Ä", email = "ann@example.org"}, {name = "Bob"}, {email = "c@example.org"}]
maintainers = [{name = "Doe, John", email = "d@example.org"}]
keywords = ["shop", "two words"]
classifiers = ["Typing :: Typed", "Private :: Do Not Upload"]
dependencies = ["rich >= 13, <15", "tomli>=2 ; python_version < '3.11'", "x[a,b] @ https://example.org/x.zip"]

[project.urls]
Homepage = "https://example.org"
"Bug Tracker" = "https://example.org/bugs"

[project.optional-dependencies]
Fast_Parts = ["orjson", "uvloop; sys_platform != 'win32' or os_name == 'x'"]
empty = []

[project.scripts]
shop = "shop_tools:main"

[project.gui-scripts]
shopw = "shop_tools:main"

[project.entry-points."shop.plugins"]
a = "shop_tools.a"

[dependency-groups]
test = ["pytest", {include-group = "other"}]
other = []
"""


def test_the_whole_table(tmp_path: Path) -> None:
    files = {
        "src/shop_tools/__init__.py": "",
        "README.md": "# Ä\r\n\r\ntext\n",
        "LICENSE": "",
        "third/x.txt": "",
    }
    wheel = built(project(tmp_path, files, WHOLE))
    assert wheel.name == "shop_tools-1.0.0rc1-py3-none-any.whl"
    text = read(wheel, "METADATA")
    metadata = Metadata.from_email(text, validate=True)
    assert text.split("\n\n", 1)[1] == "# Ä\n\ntext\n"
    assert metadata.metadata_version == "2.5"
    assert (metadata.name, str(metadata.version), metadata.summary) == (
        "Shop.Tools",
        "1.0.0rc1",
        "Sells things",
    )
    assert metadata.license_expression == "MIT OR Apache-2.0"
    assert metadata.license_files == ["LICENSE", "third/x.txt"]
    assert metadata.author == "Bob"
    assert metadata.author_email == "Ann Ä <ann@example.org>, c@example.org"
    assert metadata.maintainer_email == '"Doe, John" <d@example.org>'
    assert metadata.keywords == ["shop", "two words"]
    assert metadata.requires_python == SpecifierSet(">=3.8,<4")
    assert metadata.project_urls == {
        "Homepage": "https://example.org",
        "Bug Tracker": "https://example.org/bugs",
    }
    assert metadata.provides_extra == ["fast-parts", "empty"]
    assert [str(one) for one in metadata.requires_dist or ()] == [
        "rich<15,>=13",
        'tomli>=2; python_version < "3.11"',
        "x[a,b] @ https://example.org/x.zip",
        'orjson; extra == "fast-parts"',
        'uvloop; (sys_platform != "win32" or os_name == "x") and extra == "fast-parts"',
    ]
    assert metadata.import_names == ["shop_tools"]
    points = "[console_scripts]\nshop = shop_tools:main\n\n[gui_scripts]\nshopw = shop_tools:main\n\n"
    assert read(wheel, "entry_points.txt") == f"{points}[shop.plugins]\na = shop_tools.a\n"
    # What `packaging` writes of it says the same, but for the case of the names and their order.
    ours = {tuple(line.split(": ", 1)) for line in text.split("\n\n", 1)[0].lower().splitlines()}
    theirs = metadata.as_rfc822().as_string().split("\n\n", 1)[0].lower().splitlines()
    assert ours == {tuple(line.split(": ", 1)) for line in theirs}


FAULTS = [
    ("", "`[project]` has no `name`", 0),
    ('name = "shop"', "has no `version`", 0),
    ('name = "-x"\nversion = "1"', "no name of a project", 1),
    ('name = "shop"\nversion = "one"', "`one` is no version", 2),
    ('name = "shop"\nversion = 1', "`version` must be a string, not an integer", 2),
    ('name = "shop"\nversion = "1"\ndescripton = "x"', "did you mean `description`?", 3),
    ('name = "shop"\nversion = "1"\ndescription = """a\nb"""', "`description` must be one line", 3),
    ('name = "shop"\nversion = "1"\nrequires-python = "3.8+"', "`requires-python` is wrong", 3),
    ('name = "shop"\nversion = "1"\nlicense = "free"', "no SPDX expression", 3),
    ('name = "shop"\nversion = "1"\nlicense-files = ["nowhere*"]', "matches no file", 3),
    ('name = "shop"\nversion = "1"\nlicense-files = ["../x"]', "must be a path below", 3),
    ('name = "shop"\nversion = "1"\nlicense = {file = "nowhere"}', "not in the project", 3),
    ('name = "shop"\nversion = "1"\nreadme = "nowhere.md"', "cannot be read: no such file", 3),
    ('name = "shop"\nversion = "1"\nreadme = "../x.md"', "not in the project", 3),
    ('name = "shop"\nversion = "1"\nreadme = "x.doc"', "does not tell what it is", 3),
    ('name = "shop"\nversion = "1"\nauthors = ["Ann"]', "must be an array of tables", 3),
    ('name = "shop"\nversion = "1"\nauthors = [{email = "nobody"}]', "is no address", 3),
    ('name = "shop"\nversion = "1"\ndependencies = ["rich", "a b"]', "`a b` is no requirement", 3),
    (
        'name = "shop"\nversion = "1"\n[project.optional-dependencies]\na_b = []\n\na-b = []',
        "the same extra",
        6,
    ),
    ('name = "shop"\nversion = "1"\n[project.scripts]\nx = "shop"', "names no function", 4),
    ('name = "shop"\nversion = "1"\n[project.scripts]\n\nx = "shop:1"', "refers to nothing", 5),
    (
        'name = "shop"\nversion = "1"\n[project.entry-points.console_scripts]\nx = "s:m"',
        "given as `[project.",
        3,
    ),
    ('name = "shop"\nversion = "1"\ndynamic = ["dependencies"]', "dovetail computes only", 3),
    ('name = "shop"\nversion = "1"\ndynamic = ["version"]', "can be only one of them", 2),
    ('name = "shop"\nversion = "1"\nimport-names = ["a-b"]', "no import statement can spell", 3),
    ('name = "shop"\nversion = "1"\n[dependency-groups]\nx = [1]', "`x` can have requirements", 4),
]


@pytest.mark.parametrize(("table", "message", "line"), FAULTS)
def test_each_fault_has_its_line(tmp_path: Path, table: str, message: str, line: int) -> None:
    with pytest.raises(ConfigurationError) as raised:
        built(project(tmp_path, {"shop.py": ""}, table))
    faults = [fault for fault in raised.value.faults if message in fault[1]]
    assert len(faults) == 1, raised.value.faults
    if "can be only one" not in message:
        assert faults[0][0] == FIRST + line - 1
    assert list((tmp_path / "dist").iterdir()) == []


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        built(project(tmp_path, {"shop.py": ""}, 'name = "shop"\nversion = "x"\nreadme = 1\nkeywords = "a"'))
    assert [line for line, _ in raised.value.faults] == [FIRST + 1, FIRST + 2, FIRST + 3]


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = x\n")
    with pytest.raises(ConfigurationError, match=r"pyproject.toml:2: not valid TOML"):
        built(tmp_path)
    (tmp_path / "pyproject.toml").write_bytes(b'[project]\nname = "\xff"\n')
    with pytest.raises(ConfigurationError, match=r"pyproject.toml:2: not UTF-8"):
        built(tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    with pytest.raises(ConfigurationError, match="there is no such file"):
        built(tmp_path)


VERSIONS = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2}){0,2}(a1|rc2|\.post1|\.dev0)?", fullmatch=True)
CLAUSES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([">=", "<=", "<", ">", "!=", "==", "~= ", " >= "]), VERSIONS).map("".join),
        st.sampled_from(["==1.*", "!=2.3.*", "===x", ">=1.0+local", "~=1.2.3", "nonsense"]),
    ),
    max_size=3,
    unique_by=lambda text: text.strip(),
)
MARKERS = st.one_of(
    st.just(""),
    st.tuples(
        st.sampled_from(["python_version", "sys_platform", "os_name", "platform_machine", "nothing"]),
        st.sampled_from(["==", " < ", ">= ", " in "]),
        st.sampled_from(["'3.8'", '"win32"', "'a b'", "x"]),
    ).map("".join),
    st.just("os_name == 'a' or os_name == 'b'"),
)


@given(
    name=st.sampled_from(["a", "A.b-C", "x_1", "-x", "x-", "ä"]),
    extras=st.sampled_from(["", "[y]", "[Y_z]", "[a,b]", "[]", " [y]"]),
    clauses=CLAUSES.map(",".join),
    marker=MARKERS.map(lambda text: f"; {text}" if text else ""),
    extra=st.sampled_from([None, "fast-parts"]),
)
def test_requirements_are_read_as_packaging_reads_them(
    name: str, extras: str, clauses: str, marker: str, extra: str | None
) -> None:
    text = f"{name}{extras}{clauses}{marker}"
    try:
        expected: Requirement | None = Requirement(text)
    except ValueError:
        expected = None
    try:
        said = requirement(text, extra)
    except ValueError:
        assert expected is None
        return
    assert expected is not None
    again = Requirement(said)
    assert str(again) == said
    if extra is None:
        assert said == str(expected)
    else:
        assert (again.name, again.extras, again.specifier) == (
            expected.name,
            expected.extras,
            expected.specifier,
        )
        assert again.marker is not None
        environment = {
            "python_version": "3.8",
            "sys_platform": "win32",
            "os_name": "b",
            "platform_machine": "z",
        }
        wanted = expected.marker is None or expected.marker.evaluate({**environment, "extra": extra})
        assert again.marker.evaluate({**environment, "extra": extra}) == wanted
        assert not again.marker.evaluate({**environment, "extra": "other"})


@given(clauses=CLAUSES.map(" , ".join))
def test_specifiers_are_read_as_packaging_reads_them(clauses: str) -> None:
    try:
        expected = str(SpecifierSet(clauses))
    except ValueError:
        with pytest.raises(ValueError, match="nvalid"):
            specifiers(clauses)
        return
    assert specifiers(clauses) == expected
