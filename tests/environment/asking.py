"""What the interpreter of a virtual environment finds, and where dovetail says something else."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from dovetail.modules.resolve import Resolver

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.environment.environment import Environment
    from dovetail.modules.resolution import Resolution

ASK = """
import importlib.util, json, sys
answers = {}
for name in json.loads(sys.argv[1]):
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, OSError):  # of a parent: it is no package, or its file is gone
        spec = None
    places = spec and spec.submodule_search_locations
    answers[name] = spec and [spec.origin, None if places is None else list(places)]
print(json.dumps(answers))
"""


def asked(venv: Path, folder: Path, names: list[str]) -> dict[str, Any]:
    """Return what the interpreter finds: the file and the ``__path__`` of each name."""
    command = [str(venv / "bin" / "python"), "-c", ASK, json.dumps(names)]
    result = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    answers: dict[str, Any] = json.loads(result.stdout)
    return answers


def as_asked(answer: Resolution) -> Any:
    locations = answer.submodule_search_locations
    return [answer.origin, None if locations is None else list(locations)] if answer.found else None


def differences(
    environment: Environment, right: dict[str, Any], *, ordered: bool = True
) -> dict[str, tuple[Any, Any]]:
    """Return the names for which dovetail and the interpreter differ, with both answers."""
    resolver, fast = Resolver(environment), Resolver(environment, traced=False)
    found = {}
    for name, expected in right.items():
        answer = as_asked(resolver.resolve(name))
        assert as_asked(fast.resolve(name)) == answer, name
        if not ordered and expected and answer and expected[1] and answer[1]:
            expected[1].sort()
            answer[1].sort()
        if answer != expected:
            found[name] = (answer, expected)
    return found
