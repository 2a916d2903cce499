from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.append(str(Path(__file__).parents[1] / "modules"))

from import_oracle import Oracle
from interpreters import RUNNING, VERSIONS, required

if TYPE_CHECKING:
    from collections.abc import Iterator

THIS = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="session", params=[RUNNING, *(version for version in VERSIONS if version != THIS)])
def oracle(request: pytest.FixtureRequest) -> Iterator[Oracle]:
    """An interpreter to ask."""
    oracle = Oracle(required(request.param))
    yield oracle
    oracle.close()


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all trees, each below its name."""
    return tmp_path_factory.mktemp("trees")
