import json
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dovetail.ship.compare import Aspect, Difference
from dovetail.ship.convert import proof
from dovetail.ship.frontend.backends import BuildError

Make = Callable[[Mapping[str, str]], Path]

SETUP = """\
from setuptools import setup, find_packages

from kit import __version__

setup(
    name="kit",
    version=__version__,
    description="Tools.",
    long_description=open("README.rst").read(),
    author="Ada, Lady Lovelace",
    author_email="ada@example.org",
    url="https://example.org",
    project_urls={"Source": "https://example.org/source"},
    license="MIT",
    keywords="one, two",
    classifiers=["License :: OSI Approved :: MIT License", "Topic :: Utilities"],
    python_requires=">=3.8",
    packages=find_packages(exclude=["tests*"]),
    package_data={"": ["*.txt"], "kit": ["data/*"]},
    install_requires=["requests>=2", "rich"],
    extras_require={"test": ["pytest"], ":python_version<'3.9'": ["backport"], "w:os_name=='nt'": ["win"]},
    entry_points={"console_scripts": ["kit = kit.cli:main"], "kit.plugins": ["x = kit.x:X"]},
    tests_require=["hypothesis"],
    setup_requires=["cython", "wheel"],
)
"""


def written(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text())


def test_a_script_of_literals_goes_altogether(project: Make, convert: Callable[..., Any]) -> None:
    folder = project(
        {"setup.py": SETUP, "README.rst": "Kit\n===\n", "kit/__init__.py": "__version__ = '1.0'\n"}
    )
    answer = convert()
    assert (answer.code, answer.out) == (0, "create: pyproject.toml\nremove: setup.py\n")
    assert not (folder / "setup.py").exists()
    document = written(folder)
    assert document["build-system"] == {
        "requires": ["setuptools>=77", "cython"],
        "build-backend": "setuptools.build_meta",
    }
    assert document["project"] == {
        "name": "kit",
        "description": "Tools.",
        "readme": "README.rst",
        "requires-python": ">=3.8",
        "license": "MIT",
        # The comma makes it unclear how many they are: as before, neither belongs to the other.
        "authors": [{"name": "Ada, Lady Lovelace"}, {"email": "ada@example.org"}],
        "keywords": ["one", "two"],
        "classifiers": ["Topic :: Utilities"],
        "dependencies": ["requests>=2", "rich", "backport; python_version<'3.9'"],
        "optional-dependencies": {"test": ["pytest"], "w": ["win; os_name=='nt'"]},
        "urls": {"Homepage": "https://example.org", "Source": "https://example.org/source"},
        "scripts": {"kit": "kit.cli:main"},
        "entry-points": {"kit.plugins": {"x": "kit.x:X"}},
        "dynamic": ["version"],
    }
    assert document["tool"]["setuptools"] == {
        "include-package-data": False,
        "dynamic": {"version": {"attr": "kit.__version__"}},
        "packages": {"find": {"exclude": ["tests*"], "namespaces": False}},
        "package-data": {"*": ["*.txt"], "kit": ["data/*"]},
    }
    assert document["dependency-groups"] == {"test": ["hypothesis"]}
    again = convert()
    assert (again.code, "has the table `project` already" in again.err) == (2, True)


def test_what_is_computed_is_listed_and_left_to_the_script(
    project: Make, convert: Callable[..., Any]
) -> None:
    script = """\
import os
from setuptools import setup, Extension

setup(
    name='kit',
    version=os.environ['V'],
    ext_modules=[Extension('a', ['a.c'])],
    install_requires=['x'],
)
"""
    folder = project({"setup.py": script, "kit.py": "__version__ = '1'\n"})
    answer = convert()
    assert answer.code == 1
    assert (
        "by hand: setup.py:6: version: is computed: `os.environ['V']`; `kit.__version__` is a literal"
        in answer.out
    )
    assert "by hand: setup.py:7: ext_modules: is computed" in answer.out
    assert (folder / "setup.py").read_text() == script
    document = written(folder)
    assert document["project"] == {"name": "kit", "dependencies": ["x"], "dynamic": ["version"]}
    assert document["build-system"]["build-backend"] == "setuptools.build_meta:__legacy__"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("from setuptools import setup\nimport x\nsetup(name=x.name())\n", "setup.py:3: name: is computed"),
        ("from setuptools import setup\nimport x\nsetup(**x.words)\n", "setup.py:3: **: is computed"),
        ("import x\nx.setup()\n", "there is no call of `setup()`"),
        ("from setuptools import setup\nsetup(name='a')\nsetup(name='b')\n", "several calls"),
        ("print 'Python 2'\n", "setup.py:1: **: this Python cannot read it"),
        (
            "from setuptools import setup\nimport sys\nif sys.argv:\n    setup(name='a')\n",
            "it depends on `sys.argv`",
        ),
    ],
)
def test_too_much_computed_leaves_all_as_it_is(
    project: Make, convert: Callable[..., Any], script: str, said: str
) -> None:
    folder = project({"setup.py": script})
    answer = convert()
    assert (answer.code, said in answer.out) == (1, True), answer.out
    assert [path.name for path in folder.iterdir()] == ["setup.py"]


def test_setup_cfg_loses_what_was_moved_and_keeps_the_rest(
    project: Make, convert: Callable[..., Any]
) -> None:
    configuration = """\
[metadata]
name = kit
version = attr: kit.VERSION
long_description = file: README.md, NEWS.md
long-description-content-type = text/markdown
license = BSD
license_files =
    LICENSE*
classifiers =
    Topic :: Utilities

[options]
packages = find_namespace:
package_dir =
    = src
include_package_data = True
install_requires =
    a>=1; \\
        os_name == "nt"
    b

[options.packages.find]
where = src

[options.extras_require]
all = c; d

[options.entry_points]
console_scripts =
    kit = kit:main

[flake8]
max-line-length = 100

[bdist_wheel]
universal = 1
"""
    pyproject = """\
# How it is built.
[build-system]
requires = ["setuptools>=40", "wheel"]

# Style.
[tool.black]
x = 1 # why
"""
    folder = project(
        {
            "setup.cfg": configuration,
            "pyproject.toml": pyproject,
            "setup.py": "import setuptools\nsetuptools.setup()\n",
        }
    )
    answer = convert()
    assert answer.code == 1
    assert "by hand: setup.cfg:6: license: `BSD` does not say which licence" in answer.out
    assert not (folder / "setup.py").exists()
    assert (folder / "setup.cfg").read_text() == configuration[configuration.index("[flake8]") :]
    text = (folder / "pyproject.toml").read_text()
    assert text.startswith("# How it is built.\n[build-system]\n")
    assert text.index("[project]") < text.index("# Style.\n[tool.black]\nx = 1 # why\n")
    document = tomllib.loads(text)
    assert document["build-system"]["requires"] == ["setuptools>=77", "wheel"]
    assert document["project"] == {
        "name": "kit",
        "license": {"text": "BSD"},
        "classifiers": ["Topic :: Utilities"],
        "dependencies": ['a>=1; os_name == "nt"', "b"],
        "optional-dependencies": {"all": ["c", "d"]},
        "scripts": {"kit": "kit:main"},
        "dynamic": ["version", "readme"],
    }
    assert document["tool"]["setuptools"] == {
        "license-files": ["LICENSE*"],
        "package-dir": {"": "src"},
        "packages": {"find": {"where": ["src"], "namespaces": True}},
        "dynamic": {
            "version": {"attr": "kit.VERSION"},
            "readme": {"file": ["README.md", "NEWS.md"], "content-type": "text/markdown"},
        },
    }


POETRY = """\
[tool.poetry]
name = "kit"
version = "1.0"
description = "Tools."
authors = ["Ada Lovelace <ada@example.org>", "Nobody"]
license = "MIT"
readme = "README.md"
homepage = "https://example.org"
packages = [{ include = "kit" }]  # the only one

[tool.poetry.dependencies]
python = "^3.9"
requests = "^2.28"
rich = { version = ">=13", optional = true }
unused = { version = "*", optional = true }

[tool.poetry.extras]
colours = ["Rich"]

[tool.poetry.group.dev.dependencies]
pytest = "~8.0"

[tool.poetry.group.docs]
optional = true

[tool.poetry.group.docs.dependencies]
sphinx = "*"

[tool.poetry.group.local.dependencies]
other = { path = "../other" }

[tool.poetry.scripts]
kit = "kit.cli:main"

[tool.poetry.plugins."kit.plugins"]
x = "kit.x:X"

[tool.black]
line-length = 100

[build-system]
requires = ["poetry-core>=1.0.0"]
build-backend = "poetry.core.masonry.api"
"""


def test_poetry(project: Make, convert: Callable[..., Any]) -> None:
    folder = project({"pyproject.toml": POETRY})
    answer = convert()
    assert answer.code == 1
    place = "pyproject.toml:30: group.local.dependencies.other"
    reason = "a dependency specifier cannot say `path`: the group stays with Poetry"
    assert answer.out.splitlines()[1:] == [f"by hand: {place}: {reason}"]
    assert "`unused` was optional and in no extra" in answer.err
    document = written(folder)
    assert document["build-system"]["requires"] == ["poetry-core>=2.2,<3"]
    assert document["project"] == {
        "name": "kit",
        "version": "1.0",
        "description": "Tools.",
        "readme": "README.md",
        "requires-python": ">=3.9,<4.0",
        "license": "MIT",
        "authors": [{"name": "Ada Lovelace", "email": "ada@example.org"}, {"name": "Nobody"}],
        "dependencies": ["requests>=2.28,<3.0"],
        "optional-dependencies": {"colours": ["rich>=13"]},
        "urls": {"Homepage": "https://example.org"},
        "scripts": {"kit": "kit.cli:main"},
        "entry-points": {"kit.plugins": {"x": "kit.x:X"}},
        "dynamic": ["classifiers"],
    }
    assert document["dependency-groups"] == {"dev": ["pytest>=8.0,<8.1"], "docs": ["sphinx"]}
    assert document["tool"]["poetry"] == {
        "packages": [{"include": "kit"}],
        "group": {"docs": {"optional": True}, "local": {"dependencies": {"other": {"path": "../other"}}}},
    }
    assert document["tool"]["black"] == {"line-length": 100}
    assert "# the only one" in (folder / "pyproject.toml").read_text()


def test_a_dependency_without_translation_leaves_all_with_poetry(
    project: Make, convert: Callable[..., Any]
) -> None:
    folder = project({"pyproject.toml": POETRY.replace('"^2.28"', '"^1 || ^3"')})
    assert "dependencies.requests: PEP 440 cannot say `^1 || ^3`" in convert().out
    document = written(folder)
    assert document["project"]["dynamic"] == ["classifiers", "dependencies", "optional-dependencies"]
    assert document["tool"]["poetry"]["dependencies"]["requests"] == "^1 || ^3"
    assert document["tool"]["poetry"]["extras"] == {"colours": ["Rich"]}


def test_a_dry_run_prints_a_diff_that_git_applies(project: Make, convert: Callable[..., Any]) -> None:
    folder = project({"setup.py": SETUP, "README.rst": "x", "kit/__init__.py": "__version__ = '1.0'\n"})
    diff = convert("--dry-run").out
    assert (folder / "setup.py").exists()
    subprocess.run(["git", "apply", "-"], input=diff, text=True, check=True)
    assert not (folder / "setup.py").exists()
    applied = (folder / "pyproject.toml").read_bytes()
    (folder / "pyproject.toml").unlink()
    (folder / "setup.py").write_text(SETUP)
    convert()
    assert (folder / "pyproject.toml").read_bytes() == applied


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"README": ""}, "neither setup.py nor setup.cfg"),
        ({"pyproject.toml": "[tool.poetry\n"}, "pyproject.toml:1: not valid TOML"),
        ({"setup.cfg": "name = x\n"}, "setup.cfg cannot be read"),
    ],
)
def test_what_cannot_be_converted(
    project: Make, convert: Callable[..., Any], files: dict[str, str], said: str
) -> None:
    project(files)
    answer = convert()
    assert (answer.code, said in answer.err) == (2, True), answer.err


def test_nothing_is_written_that_changes_the_wheel(
    project: Make, convert: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"setup.py": SETUP, "README.rst": "x", "kit/__init__.py": "__version__ = '1.0'\n"})
    changed = Difference(Aspect.METADATA, "summary", "Tools.", None)
    intended = Difference(Aspect.METADATA, "license-expression", None, "MIT")
    monkeypatch.setattr(proof, "_wheel", lambda folder, *_: folder)
    monkeypatch.setattr(proof, "compare", lambda *_: (changed, intended))
    answer = convert(".")
    assert answer.code == 1
    assert answer.out == "the wheel would change: metadata `summary`: only the first has `Tools.`\n"
    assert (folder / "setup.py").exists()
    document = json.loads(convert(".", "--format", "json").out)
    schema = json.loads(resources.files("dovetail.cli").joinpath("convert.schema.json").read_bytes())
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    assert document["proof"]["differences"][0]["name"] == "summary"
    assert document["proof"]["intended"][0]["after"] == "MIT"
    assert document["written"] is False

    def fails(*_: object) -> str:
        raise BuildError("the backend failed", output="why\n")

    monkeypatch.setattr(proof, "_wheel", fails)
    answer = convert(".")
    assert (answer.code, answer.out) == (
        1,
        "not verified: the project cannot be built as it is: the backend failed: why\n",
    )
    assert convert(".", "--no-verify").code == 0
    assert not (folder / "setup.py").exists()
