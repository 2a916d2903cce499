"""What the simulation of an import says of small trees, and what CPython does with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from import_oracle import Oracle, Ran, as_ran, simulate
from known_differences import TREES as DIFFERENCES
from planted_trees import Tree, trees

if TYPE_CHECKING:
    from pathlib import Path

TREES = {f"{folder}/{name}": tree for folder in ("trees", "reported") for name, tree in trees(folder).items()}
VERDICTS = {"_crashes": {False}, "_depends_on_the_order": {False, True}, "_harmless": {True}}
UNWANTED = re.compile(r"not_taken|no_\d")


class Asked(NamedTuple):
    """A tree on disk, and what the interpreter did with each of its entries."""

    tree: Tree
    root: Path
    ran: dict[str, Ran]


@pytest.fixture(params=TREES)
def asked(request: pytest.FixtureRequest, oracle: Oracle, planted: Path) -> Asked:
    """A tree that the interpreter can read."""
    tree = TREES[request.param]
    if oracle.version < tree.python:
        pytest.skip(f"needs Python {'.'.join(map(str, tree.python))}")
    root = planted / request.param
    if not root.exists():
        root.mkdir(parents=True)
        tree.plant(root)
    return Asked(tree, root, {entry: oracle.ask(root, entry) for entry in tree.entries})


def test_cpython_does_what_the_tree_claims(asked: Asked) -> None:
    for entry, claim in asked.tree.entries.items():
        failure = asked.ran[entry].failure
        outcome = "works" if failure is None else failure.type
        assert outcome == claim or (claim == "fails" and failure is not None), (entry, asked.ran[entry])
    ran = {name for ran in asked.ran.values() for name in ran.modules}
    # What the files are called says what happens to them; one that tells nothing is a mistake in the tree.
    assert not {name for name in ran if UNWANTED.match(name)}
    assert ran.issuperset(name for name in asked.tree.modules if name.startswith("taken"))


def test_simulation_agrees_with_cpython(asked: Asked, oracle: Oracle) -> None:
    executions = simulate(oracle.environment, asked.root, list(asked.ran))
    said = dict(zip(asked.ran, map(as_ran, executions), strict=True))
    reason = next((DIFFERENCES[name] for name in DIFFERENCES if TREES.get(name) is asked.tree), None)
    if reason is not None and said != asked.ran:
        pytest.xfail(reason)
    assert said == asked.ran


def test_trees_are_many_and_different() -> None:
    texts = [tuple(sorted(tree.files.items())) for tree in TREES.values()]
    assert len(texts) >= 360
    assert len(set(texts)) == len(texts)
    sentences = [tree.sentence for tree in TREES.values()]
    assert len(set(sentences)) == len(sentences)


def test_a_circle_is_entered_from_each_of_its_modules() -> None:
    beside = {"other", "counter", "stood_in", "main"}  # modules that are in no circle
    for name, tree in trees("trees").items():
        if not name.startswith("circular/") or "main" in tree.entries:
            continue
        inside = {name for name in tree.modules - beside if tree.text(name)}
        assert inside <= tree.entries.keys(), name
        works = {tree.entries[module] == "works" for module in inside}
        for verdict, claims in VERDICTS.items():
            if name.endswith(verdict):
                assert works == claims, name


def test_reported_failures_have_an_address_and_fail() -> None:
    reported = trees("reported")
    assert len(reported) >= 10
    for name, tree in reported.items():
        assert (tree.reported or "").startswith("https://github.com/"), name
        assert set(tree.entries.values()) - {"works"}, name
