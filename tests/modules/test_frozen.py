"""``-X frozen_modules=off``: what is frozen gives way to files, but for what the import system is made of."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.installation import from_venv
from dovetail.environment.interpreter import from_interpreter
from dovetail.modules.resolution import Found
from dovetail.modules.resolve import Resolver, resolve

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["__hello__", "runpy", "ntpath", "zipimport", "_frozen_importlib", "os", "os.path", "random"]
PROGRAM = """
import json, sys, importlib.util
sys.path.insert(0, sys.argv[1])
specs = [importlib.util.find_spec(name) for name in json.loads(sys.argv[2])]
print(json.dumps([spec.origin for spec in specs]))
"""


def test_without_frozen_modules(python: str, tmp_path: Path) -> None:
    for name in ("__hello__", "runpy", "ntpath", "zipimport", "_frozen_importlib", "os", "random"):
        (tmp_path / f"{name}.py").write_text("")
    flags = ("-I", "-X", "frozen_modules=off")
    command = [python, *flags, "-c", PROGRAM, str(tmp_path), json.dumps(NAMES)]
    expected = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    environment = from_interpreter(python, arguments=flags)
    first = PathEntry(str(tmp_path), Provenance.PYTHONPATH)
    resolver = Resolver(environment._replace(search_path=(first, *environment.search_path)))
    answers = [resolver.resolve(name) for name in NAMES]
    # A .pth file of the installation may have loaded more; that is in the answer of the interpreter too.
    assert [answer.origin for answer in answers] == expected
    frozen = {name for name, answer in zip(NAMES, answers, strict=True) if answer.origin == "frozen"}
    assert frozen >= {"zipimport", "_frozen_importlib"}
    assert ("runpy" in frozen) is False


def test_what_importlib_names_itself(python: str) -> None:
    environment = from_venv(python)
    program = "import importlib.util as u, sys; s = u.find_spec(sys.argv[1]); print(s.name, s.origin)"
    for name in ("importlib._bootstrap", "importlib._bootstrap_external"):
        said = subprocess.run([python, "-I", "-c", program, name], capture_output=True, text=True, check=True)
        answer = resolve(name, environment)
        assert said.stdout.split() == [answer.alias_of, answer.origin]
        assert (answer.name, answer.kind) == (name, Found.ALIAS)
        assert answer.next
        assert answer.next.path
        assert answer.next.path.endswith("_bootstrap.py" if name.endswith("p") else "_external.py")
