"""Dovetail finds what CPython finds, on each CPython that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cases import CASES

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.modules.resolution import Found
from dovetail.modules.resolve import Resolver

if TYPE_CHECKING:
    from pathlib import Path

    from interpreters import Oracle
    from tree import Case

    from dovetail.modules.resolution import Resolution


def as_spec(answer: Resolution) -> Any:
    """Return a resolution in the words of the oracle."""
    if not answer.found:
        return None
    locations = answer.submodule_search_locations
    kind = answer.kind
    if kind is Found.ALIAS:  # the oracle says what the module is, not how it came to its name
        kind = Found.FROZEN if answer.origin == "frozen" else Found.SOURCE
    return [str(kind), answer.origin, None if locations is None else list(locations)]


def without_trace(answer: Resolution) -> Resolution:
    """Return what a name leads to, without how it was found."""
    return answer._replace(trace=(), next=None, ancestors=tuple(map(without_trace, answer.ancestors)))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_found(case: Case, oracle: Oracle, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    environment = oracle.environment
    tag = environment.extension_suffixes[0].lstrip(".").rpartition("-x86")[0]
    case.plant(root, environment.extension_suffixes[0], tag)
    entries = case.entries(root)
    names = case.names.split(" ")
    expected = oracle.find(entries, names, str(root))
    first = tuple(PathEntry(entry, Provenance.PYTHONPATH) for entry in entries)
    environment = environment._replace(search_path=(*first, *environment.search_path), folder=str(root))
    resolver, fast = Resolver(environment), Resolver(environment, traced=False)
    for name, right in zip(names, expected, strict=True):
        answer = resolver.resolve(name)
        # A parent that is missing or no package, and a broken archive, end with an exception; so does a name
        # that begins with a dot.
        assert as_spec(answer) == (None if isinstance(right, str) else right), name
        assert answer.name == name
        assert without_trace(fast.resolve(name)) == without_trace(answer)
        assert fast.package_path(answer) == resolver.package_path(answer)
        if answer.found:
            assert answer.trace
        else:
            assert answer.reason
