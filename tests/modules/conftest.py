from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from interpreters import RUNNING, VERSIONS, Oracle, required

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", params=[RUNNING, *VERSIONS])
def python(request: pytest.FixtureRequest) -> str:
    """An interpreter to ask, by its path."""
    return required(request.param)


@pytest.fixture(scope="session")
def oracle(python: str) -> Iterator[Oracle]:
    """The same, started."""
    oracle = Oracle(python)
    yield oracle
    oracle.close()
