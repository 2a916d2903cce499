"""Entries with a finder that is none of Python's own: what it answers only running it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planted_hooks import plant

from dovetail.environment.document import from_json, to_json
from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.interpreter import from_interpreter
from dovetail.environment.tables import from_version
from dovetail.modules.resolution import Confidence
from dovetail.modules.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.environment.environment import Environment

HOOK = """
import sys
class Finder:
    @staticmethod
    def find_spec(name, target=None):
        return None
def hook(entry):
    if entry != "special":
        raise ImportError
    return Finder
sys.path_hooks.insert(0, hook)
sys.path.append("special")
__import__("importlib.util").util.find_spec("nowhere_at_all")
"""


def made(folder: Path, finder: str | None) -> Environment:
    plant(folder, {"one/a.py": "", "two/a.py": "", "two/b.py": "", "three/b.py": "", "three/c.py": ""})
    entries = (PathEntry(str(folder / name), Provenance.PYTHONPATH) for name in ("one", "two", "three"))
    environment = from_version((3, 13), "linux")._replace(search_path=tuple(entries))
    return environment._replace(finders={str(folder / "two"): finder})


def test_a_finder_of_a_program(tmp_path: Path) -> None:
    environment = made(tmp_path, "x.Finder")
    assert from_json(to_json(environment)) == environment
    before, behind, nowhere = (resolve(name, environment) for name in ("a", "b", "d"))
    assert (before.origin, before.confidence) == (str(tmp_path / "one/a.py"), Confidence.EXACT)
    assert (behind.origin, behind.confidence) == (str(tmp_path / "three/b.py"), Confidence.UNKNOWN)
    assert (nowhere.found, nowhere.confidence) == (False, Confidence.UNKNOWN)
    assert "x.Finder" in behind.reason


def test_no_finder_at_all(tmp_path: Path) -> None:
    answer = resolve("b", made(tmp_path, None))
    assert (answer.origin, answer.confidence) == (str(tmp_path / "three/b.py"), Confidence.EXACT)
    assert "has no finder in sys.path_importer_cache" in [candidate.reason for candidate in answer.trace]


def test_an_interpreter_that_is_asked(venv: Path, site: Path) -> None:
    assert from_interpreter(str(venv / "bin/python"), variables={}).finders == {}
    plant(site, {"foreign.py": HOOK, "foreign.pth": "import foreign\n"})
    environment = from_interpreter(str(venv / "bin/python"), variables={})
    assert environment.finders == {"special": "foreign.Finder"}
    assert resolve("nowhere", environment).confidence is Confidence.UNKNOWN
