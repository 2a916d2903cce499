"""Random loose modules that import each other, and the package of them: CPython does the same with both."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from dovetail.cli import main

NAMES = ("alpha", "beta", "gamma", "delta")
FORMS = (
    "import {0}",
    "import {0} as other_{0}",
    "import {0}, {1}",
    "import os, {0} as x_{0}, sys",
    "from {0} import name",
    "from {0} import name as name_of_{0}, late",
    "from {0} import *",
    "from {0} import (\n    name,  # why\n    late as l_{0},\n)",
    "try:\n    import {0}\nexcept ImportError:\n    {0} = None",
    "def function():\n    import {0}\n    return {0}.name\nresult_{0} = function()",
    "if True: import {0}; done = True",
    "import importlib; by_name = importlib.import_module('{0}').name",
    'from importlib import import_module\nalso = import_module("{0}")',
    "class Holder:\n    from {0} import name as held",
    "from {0} import missing",
)
SHOW = """
import sys
try:
    module = __import__({0!r}, fromlist=["name"])
except Exception as error:
    print(type(error).__name__, "partially initialized" in str(error), getattr(error, "name_from", None))
else:
    def plain(value):
        if hasattr(value, "__spec__"):
            return "module " + value.__name__.rpartition(".")[2]
        return value if isinstance(value, (str, bool)) else type(value).__name__
    print(sorted((name, plain(value)) for name, value in vars(module).items() if name[:2] != "__"))
print(sorted({{name.rpartition(".")[2] for name in sys.modules}} & {1!r}))
"""


def modules(seed: int) -> dict[str, str]:
    chosen = random.Random(seed)
    made = {}
    for name in NAMES:
        lines = [f'name = "{name}"']
        for _ in range(chosen.randint(0, 3)):
            others = chosen.sample([other for other in NAMES if other != name], 2)
            form = chosen.choice(FORMS if chosen.random() < 0.3 else FORMS[:-1])
            lines.insert(chosen.randint(0, len(lines)), form.format(*others))
        made[name] = "\n".join([*lines, 'late = "late"', ""])
    return made


def outcome(folder: Path, name: str) -> str:
    command = [sys.executable, "-c", SHOW.format(name, set(NAMES))]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("seed", range(8))
def test_the_package_imports_as_the_modules_did(folder: Path, seed: int) -> None:
    for name, text in modules(seed).items():
        (folder / f"{name}.py").write_text(text)
    code = main(["new", "package", "pack", "--from", *(f"{name}.py" for name in NAMES), "--flat"])
    assert code == 0
    for name in NAMES:
        assert outcome(folder / "pack", f"pack.{name}") == outcome(folder, name), modules(seed)[name]
