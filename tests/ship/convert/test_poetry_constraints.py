"""Constraints of Poetry as PEP 440 has them: by Poetry's documentation, and by poetry-core itself."""

import json
import subprocess
import venv
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from dovetail.ship.convert.poetry_constraint import (
    UntranslatableError,
    python_marker,
    python_specifier,
    specifier,
)
from dovetail.ship.convert.poetry_dependency import specifiers

# https://python-poetry.org/docs/dependency-specification/
DOCUMENTED = {
    "^1.2.3": ">=1.2.3,<2.0.0",
    "^1.2": ">=1.2,<2.0",
    "^1": ">=1,<2",
    "^0.2.3": ">=0.2.3,<0.3.0",
    "^0.0.3": ">=0.0.3,<0.0.4",
    "^0.0": ">=0.0,<0.1",
    "^0": ">=0,<1",
    "~1.2.3": ">=1.2.3,<1.3.0",
    "~1.2": ">=1.2,<1.3",
    "~1": ">=1,<2",
    "*": "",
    "1.*": "==1.*",
    "1.2.*": "==1.2.*",
    ">= 1.2.0": ">=1.2.0",
    ">1": ">1",
    "<2": "<2",
    "!= 1.2.3": "!=1.2.3",
    ">=1.2,<1.5": ">=1.2,<1.5",
    "==1.2.3": "==1.2.3",
    "1.2.3": "==1.2.3",
    "=1.2.3": "==1.2.3",
    "~=1.4.2": "~=1.4.2",
}
MORE = {
    "^1.0b2": ">=1.0b2,<2.0",
    ">=1.0 <2.0 !=1.5": ">=1.0,<2.0,!=1.5",
    "^1.0 || ^2.0": ">=1.0,<3.0",
    "^1.0 | ^2": ">=1.0,<3",
    ">=1,<2 || >=2": ">=1",
    "1.* || 2.*": ">=1,<3",
    "^1 || *": "",
    "^1.2.3.4": ">=1.2.3.4,<2.0.0.0",
}


@pytest.mark.parametrize(("constraint", "meant"), [*DOCUMENTED.items(), *MORE.items()])
def test_constraints(constraint: str, meant: str) -> None:
    assert specifier(constraint) == meant


@pytest.mark.parametrize(
    "constraint", ["^1 || ^3", "=>1", "^x", "1.2.3 || 1.2.5", "<1 || >2", ">=1.*", "^1,,<2 (x)"]
)
def test_what_pep_440_cannot_say(constraint: str) -> None:
    with pytest.raises(UntranslatableError):
        specifier(constraint)


@pytest.mark.parametrize(
    ("constraint", "requires", "marker"),
    [
        ("^3.8", ">=3.8,<4.0", 'python_version >= "3.8" and python_version < "4.0"'),
        (">=3.8.1", ">=3.8.1", 'python_full_version >= "3.8.1"'),
        ("<3.8", "<3.8", 'python_version < "3.8"'),
        ("*", "", ""),
        ("3.9.*", "==3.9.*", 'python_version == "3.9"'),
        (">3.8", ">3.8", 'python_full_version > "3.8"'),
        (
            "~2.7 || ^3.3",
            ">=2.7,!=3.0.*,!=3.1.*,!=3.2.*",
            (
                '(python_version >= "2.7" and python_version < "2.8")'
                ' or (python_version >= "3.3" and python_version < "4.0")'
            ),
        ),
    ],
)
def test_pythons(constraint: str, requires: str, marker: str) -> None:
    assert python_specifier(constraint) == requires
    assert python_marker(constraint) == marker
    SpecifierSet(requires)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("^1.2", ["a>=1.2,<2.0"]),
        ({"version": "*", "extras": ["x", "y"]}, ["a[x,y]"]),
        ({"version": "1", "python": "<3.8", "platform": "win32"},
         ['a==1; python_version < "3.8" and sys_platform == "win32"']),
        ({"version": "1", "markers": "os_name == 'nt' or os_name == 'os2'", "python": "<3.8"},
         ["a==1; (os_name == 'nt' or os_name == 'os2') and python_version < \"3.8\""]),
        ({"git": "https://example.org/a.git", "tag": "v1", "subdirectory": "b"},
         ["a @ git+https://example.org/a.git@v1#subdirectory=b"]),
        ({"git": "git@example.org:a/b.git"}, ["a @ git+ssh://git@example.org/a/b.git"]),
        ({"url": "https://example.org/a.whl", "python": "^3.9"},
         ['a @ https://example.org/a.whl ; python_version >= "3.9" and python_version < "4.0"']),
        ([{"version": "1", "python": "<3.8"}, {"version": "2", "python": ">=3.8"}],
         ['a==1; python_version < "3.8"', 'a==2; python_version >= "3.8"']),
    ],
)  # fmt: skip
def test_dependencies(value: object, meant: list[str]) -> None:
    assert specifiers("a", value) == meant


@pytest.mark.parametrize("key", ["path", "source", "allow-prereleases", "develop"])
def test_what_a_specifier_cannot_say(key: str) -> None:
    with pytest.raises(UntranslatableError, match=key):
        specifiers("a", {"version": "1", key: "x"})


@pytest.mark.corpus
def test_poetry_core_means_the_same(tmp_path: Path) -> None:
    venv.create(tmp_path, with_pip=True)
    python = str(tmp_path / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "poetry-core>=2.2,<3"], check=True)
    constraints = [*DOCUMENTED, *MORE]
    versions = [f"{a}.{b}.{c}{d}" for a in range(4) for b in (0, 2, 3) for c in (0, 3, 4) for d in ("", ".5")]
    ask = (
        "import json, sys\nfrom poetry.core.constraints.version import Version, parse_constraint\n"
        "constraints, versions = json.load(sys.stdin)\n"
        "versions = [Version.parse(version) for version in versions]\n"
        "print(json.dumps([[parse_constraint(c).allows(v) for v in versions] for c in constraints]))"
    )
    given = json.dumps([constraints, versions])
    done = subprocess.run([python, "-c", ask], input=given, capture_output=True, text=True, check=True)
    for constraint, allowed in zip(constraints, json.loads(done.stdout), strict=True):
        mine = SpecifierSet(specifier(constraint))
        assert [mine.contains(version) for version in versions] == allowed, constraint
