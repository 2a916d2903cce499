"""Dovetail and CPython agree on every form of import: what runs, and of which kind each import is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from differences import DIFFERENCES
from forms import CASES

if TYPE_CHECKING:
    from pathlib import Path

    from forms.case import Case


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    """One form of import."""
    return CASES[request.param]


@pytest.fixture
def tree(case: Case, tmp_path: Path) -> Path:
    """The package of ``case`` on disk."""
    root = tmp_path / "tree"
    root.mkdir()
    case.plant(root)
    return root


def test_dovetail_loads_what_cpython_loads(
    case: Case, tree: Path, oracle: Any, dovetail_says: Any, request: pytest.FixtureRequest
) -> None:
    if not case.can_run_on():
        pytest.skip(f"needs Python {case.python}")
    expected = oracle.ask(tree, case.entry)
    assert expected.error is None, "the entry of a case can be imported"
    answer = dovetail_says(tree)
    different = DIFFERENCES.get(request.node.callspec.params["case"])
    if different is not None:
        assert sorted(answer.loaded_by(case.entry)) == sorted(different[0]) != sorted(expected.ran)
        return
    assert sorted(answer.loaded_by(case.entry)) == sorted(expected.ran)
    assert sorted(answer.loaded_by_query(case.entry)) == sorted(expected.ran)


def test_each_import_is_of_its_kind(case: Case, tree: Path, dovetail_says: Any) -> None:
    expected = case.expected_kinds()
    if not expected:
        pytest.skip("the case states no kinds")
    answer = dovetail_says(tree)
    assert {pair: answer.kinds(*pair) for pair in expected} == expected


def test_the_table_is_large_and_its_names_are_unique() -> None:
    assert len(CASES) >= 80
    assert len({case.name for case in CASES.values()}) == len(CASES)


def test_every_case_can_be_asked_of_cpython(tmp_path: Path, oracle: Any) -> None:
    """The table itself, without dovetail: no entry fails, and no expectation contradicts CPython."""
    for number, (name, case) in enumerate(CASES.items()):
        if not case.can_run_on():
            continue
        root = tmp_path / str(number)
        root.mkdir()
        case.plant(root)
        loaded = oracle.ask(root, case.entry)
        assert (name, loaded.error) == (name, None)
        for (importer, imported), kinds in case.expected_kinds().items():
            if importer in loaded.ran and kinds & {"eager", "implicit", "conditional+"}:
                assert imported in loaded.ran, f"{name}: {importer} -> {imported} runs"
