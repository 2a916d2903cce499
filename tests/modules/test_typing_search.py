"""Which file a type checker reads: by the typing specification, and as mypy has it where it follows that."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.tables import from_version
from dovetail.modules.resolution import Found, Outcome
from dovetail.modules.resolve import resolve
from dovetail.modules.typing_search import Step, Typed, find_types

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.environment.environment import Environment


class Tree(NamedTuple):
    """Files below ``stubs``, ``user`` and ``site``; a name, and what is read for it."""

    files: str
    name: str
    kind: Typed
    file: str | None
    step: Step | None = None
    as_mypy: bool = True
    """Whether mypy follows the specification here."""


USER, STUBS, INLINE = Step.USER_CODE, Step.STUB_PACKAGE, Step.INLINE_PACKAGE
TREES = {
    "user code": Tree("user/a.py", "a", Typed.SOURCE, "user/a.py", USER),
    "a stub beside its source": Tree("user/a.py user/a.pyi", "a", Typed.STUB, "user/a.pyi", USER),
    "a stub alone": Tree("user/a.pyi", "a", Typed.STUB, "user/a.pyi", USER),
    "a package before a module": Tree(
        "user/a/__init__.py user/a.pyi", "a", Typed.SOURCE, "user/a/__init__.py", USER
    ),
    "a stub in a package of source": Tree(
        "user/a/__init__.py user/a/b.pyi user/a/b.py", "a.b", Typed.STUB, "user/a/b.pyi", USER
    ),
    "stubs put first": Tree("stubs/a.pyi user/a.py", "a", Typed.STUB, "stubs/a.pyi", Step.STUBS),
    "stubs put first may be source": Tree(
        "stubs/a.py user/a.pyi", "a", Typed.SOURCE, "stubs/a.py", Step.STUBS
    ),
    "user code hides the standard library": Tree("user/json.py", "json", Typed.SOURCE, "user/json.py", USER),
    "the standard library": Tree(
        "site/json/__init__.py site/json/py.typed",
        "json",
        Typed.BUNDLED,
        None,
        Step.STANDARD_LIBRARY,
        as_mypy=False,  # it has no typeshed in this test
    ),
    "user code hides what is installed": Tree(
        "user/a.py site/a/__init__.py site/a/py.typed", "a", Typed.SOURCE, "user/a.py", USER
    ),
    "an installed package with py.typed": Tree(
        "site/a/__init__.py site/a/b.py site/a/py.typed", "a.b", Typed.SOURCE, "site/a/b.py", INLINE
    ),
    "py.typed counts for all that is below": Tree(
        "site/a/__init__.py site/a/b/__init__.py site/a/b/c.py site/a/py.typed",
        "a.b.c",
        Typed.SOURCE,
        "site/a/b/c.py",
        INLINE,
    ),
    "an installed package without py.typed": Tree(
        "site/a/__init__.py site/a/b.py", "a.b", Typed.UNTYPED, "site/a/b.py", INLINE
    ),
    "an installed module": Tree("site/a.py", "a", Typed.UNTYPED, "site/a.py", INLINE),
    "a stub package supersedes the inline types": Tree(
        "site/a-stubs/__init__.pyi site/a/__init__.py site/a/py.typed",
        "a",
        Typed.STUB,
        "site/a-stubs/__init__.pyi",
        STUBS,
    ),
    "a stub package for a package without types": Tree(
        "site/a-stubs/__init__.pyi site/a-stubs/b.pyi site/a/__init__.py site/a/b.py",
        "a.b",
        Typed.STUB,
        "site/a-stubs/b.pyi",
        STUBS,
    ),
    "a stub package for a module": Tree(
        "site/a-stubs/__init__.pyi site/a.py", "a", Typed.STUB, "site/a-stubs/__init__.pyi", STUBS
    ),
    "a stub package alone": Tree(
        "site/a-stubs/__init__.pyi", "a", Typed.STUB, "site/a-stubs/__init__.pyi", STUBS
    ),
    "a partial stub package has what it has": Tree(
        "site/a-stubs/__init__.pyi site/a-stubs/py.typed=partial site/a/__init__.py site/a/py.typed",
        "a",
        Typed.STUB,
        "site/a-stubs/__init__.pyi",
        STUBS,
    ),
    "of a partial stub package the rest is inline": Tree(
        "site/a-stubs/__init__.pyi site/a-stubs/py.typed=partial"
        " site/a/__init__.py site/a/b.py site/a/py.typed",
        "a.b",
        Typed.SOURCE,
        "site/a/b.py",
        INLINE,
    ),
    "of a partial stub package the rest may be untyped": Tree(
        "site/a-stubs/__init__.pyi site/a-stubs/py.typed=partial site/a/__init__.py site/a/b.py",
        "a.b",
        Typed.UNTYPED,
        "site/a/b.py",
        INLINE,
    ),
    "a stub package that is not partial lacks a module": Tree(
        "site/a-stubs/__init__.pyi site/a-stubs/py.typed site/a/__init__.py site/a/b.py site/a/py.typed",
        "a.b",
        Typed.NOT_FOUND,
        None,
        STUBS,
        as_mypy=False,  # it goes on to the inline package
    ),
    "a stub package of a namespace package": Tree(
        "site/n-stubs/a/__init__.pyi site/n/a/__init__.py site/n/b/__init__.py site/n/b/py.typed",
        "n.a",
        Typed.STUB,
        "site/n-stubs/a/__init__.pyi",
        STUBS,
    ),
    "its other parts may be inline": Tree(
        "site/n-stubs/a/__init__.pyi site/n/a/__init__.py site/n/b/__init__.py site/n/b/py.typed",
        "n.b",
        Typed.SOURCE,
        "site/n/b/__init__.py",
        INLINE,
    ),
    "py.typed within a namespace package": Tree(
        "site/n/a/__init__.py site/n/a/py.typed site/n/b/__init__.py",
        "n.a",
        Typed.SOURCE,
        "site/n/a/__init__.py",
        INLINE,
    ),
    "a part of a namespace package without py.typed": Tree(
        "site/n/a/__init__.py site/n/a/py.typed site/n/b/__init__.py",
        "n.b",
        Typed.UNTYPED,
        "site/n/b/__init__.py",
        INLINE,
    ),
    "a namespace package of the user": Tree("user/n/a.py", "n.a", Typed.SOURCE, "user/n/a.py", USER),
    "nothing": Tree("user/b.py", "a", Typed.NOT_FOUND, None),
    "a module has no submodules": Tree("user/a.py", "a.b", Typed.NOT_FOUND, None),
}


def plant(root: Path, files: str) -> Environment:
    for folder in ("stubs", "user", "site"):
        (root / folder).mkdir()
    for name in files.split():
        path, _, text = name.partition("=")
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"{text}\n" if text else "")
    entries = (
        PathEntry(str(root / "user"), Provenance.WORKING_DIRECTORY),
        PathEntry(str(root / "site"), Provenance.SITE_PACKAGES),
    )
    return from_version((3, 13), "linux")._replace(search_path=entries)


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_as_the_specification_has_it(tree: Tree, tmp_path: Path) -> None:
    environment = plant(tmp_path, tree.files)
    answer = find_types(tree.name, environment, [str(tmp_path / "stubs")])
    file = answer.file and os.path.relpath(answer.file, tmp_path)
    assert (answer.kind, file, answer.step) == (tree.kind, tree.file, tree.step)
    assert answer.reason or answer.file
    assert answer.looks


@pytest.mark.parametrize("tree", [t for t in TREES.values() if t.as_mypy], ids=lambda tree: tree.name)
def test_as_mypy_has_it(tree: Tree, tmp_path: Path) -> None:
    modulefinder = pytest.importorskip("mypy.modulefinder")
    from mypy.options import Options

    plant(tmp_path, tree.files)
    user, stubs, site = (str(tmp_path / name) for name in ("user", "stubs", "site"))
    paths = modulefinder.SearchPaths((user,), (stubs,), (site,), ())
    answer = modulefinder.FindModuleCache(paths, None, Options()).find_module(tree.name)
    if isinstance(answer, str):
        assert tree.file is not None
        assert answer == str(tmp_path / tree.file)
    else:
        expected = {"FOUND_WITHOUT_TYPE_HINTS": Typed.UNTYPED, "NOT_FOUND": Typed.NOT_FOUND}
        assert expected[answer.name] is tree.kind


def test_a_namespace_package_itself(tmp_path: Path) -> None:
    environment = plant(tmp_path, "user/n/a.py site/n/b/__init__.py")
    answer = find_types("n", environment)
    assert (answer.kind, answer.file) == (Typed.NAMESPACE_PACKAGE, str(tmp_path / "user/n"))


@pytest.mark.parametrize(
    "name", ["", ".", "a.", ".a", "a..b", "\0", "a/b", "\udcff", "a" * 9999, "a." * 999 + "a"]
)
def test_no_name_makes_it_raise(name: str, tmp_path: Path) -> None:
    answer = find_types(name, plant(tmp_path, "user/a/__init__.py"))
    assert not answer.found
    assert answer.reason


@pytest.mark.parametrize(
    ("files", "name", "kind"),
    [
        ("user/a.pyi", "a", Found.STUB_ONLY),
        ("site/a-stubs/__init__.pyi", "a", Found.STUB_ONLY),
        ("user/a.pyi site/a.py", "a", Found.SOURCE),
        ("user/a/__init__.py user/a/b.pyi", "a.b", Found.STUB_ONLY),
        ("user/a/__init__.pyi", "a", Found.NAMESPACE_PACKAGE),
        ("user/a.py", "b", Found.NOT_FOUND),
    ],
)
def test_what_only_a_stub_has_is_not_found(files: str, name: str, kind: Found, tmp_path: Path) -> None:
    answer = resolve(name, plant(tmp_path, files))
    assert answer.kind is kind
    assert answer.found == (kind not in (Found.STUB_ONLY, Found.NOT_FOUND))
    stubs = [candidate for candidate in answer.trace if candidate.kind is Found.STUB_ONLY]
    assert all(stub.outcome is Outcome.PASSED_OVER for stub in stubs)
    assert [stub.path for stub in stubs if str(stub.path) in answer.reason] == (
        [stubs[0].path] if kind is Found.STUB_ONLY else []
    )
