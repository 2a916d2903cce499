"""Who hides whom."""

from typing import Any

import pytest

NAME = "shadowed-module"


def messages(tree: Any) -> dict[str, str]:
    return {finding.place.path: finding.message for finding in tree.findings(NAME)}


@pytest.mark.parametrize("name", ["secrets", "types", "zlib_", "antigravity"])
def test_names_of_the_standard_library(tree: Any, name: str) -> None:
    made = tree({f"{name}.py": "", "p/__init__.py": "", f"p/{name}.py": ""})
    assert made.places(NAME) == ([] if name.endswith("_") else [f"{name}.py:1:1"])


def test_they_are_those_of_the_target(tree: Any) -> None:
    made = tree({"tomllib.py": "", "imp.py": "", "zoneinfo/__init__.py": ""})
    zone = "zoneinfo/__init__.py"
    expected = {"3.8": ["imp.py"], "3.11": ["imp.py", "tomllib.py", zone], "3.13": ["tomllib.py", zone]}
    for version, found in expected.items():
        made.write({"dovetail.toml": f'python-version = "{version}"\n'})
        assert list(messages(made)) == found, version


def test_who_is_found(tree: Any) -> None:
    files = ("sys.py", "codecs.py", "random.py", "pyproject.toml", "src/json/__init__.py")
    said = messages(tree(dict.fromkeys(files, "")))
    assert said["sys.py"].endswith("is built into the interpreter")
    assert said["codecs.py"].endswith("is loaded when Python starts")
    assert said["random.py"].startswith("`random` hides")
    assert said["src/json/__init__.py"].startswith("the standard library has a `json` too")


def test_folders_and_the_standard_library_itself(tree: Any) -> None:
    made = tree({"json/data.py": "", "json/readme.txt": ""})
    assert messages(made) == {}
    made.write({"os.py": "", "site.py": "", "codecs.py": "", "random.py": ""})
    assert messages(made) == {}


def test_modules_of_distributions(filled: Any) -> None:
    filled.write({"requests.py": "", "yaml.py": "", "shop.py": ""})
    assert list(messages(filled)) == ["requests.py"]
    assert "hides the module that requests 2.0 provides" in messages(filled)["requests.py"]
    filled.write({"pyproject.toml": '[project]\nname = "Requests"\n'})
    assert messages(filled) == {}
