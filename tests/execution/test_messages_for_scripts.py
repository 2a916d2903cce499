"""What Python 3.13 adds to a message when a module lies beside the script that was started."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from import_oracle import SERVER, Oracle, as_ran, simulate
from interpreters import VERSIONS, required
from known_differences import TREES as DIFFERENCES
from planted_trees import trees

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planted_trees import Tree

# Not -I, with which no message is added.
ARGUMENTS = ("-E", "-s", "-S", "-B")


@pytest.fixture(params=trees("scripts"))
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Tree:
    """A tree on disk."""
    tree = trees("scripts")[request.param]
    tree.plant(tmp_path)
    return tree


@pytest.fixture(params=VERSIONS)
def script(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Oracle]:
    """An interpreter that was started with a script beside the tree: its own program."""
    program = shutil.copy(SERVER, tmp_path / "script.py")
    oracle = Oracle(required(request.param), ARGUMENTS, program)
    yield oracle
    oracle.close()


def test_cpython_does_what_the_tree_claims(tree: Tree, script: Oracle) -> None:
    failures = {entry: script.ask(None, entry).failure for entry in tree.entries}
    assert {entry: failure and failure.type for entry, failure in failures.items()} == tree.entries
    added = {entry for entry, failure in failures.items() if failure and "renaming" in failure.message}
    assert (added != set()) == (script.version >= (3, 13))


def test_simulation_agrees_with_cpython(tree: Tree, script: Oracle, tmp_path: Path) -> None:
    environment = script.environment.for_script(str(tmp_path / "script.py"))
    executions = simulate(environment, None, list(tree.entries))
    said = dict(zip(tree.entries, map(as_ran, executions), strict=True))
    ran = {entry: script.ask(None, entry) for entry in tree.entries}
    if said != ran and script.environment.is_at_least(3, 13):
        pytest.xfail(DIFFERENCES["scripts"])
    assert said == ran
