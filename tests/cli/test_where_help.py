"""Situations in which an import fails or finds another module: the error, what `where` says, and the cure.

Python is asked before and after: what the help says is done, and must help.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

PROJECT = "[project]\nname = 'shop'\nversion = '1'\n"
SITE = "SITE"
"""Stands for site-packages in the paths of a situation."""


class Situation(NamedTuple):
    """What is there, what is asked, what is said, and what is done then."""

    files: Mapping[str, str]
    program: str
    name: str
    message: str
    help: str
    cure: Mapping[str, str | None] = {}
    """Files to write, and to remove."""
    variables: Mapping[str, str] = {}
    cured_program: str = ""
    script: str = ""


def _distribution(name: str, *files: str) -> dict[str, str]:
    folder = f"{SITE}/{name.replace('-', '_')}-1.0.dist-info"
    return {
        **{f"{SITE}/{file}": "" for file in files},
        f"{folder}/METADATA": f"Name: {name}\nVersion: 1.0\n",
        f"{folder}/RECORD": "".join(f"{file},,\n" for file in files),
    }


SITUATIONS = {
    "a script hides the standard library": Situation(
        {"random.py": ""},
        "from random import choice",
        "random",
        "hides `random` of the standard library, ",
        "rename BASE/random.py: ",
        {"random.py": None},
    ),
    "a package hides the standard library": Situation(
        {"email/__init__.py": ""},
        "import email.mime",
        "email.mime",
        "`email` is BASE/email/__init__.py; ",
        "rename BASE/email",
        {"email/__init__.py": None},
    ),
    "src layout": Situation(
        {"src/shop/__init__.py": "", "pyproject.toml": PROJECT},
        "import shop",
        "shop",
        "BASE/src/shop/__init__.py is there, and BASE/src is not on the search path",
        "run Python with PYTHONPATH=BASE/src",
        variables={"PYTHONPATH": "BASE/src"},
    ),
    "a script within a package": Situation(
        {"app/__init__.py": "", "app/helpers.py": ""},
        "import helpers",
        "helpers",
        "BASE/app/helpers.py is there, and BASE/app is not on the search path",
        "write `app.helpers`",
        cured_program="import app.helpers",
    ),
    "a folder without __init__ loses": Situation(
        {"config/settings.py": "", **_distribution("config", "config/__init__.py")},
        "import config.settings",
        "config.settings",
        "BASE/config, which has `settings`, loses to it: it has no __init__.py",
        "create BASE/config/__init__.py",
        {"config/__init__.py": ""},
    ),
    "a module beside a folder": Situation(
        {"shop.py": "", "shop/orders.py": ""},
        "import shop.orders",
        "shop.orders",
        "`shop` is BASE/shop.py; BASE/shop, which has `orders`, loses to it",
        "move BASE/shop.py to BASE/shop/__init__.py",
        {"shop.py": None, "shop/__init__.py": ""},
    ),
    "another case": Situation(
        {"Shop.py": ""},
        "import shop",
        "shop",
        "`Shop` is there, and upper and lower case are not the same",
        "write `Shop`",
        cured_program="import Shop",
    ),
    "only bytecode in a cache": Situation(
        {"__pycache__/shop.cpython-311.pyc": ""},
        "import shop",
        "shop",
        "BASE/shop.py was there once: ",
        "bring the source back",
        {"shop.py": ""},
    ),
    "another build": Situation(
        {"fast.cpython-32-x86_64-linux-gnu.so": ""},
        "import fast",
        "fast",
        "BASE/fast.cpython-32-x86_64-linux-gnu.so is built for another Python: this one takes .cpython-3",
        "build it anew with this Python",
    ),
    "the name of the project differs": Situation(
        {}, "import osgeo", "osgeo", "the distribution GDAL provides it", "-m pip install GDAL`"
    ),
    "the name of the project is no module": Situation(
        _distribution("beautifulsoup4", "bs4/__init__.py"),
        "import beautifulsoup4",
        "beautifulsoup4",
        "beautifulsoup4 1.0 is installed, and what it provides is `bs4`",
        "write `bs4`: ",
        cured_program="import bs4",
    ),
    "a letter is missing": Situation(
        {"shop/__init__.py": "", "shop/orders.py": ""},
        "import shop.order",
        "shop.order",
        "`shop.orders` is there, and is spelled alike",
        "if it was meant, write `shop.orders`",
        cured_program="import shop.orders",
    ),
    "only stubs": Situation(
        _distribution("types-requests", "requests-stubs/__init__.pyi"),
        "import requests",
        "requests",
        "types-requests 1.0 has only stubs",
        "install requests itself: ",
    ),
    "not of this version": Situation(
        {},
        "import formatter",
        "formatter",
        "it was of the standard library, and is removed from it since Python 3.10",
        "replace it",
    ),
    "a file is no name": Situation(
        {"tool.py": ""},
        "__import__('tool.py')",
        "tool.py",
        "BASE/tool.py is a file, and no name of a module",
        "`dovetail modules --of tool.py` says under which names it is imported",
        cured_program="import tool",
    ),
    "a hyphen": Situation(
        {},
        "__import__('my-tool')",
        "my-tool",
        "it is no dotted name of identifiers",
        "if it is the name of a project, its modules have others",
    ),
    "nobody has it": Situation(
        {}, "import nowhere", "nowhere", "no distribution in BASE/.venv/", "-m pip install PROJECT`"
    ),
}
UNEXPECTED = {
    "two distributions": Situation(
        {**_distribution("jwt", "jwt/__init__.py"), **_distribution("PyJWT", "jwt/__init__.py")},
        "from jwt import encode",
        "jwt",
        "PyJWT 1.0 and jwt 1.0 both have this file",
        "-m pip uninstall PyJWT jwt`",
    ),
    "left over in site-packages": Situation(
        {f"{SITE}/markdown/user.cfg": ""},
        "from markdown import markdown",
        "markdown",
        "belongs to no distribution and has no __init__.py: it may be left over",
        "remove it, and install what it was of",
    ),
    "only a folder": Situation(
        {"docs/index.md": ""},
        "from docs import build",
        "docs",
        "BASE/docs is only a folder: nothing in it can be imported",
        "if a distribution was meant, it is not installed",
    ),
    "too late to hide the standard library": Situation(
        {"os.py": "mine = 1\n"},
        "from os import mine",
        "os",
        "that of the standard library is found, not BASE/os.py: it is loaded when Python starts",
        "rename BASE/os.py",
    ),
    "hides a distribution": Situation(
        {"jwt.py": "", **_distribution("jwt", "jwt/__init__.py")},
        "from jwt import encode",
        "jwt",
        "hides that of jwt 1.0, ",
        "if that one was meant: rename BASE/jwt.py",
    ),
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the environment of the tests counts, nor does what is installed for them."""
    for name in ("PYTHONPATH", "PYTHONSAFEPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "HOME", "PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("dovetail.environment.elsewhere.sys.prefix", "/nowhere")


@pytest.fixture
def project(folder: Any) -> Callable[[Mapping[str, str]], Path]:
    """Make the files of a situation beside and in a new virtual environment."""

    def made(files: Mapping[str, str]) -> Path:
        base: Path = folder({})
        subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", ".venv"], check=True)
        (site,) = base.glob(".venv/lib/*/site-packages")
        folder({path.replace(SITE, str(site.relative_to(base))): text for path, text in files.items()})
        return base

    return made


def _runs(base: Path, program: str, variables: Mapping[str, str] = {}) -> bool:
    command = [os.fspath(base / ".venv/bin/python"), "-B", "-c", program]
    env = {name: value.replace("BASE", str(base)) for name, value in variables.items()}
    return subprocess.run(command, cwd=base, env=env, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("title", [*SITUATIONS, *UNEXPECTED])
def test_a_situation(title: str, project: Any, say: Any, conforms: Any) -> None:
    it = {**SITUATIONS, **UNEXPECTED}[title]
    base = project(it.files)
    assert not _runs(base, it.program), "Python must fail, or there is nothing to explain"
    said = say("where", it.name)
    assert (said.code, said.err) == (1 if f"`{it.name}` is not found" in said.out else 0, "")
    lines = said.out.replace(str(base), "BASE").splitlines()
    assert it.message in lines[1], "the cause stands below the answer"
    help_ = [line for line in lines if line.startswith("help: ")]
    assert it.help in help_[0]
    assert lines.index(help_[0]) > lines.index("Looked at, in order:")
    document = json.loads(say("where", it.name, "--format", "json").out)
    conforms(document, "cli/where.schema.json")
    assert f"help: {document['advice'][0]['help']}".replace(str(base), "BASE") == help_[0]
    if it.cure or it.variables or it.cured_program:
        for path, text in it.cure.items():
            if text is None:
                (base / path).unlink()
            else:
                (base / path).write_text(text)
        assert _runs(base, it.cured_program or it.program, it.variables), "the help must help"


def test_a_script_that_needs_the_folder_above(project: Any, say: Any) -> None:
    base = project({"app/__init__.py": "", "app/core.py": "", "app/main.py": "from app import core\n"})
    python = os.fspath(base / ".venv/bin/python")
    assert subprocess.run([python, "app/main.py"], cwd=base, capture_output=True, check=False).returncode
    said = say("where", "app.core", "--script", "app/main.py")
    assert said.out.splitlines()[1] == f"  {base}/app/core.py is there, and {base} is not on the search path"
    help_ = f"help: start the script as a module: `cd {base}`, then `python -m app.SCRIPT`"
    assert help_ in said.out.splitlines()
    subprocess.run([python, "-m", "app.main"], cwd=base, check=True)


@pytest.mark.parametrize("name", [".pricing", "..", "", "shop..x", "shop.\0", "a/../b"])
def test_strange_names(name: str, project: Any, say: Any) -> None:
    project({"shop/__init__.py": ""})
    said = say("where", name)
    assert (said.code, said.err) == (1, "")
    assert ("help: " in said.out) == bool(name)


def test_in_another_environment(project: Any, say: Any) -> None:
    base = project({})
    (base / ".venv").rename(base / "other")
    project(_distribution("requests", "requests/__init__.py"))
    (base / ".venv").rename(base / "full")
    (base / "other").rename(base / ".venv")
    said = say("where", "requests")
    message = f"  requests 1.0 has it, in another environment than this one: {base}/full"
    assert said.out.splitlines()[1] == message
    assert f"help: install it in this one, `{base}/.venv/bin/python -m pip install requests`" in said.out
    said = say("where", "requests", "--python", "full")
    assert (said.code, "help: " in said.out) == (0, False)


def test_an_editable_install_of_what_was_moved(project: Any, say: Any) -> None:
    direct = json.dumps({"url": "file:///nowhere/shop", "dir_info": {"editable": True}})
    files = _distribution("shop", "__editable__.shop-1.0.pth")
    files |= {f"{SITE}/__editable__.shop-1.0.pth": "/nowhere/shop/src\n"}
    project(files | {f"{SITE}/shop-1.0.dist-info/direct_url.json": direct})
    said = say("where", "shop")
    line = "  shop 1.0 is an editable install of /nowhere/shop, which does not exist"
    assert said.out.splitlines()[1] == line
    assert "help: install it anew from the folder where it is now: " in said.out
    said = say("where", "another")
    assert said.out.splitlines()[1] == f"{line}: `another` may be in it"


def test_another_python_in_the_shell(project: Any, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    project(_distribution("requests", "requests/__init__.py"))
    folder = os.path.dirname(sys.executable)
    monkeypatch.setenv("PATH", folder)
    said = say("where", "requests")
    assert f"help: if the import fails all the same: `python` in this shell is {folder}/python" in said.out
    monkeypatch.setenv("PATH", os.path.abspath(".venv/bin"))
    assert "help: " not in say("where", "requests").out


@pytest.mark.usefixtures("folder")
def test_where_nothing_is_wrong_there_is_no_help(project: Any, say: Any) -> None:
    project({"shop/__init__.py": "", "shop/orders.py": "", "space/part.py": ""})
    for name in ("shop", "shop.orders", "space", "json", "sys", "os.path"):
        assert "help: " not in say("where", name).out, name
