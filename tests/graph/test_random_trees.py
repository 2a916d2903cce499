"""Dovetail and CPython agree on what runs, for trees that nobody thought of.

The blocks of ``forms`` nested at random. Modules import only those after them in ``ORDER``, so that no tree
depends on the order of a cycle, and a missing module is imported only where its failure is caught.
"""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

#: Files by the name of their module; each imports only what comes later.
ORDER = {
    "m": "m.py",
    "a": "a.py",
    "p": "p/__init__.py",
    "p.b": "p/b.py",
    "p.q": "p/q/__init__.py",
    "p.q.c": "p/q/c.py",
    "n.d": "n/d.py",
    "r": "r/__init__.py",
    "r.e": "r/e.py",
    "z": "z.py",
}
NAMES = list(ORDER)
PREAMBLE = "import sys, os, typing as t\nfrom typing import TYPE_CHECKING, TYPE_CHECKING as TC\n"
CONDITIONS = (
    "TYPE_CHECKING",
    "not TYPE_CHECKING",
    "t.TYPE_CHECKING",
    "TC",
    "not TC and True",
    "True",
    "False",
    "0",
    "sys.version_info >= (3, 12)",
    "sys.version_info[0] == 2",
    "sys.version_info < (3, 8) or os.name == 'posix'",
    "sys.platform == 'win32'",
    "not sys.platform.startswith('linux')",
    "__name__ == '__main__'",
    "__name__ != '__main__'",
    "TC or sys.version_info >= (3,)",
    "TC and sys.platform != 'win32'",
)


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def _statement(target: str) -> st.SearchStrategy[list[str]]:
    """An import of ``target``, in one of its spellings."""
    forms = [f"import {target}", f"import {target} as x", f"x = __import__('{target}')"]
    parent, _, child = target.rpartition(".")
    if parent:
        forms += [f"from {parent} import {child}", f"from {parent} import {child} as x"]
    return st.sampled_from(forms).map(lambda form: [form])


@st.composite
def _compound(draw: Any, body: st.SearchStrategy[list[str]]) -> list[str]:
    """A compound statement around one or more ``body``."""
    one, two, three = (_indented(draw(body)) for _ in range(3))
    test, other = draw(st.sampled_from(CONDITIONS)), draw(st.sampled_from(CONDITIONS))
    forms = {
        "if": [f"if {test}:", *one],
        "if else": [f"if {test}:", *one, "else:", *two],
        "elif": [f"if {test}:", *one, f"elif {other}:", *two, "else:", *three],
        "try": ["try:", *one, "except ImportError:", *two, "else:", *three],
        "missing": ["try:", "    import p.missing", "except ImportError:", *two, "else:", *three],
        "finally": ["try:", *one, "finally:", *two],
        "def": ["def f():", *one],
        "class": ["class C:", *one],
        "for": ["for _ in (1,):", *one, "else:", *two],
        "with": ["with open(os.devnull):", *one],
    }
    return forms[draw(st.sampled_from(list(forms)))]


def _body(targets: list[str]) -> st.SearchStrategy[list[str]]:
    """Some lines that import from ``targets``."""
    simple = st.sampled_from(targets).flatmap(_statement) if targets else st.just(["pass"])
    block = st.recursive(simple, _compound, max_leaves=6)
    return st.lists(block, min_size=1, max_size=3).map(lambda blocks: list(itertools.chain(*blocks)))


def _tree() -> st.SearchStrategy[dict[str, list[str]]]:
    """The lines of each file."""
    bodies = {
        path: _body([target for target in NAMES[number + 1 :] if not name.startswith(target + ".")])
        for number, (name, path) in enumerate(ORDER.items())
    }
    return st.fixed_dictionaries(bodies)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(tree=_tree())
def test_random_blocks(tmp_path: Path, oracle: Any, dovetail_says: Any, tree: dict[str, list[str]]) -> None:
    root = tmp_path / "tree"
    shutil.rmtree(root, ignore_errors=True)
    for name, lines in tree.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(PREAMBLE + "\n".join(lines) + "\n")
    expected = oracle.ask(root, "m")
    assert expected.error is None
    assert sorted(dovetail_says(root).loaded_by("m")) == sorted(expected.ran)
