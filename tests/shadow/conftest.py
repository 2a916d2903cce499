from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import dovetail

sys.path.append(str(Path(__file__).parents[1] / "modules"))

from interpreters import RUNNING, VERSIONS, required

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = os.path.dirname(os.path.dirname(dovetail.__file__))


@pytest.fixture(scope="session", params=[RUNNING, *VERSIONS])
def python(request: pytest.FixtureRequest) -> str:
    """An interpreter to follow, by its path."""
    return required(request.param)


@pytest.fixture
def shadow(tmp_path: Path) -> Callable[..., tuple[int, Any]]:
    """Run the tool in a folder of its own; give its exit code and its document."""

    def run(*command: str, options: tuple[str, ...] = ()) -> tuple[int, Any]:
        # Not by PYTHONPATH, which the followed processes would inherit.
        program = f"import sys; sys.path.insert(0, {SOURCE!r}); from dovetail.shadow.__main__ import main"
        words = ["--format", "json", *options, "--", *command]
        line = [sys.executable, "-c", f"{program}; sys.exit(main({words!r}))"]
        variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        result = subprocess.run(
            line, cwd=tmp_path, env=variables, capture_output=True, timeout=60, check=False
        )
        return result.returncode, json.loads(result.stdout) if result.stdout else result.stderr.decode()

    return run
