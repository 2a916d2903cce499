"""Modules that were written to break who reads them: the simulation ends, and executes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hostile_modules import HOSTILE, KNOTS, TRICKS, Hostile
from import_oracle import Oracle
from known_differences import HOSTILE as DIFFERENCES

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 10
KILOBYTES = 1 << 20
CHILD = Path(__file__).parent / "simulate_hostile.py"


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> Hostile:
    """A module that was written to do harm."""
    return HOSTILE[request.param]


@pytest.fixture(scope="module")
def cpython(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    """The interpreter that runs the tests, in a folder where it may do harm."""
    oracle = Oracle(sys.executable, folder=tmp_path_factory.mktemp("harm"))
    yield oracle
    oracle.close()


def plant(hostile: Hostile, root: Path) -> Path:
    """Write the module, with a statement at its beginning that makes a file."""
    root.mkdir()
    marker = f"open({str(root / 'marker')!r}, 'w').close()\n"
    # An encoding is declared in the first line or not at all.
    first, _, rest = hostile.text.partition("\n")
    text = f"{first}\n{marker}{rest}" if first.startswith("#") else marker + hostile.text
    for name, content in {"m.py": text, **hostile.files}.items():
        (root / name).write_text(content, encoding="utf-8")
    return root


def simulated(root: Path) -> dict[str, Any]:
    """What the simulation says, in a process of its own."""
    library = os.pathsep.join(path for path in sys.path if path)
    result = subprocess.run(
        [sys.executable, "-B", str(CHILD), str(root), "m"],
        cwd=root,
        env={"PYTHONPATH": library, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=SECONDS * 3,
        check=False,
    )
    assert result.returncode == 0, (result.returncode, result.stderr[-2000:])
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_simulation_ends_and_executes_nothing(hostile: Hostile, tmp_path: Path, cpython: Oracle) -> None:
    root = plant(hostile, tmp_path / "simulated")
    said = simulated(root)
    assert said["seconds"] <= SECONDS
    assert said["kilobytes"] <= KILOBYTES
    assert sorted(path.name for path in root.iterdir()) == sorted({"m.py", *hostile.files})
    known = next((DIFFERENCES[name] for name in DIFFERENCES if HOSTILE.get(name) is hostile), None)
    if hostile.ends is False:
        if known is not None and not said["unknowns"]:
            pytest.xfail(known)
        assert said["unknowns"]
    elif hostile.ends and not said["unknowns"]:
        ran = cpython.try_to_ask(plant(hostile, tmp_path / "executed"), "m")
        if ran is not None:
            failure = None if ran.failure is None else ran.failure.type
            agrees = (said["modules"], said["failure"]) == (sorted(set(ran.modules)), failure)
            if known is not None and not agrees:
                pytest.xfail(known)
            assert agrees, (said, ran)


def test_marker_is_made_by_who_executes(cpython: Oracle, tmp_path: Path) -> None:
    """The test above means something only if execution leaves a trace."""
    for number, hostile in enumerate((TRICKS["exec of text"], KNOTS["a module in itself"])):
        root = plant(hostile, tmp_path / str(number))
        cpython.try_to_ask(root, "m")
        assert (root / "marker").exists()


def test_many_ways_are_tried() -> None:
    assert len(HOSTILE) >= 150
    assert len({repr(hostile) for hostile in HOSTILE.values()}) == len(HOSTILE)
