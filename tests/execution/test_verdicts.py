"""Verdicts on cycles, and the repairs that are offered: CPython says whether they hold."""

import subprocess
import sys
from pathlib import Path

import pytest
from planted_trees import Tree, trees

from dovetail import Project
from dovetail.execution.account import Account
from dovetail.execution.repair import repairs
from dovetail.execution.verdict import Verdict

REPORTED = trees("reported")
CIRCULAR = {name: tree for name, tree in trees("trees").items() if name.startswith("circular/")}
WITHOUT_REPAIR = {
    "package_and_command_of_the_same_family",
    "packages_that_import_all_their_modules",
}
"""Those that no change of one file repairs."""


def planted(tree: Tree, folder: Path) -> Project:
    tree.plant(folder)
    (folder / ".git").mkdir()
    return Project.open(folder)


def imports(module: str, folder: Path) -> str:
    """What CPython says of an import: the last line of its traceback, empty if it works."""
    command = [
        sys.executable,
        "-I",
        "-B",
        "-c",
        f"import sys; sys.path.insert(0, {str(folder)!r}); import {module}",
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return run.stderr.strip().rpartition("\n")[2] if run.returncode else ""


@pytest.mark.parametrize("name", REPORTED)
def test_reported_failure_is_found_with_its_message(name: str, tmp_path: Path) -> None:
    tree = REPORTED[name]
    project = planted(tree, tmp_path)
    cycles = project.verdicts.cycles
    assert cycles
    failing = {entry for cycle in cycles for entry in cycle.fails}
    for entry, outcome in tree.entries.items():
        assert (entry in failing) == (outcome != "works"), entry
    for cycle in cycles:
        assert (cycle.verdict is Verdict.ORDER_DEPENDENT) == bool(cycle.works)
        for circle in cycle.circles:
            said = f"{circle.failure.type}: {circle.failure.message}"
            assert imports(circle.entry, tmp_path) == said


@pytest.mark.parametrize("name", [*REPORTED, *CIRCULAR])
def test_repairs_hold(name: str, tmp_path: Path) -> None:
    tree = REPORTED.get(name) or CIRCULAR[name]
    if tree.python > sys.version_info[:2]:
        pytest.skip("this Python cannot read it")
    project = planted(tree, tmp_path)
    account = Account(project.whole, project.verdicts)
    for cycle in project.verdicts.cycles:
        found = repairs(account, cycle)
        if name in REPORTED:
            assert bool(found) == (name.rpartition("/")[2] not in WITHOUT_REPAIR)
        for candidate in found:
            file = Path(candidate.file)
            before = file.read_bytes()
            file.write_text("\n".join(candidate.lines), encoding="utf-8")
            for entry in (*cycle.fails, *cycle.works):
                assert imports(entry, tmp_path) == "", candidate.sentence
            file.write_bytes(before)


@pytest.mark.parametrize("name", CIRCULAR)
def test_circular_tree_has_a_cycle_just_where_it_fails(name: str, tmp_path: Path) -> None:
    tree = CIRCULAR[name]
    if tree.python > sys.version_info[:2]:
        pytest.skip("this Python cannot read it")
    project = planted(tree, tmp_path)
    verdicts = project.verdicts
    failing = {entry for cycle in verdicts.cycles for entry in cycle.fails} | set(verdicts.failures)
    for entry, outcome in tree.entries.items():
        if outcome != "fails" and entry in verdicts.outcomes:
            assert (entry in failing) == (outcome != "works"), entry
