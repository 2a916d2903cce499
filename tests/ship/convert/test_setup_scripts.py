"""What a setup.py gives to `setup()`, as its text says it and as CPython comes to it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from setup_scripts import FILES, HEAD, SCRIPTS

from dovetail.ship.convert.script import read_script
from dovetail.ship.convert.value import FindPackages

RECORDER = Path(__file__).with_name("setup_recorder.py")


def known(folder: Path) -> tuple[dict[str, Any], set[str]]:
    calls = read_script((folder / "setup.py").read_text(), str(folder))
    assert len(calls) <= 1
    if not calls:
        return {}, set()
    values = {name: json.loads(json.dumps(plain(value))) for name, (value, _) in calls[0].known.items()}
    return values, set(calls[0].computed)


def plain(value: object) -> object:
    if isinstance(value, FindPackages):
        kind = "namespaces" if value.namespaces else "packages"
        return {"find": kind, "where": value.where, "exclude": value.exclude, "include": value.include}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def real(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-I", "-S", str(RECORDER)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    calls: list[dict[str, Any]] = json.loads(
        done.stdout[done.stdout.rindex("[{") :] if "[{" in done.stdout else "[]"
    )
    return calls[0] if calls else {}


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_is_known_is_what_cpython_comes_to(tmp_path: Path, name: str) -> None:
    text, computed = SCRIPTS[name]
    head = "" if text.startswith('"""') else HEAD
    write(tmp_path, FILES | {"setup.py": f"{head}{text}\n"})
    said, unknown = known(tmp_path)
    truth = real(tmp_path)
    assert said == {key: value for key, value in truth.items() if key in said}
    assert unknown <= computed
    assert truth.keys() - said.keys() == computed - {"**"}


@pytest.mark.parametrize(
    "text",
    [
        "x = 'a' * 10**9\nsetup(name=x)",
        "x = '%1000000000d' % 1\nsetup(name=x)",
        "x = '{:1000000000}'.format(1)\nsetup(name=x)",
        "x = ['a']\nfor i in range(10**9):\n    x += x\nsetup(name=x)",
        "def f():\n    return f()\nsetup(name=f())",
        "while True:\n    pass\nsetup(name='a', version=__import__('os').getcwd())",
        "setup(name=" + "(" * 150 + "'a'" + ")" * 150 + ")",
        "setup(name=" + "+".join(["'a'"] * 3000) + ")",
        "setup(name=open('/etc/passwd').read())",
        "setup(name=open('../outside').read())",
        "x = 'a,' * 1000\nfor i in 'a' * 100:\n    x = x.replace('a', x)\nsetup(name=x)",
    ],
)
def test_nothing_is_run_and_nothing_takes_long(tmp_path: Path, text: str) -> None:
    (tmp_path / "outside").write_text("")
    folder = tmp_path / "inside"
    write(folder, {"setup.py": HEAD + text})
    try:
        said, _ = known(folder)
    except RecursionError:  # CPython's own parser says it
        return
    assert said.get("name", "a") in ("a", "a" * 3000)


def test_packages_are_found_by_setuptools_itself(tmp_path: Path) -> None:
    text = "setup(a=find_packages('src', exclude=['x']), b=find_packages(include=['y*'], where='.'))\n"
    write(tmp_path, {"setup.py": HEAD + text})
    assert known(tmp_path)[0] == real(tmp_path)
