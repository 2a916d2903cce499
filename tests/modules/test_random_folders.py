"""Random folders and archives, each name that can be made of theirs, and CPython's answer."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from test_statements import as_spec, without_trace
from tree import Case, Content, Folder, Link, Zip

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.modules.resolve import Resolver

if TYPE_CHECKING:
    from pathlib import Path

    from interpreters import Oracle

PARTS = ("a", "b", "n")
SUFFIXES = ("EXT", ".abi3.so", ".so", ".py", ".pyc", ".pyi", ".PY", "")
ENTRIES = ("one", "two", "three", "x.zip", "x.zip/a", "nowhere", "=one", "=./two", "one/a", "=.")
NAMES = [
    *PARTS,
    *(f"{a}.{b}" for a in PARTS for b in PARTS),
    *(f"{a}.{b}.{c}" for a in PARTS for b in PARTS for c in PARTS),
]


def grow(rng: random.Random, prefix: str, depth: int) -> dict[str, Content]:
    """Return random files below ``prefix``; most are what an import can find."""
    files: dict[str, Content] = {}
    for part in PARTS:
        for suffix in SUFFIXES:
            if rng.random() > (0.45 if suffix in (".py", "") else 0.08):
                continue
            name = prefix + part + suffix
            if suffix or depth == 3 or rng.random() > 0.8:
                files[name] = rng.choice(["", "", "", Link("nowhere"), Folder(), Link("../two"), b"\xff"])
                continue
            inner: dict[str, Content] = {
                f"{name}/__init__{kind}": "" if rng.random() < 0.85 else Folder()
                for kind in (".py", ".pyc", "EXT")
                if rng.random() < 0.3
            }
            inner |= grow(rng, f"{name}/", depth + 1)
            files |= inner or {name: Folder()}
    return files


def archive(rng: random.Random) -> Zip:
    """Return an archive of random files, some of whose folders have entries of their own."""
    members: dict[str, str | bytes] = {}
    for name, content in grow(rng, "", 1).items():
        if isinstance(content, Folder):
            members[f"{name}/"] = ""
        elif isinstance(content, str | bytes) and not name.endswith(".pyc"):
            members[name] = content
        if "/" in name and rng.random() < 0.4:
            members[f"{name.rpartition('/')[0]}/"] = ""
    return Zip(members)


@pytest.mark.parametrize("seed", range(12))
def test_random_folders(seed: int, oracle: Oracle, tmp_path: Path) -> None:
    rng = random.Random(seed)
    files: dict[str, Content] = {"x.zip": archive(rng)}
    for entry in ("one/", "two/", "three/"):
        files |= grow(rng, entry, 0)
    path = rng.sample(ENTRIES, rng.randint(1, 7))
    case = Case(files, " ".join(NAMES), " ".join(path))
    environment = oracle.environment
    case.plant(tmp_path, environment.extension_suffixes[0], "none")
    entries = case.entries(tmp_path)
    right: list[Any] = oracle.find(entries, NAMES, str(tmp_path))
    first = tuple(PathEntry(entry, Provenance.PYTHONPATH) for entry in entries)
    environment = environment._replace(search_path=first, folder=str(tmp_path))
    resolver, fast = Resolver(environment), Resolver(environment, traced=False)
    for name, expected in zip(NAMES, right, strict=True):
        assert without_trace(fast.resolve(name)) == without_trace(resolver.resolve(name)), name
        # A parent whose file is empty bytecode or no text is found and cannot be run: nothing to compare.
        if not isinstance(expected, str) or expected == "ModuleNotFoundError":
            assert as_spec(resolver.resolve(name)) == (None if isinstance(expected, str) else expected), name
