"""The scripts of ``benchmarks``, as modules: tests use the measures that the scripts apply to real code."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

_FOLDER = Path(__file__).parent.parent / "benchmarks"


def load(name: str) -> ModuleType:
    """Import ``benchmarks/NAME.py``; the folder itself is not put on the search path."""
    spec = importlib.util.spec_from_file_location(name, _FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    # A dataclass looks its module up by name.
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
