"""Random trees, each of whose modules is the first import of a fresh interpreter, and CPython's answer."""

from __future__ import annotations

import random
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from import_oracle import Oracle, as_ran, simulate
from random_imports import MODULES, grow

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = 60


def plant(seed: int, root: Path) -> None:
    for name, text in grow(random.Random(seed)).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_simulation_agrees_on_random_trees(seed: int, oracle: Oracle, tmp_path: Path) -> None:
    plant(seed, tmp_path)
    said = [as_ran(execution) for execution in simulate(oracle.environment, tmp_path, list(MODULES))]
    for entry, execution in zip(MODULES, said, strict=True):
        assert (entry, execution) == (entry, oracle.ask(tmp_path, entry))


def test_random_trees_are_worth_it(tmp_path: Path) -> None:
    """Enough of them work, and those that fail do so in many ways."""
    oracle = Oracle(sys.executable)
    outcomes: Counter[str] = Counter()
    for seed in range(SEEDS):
        root = tmp_path / str(seed)
        plant(seed, root)
        for entry in MODULES:
            failure = oracle.ask(root, entry).failure
            words = "works" if failure is None else f"{failure.type} {'partially' in failure.message}"
            outcomes[words] += 1
    oracle.close()
    assert outcomes["works"] > SEEDS * len(MODULES) / 5
    assert outcomes["ImportError True"] > SEEDS * len(MODULES) / 10
    assert len(outcomes) >= 7
