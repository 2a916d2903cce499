"""A ``__path__`` that a body changes is read from its text, and what is found then is what CPython finds."""

from __future__ import annotations

import glob
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from test_statements import as_spec
from tree import Case, Folder, Zip

from dovetail.environment.entry import PathEntry, Provenance
from dovetail.environment.tables import from_version
from dovetail.modules.resolution import Confidence
from dovetail.modules.resolve import Resolver, resolve

if TYPE_CHECKING:
    from pathlib import Path

    from interpreters import Oracle

EXTEND = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
DECLARE = "__import__('pkg_resources').declare_namespace(__name__)\n"
EITHER = f"try:\n    {DECLARE}except ImportError:\n    {EXTEND}"

# What stands in the folders that a __path__ may lead to.
PARTS = {
    "one/extra/a.py": "",
    "two/p/b.py": "",
    "three/p/__init__.py": "",
    "three/p/c.py": "",
    "one/p/own.py": "",
}
NAMES = "p p.a p.b p.c p.own p.extra"


def case(text: str, path: str = "one two three", names: str = NAMES, **more: Any) -> Case:
    """Return the tree of above with a text for the package."""
    return Case({"one/p/__init__.py": text, **PARTS, **more}, names, path)


LITERAL = {
    "extend_path": EXTEND,
    "extend_path from pkgutil": (
        "'''A text.'''\nfrom pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)"
    ),
    "extend_path by another name": "import pkgutil as u\n__path__ = u.extend_path(__path__, __name__)",
    "extend_path by its own name": "import pkgutil\n__path__: list = pkgutil.extend_path(__path__, 'p')",
    "extend_path twice": EXTEND * 2,
    "extend_path with its own": f"{EXTEND}__path__.append('nowhere')",
    "pkg_resources is not there": EITHER,
    "an import that is caught": f"try:\n    import pkg_resources\nexcept ModuleNotFoundError:\n    {EXTEND}",
    "an import that is there": f"try:\n    import re\nexcept ImportError:\n    pass\nelse:\n    {EXTEND}",
    "finally": f"try:\n    import nowhere\nexcept (ImportError, KeyError):\n    pass\nfinally:\n    {EXTEND}",
    "append": "import os\n__path__.append(os.path.join(os.path.dirname(__file__), '..', 'extra'))",
    "append from os": (
        "from os import path as p\n_here = p.dirname(__file__)\n__path__.append(p.join(_here, '../extra'))"
    ),
    "append from os.path": (
        "from os.path import *\nfrom os.path import join, dirname\n"
        "__path__.append(join(dirname(dirname(__file__)), 'extra'))"
    ),
    "insert": "__path__.insert(0, __path__[0] + '/../extra')",
    "insert from the end": "__path__.insert(-1, __path__[0] + '/../../two/p')",
    "extend": "__path__.extend([__path__[0] + '/../extra', f'{__path__[0]}/../../two/p'])",
    "add": "__path__ += (__path__[0] + '/../extra',)",
    "remove": "__path__.remove(__path__[0])",
    "bound to a list": "import os\n__path__ = [os.path.abspath(os.path.dirname(__file__) + '/../extra')]",
    "bound to more": "__path__ = [*__path__, __path__[0] + '/../extra']",
    "bound to a sum": "__path__ = [__path__[0] + '/../extra'] + __path__",
    "bound to nothing": "__path__ = []",
    "pathlib": "import pathlib\n__path__ = [str(pathlib.Path(__file__).parent.parent / 'extra')]",
    "pathlib resolved": (
        "from pathlib import Path\nHERE = Path(__file__).resolve().parent\n"
        "__path__.append(str(HERE.joinpath('..', 'extra')))"
    ),
    "by version": "import sys\nif sys.version_info >= (3, 0):\n    __path__ = [__path__[0] + '/../extra']",
    "by another version": "import sys\nif sys.version_info < (3, 12):\n    __path__ = []",
    "not": "if not 0:\n    __path__ = [__path__[0] + '/../extra']",
    "only read": "import pkgutil\nlist(pkgutil.iter_modules(__path__))\nfirst = __path__[0]\nassert __path__",
    "a name of its own": "class C:\n    __path__ = []\ndef f(__path__):\n    __path__.append(1)\n",
}
TREES = {
    **{name: case(text) for name, text in LITERAL.items()},
    "files .pkg": case(EXTEND, **{"one/p.pkg": "# no\n\nextra\n", "two/p.pkg": "/nowhere\n"}),
    "not by the name of the tail": case(EXTEND, **{"three/p/p.pkg": "x"}),
    "a relative entry": case(EXTEND, "one =two =./three"),
    "an empty entry": case(EXTEND, "one =. two", **{"p/d.py": ""}, names="p p.b p.d"),
    "a missing entry": case(EXTEND, "one nowhere two"),
    "an entry twice": case(EXTEND, "one two two one"),
    "a module is no portion": case(EXTEND, **{"two/p.py": "", "zero/p.py": ""}, path="one zero two"),
    "within a package": Case(
        {
            "one/p/__init__.py": EXTEND,
            "one/p/q/__init__.py": EXTEND,
            "two/p/q/a.py": "",
            "two/p.q.pkg": "extra",
            "three/p/q/__init__.py": "",
            "three/p/q/b.py": "",
            "one/p/r/__init__.py": "",
            "two/p/r/a.py": "",
        },
        "p.q p.q.a p.q.b p.r p.r.a",
    ),
    "within a package that is whole": Case(
        {"one/p/__init__.py": "", "one/p/q/__init__.py": EXTEND, "two/p/q/a.py": ""}, "p.q p.q.a"
    ),
    "within a namespace package": Case(
        {
            "one/n/q/__init__.py": EXTEND,
            "two/n/q/a.py": "",
            "three/n/q/__init__.py": "",
            "three/n/q/b.py": "",
        },
        "n.q.a n.q.b",
    ),
    "in archives": Case(
        {
            "x.zip": Zip({"p/": "", "p/__init__.py": EXTEND, "p/a.py": ""}),
            "y.zip": Zip({"p/": "", "p/b.py": ""}),
            "one/p/c.py": "",
        },
        "p p.a p.b p.c",
        "x.zip y.zip one",
    ),
    "a module becomes a package": Case(
        {"one/m.py": "import os\n__path__ = [os.path.dirname(__file__) + '/sub']", "one/sub/a.py": ""},
        "m m.a m.b",
    ),
    "a module with a path of another": Case({"one/m.py": "import os\nos.__path__ = []"}, "m m.a"),
}


def worlds(tree: Case, oracle: Oracle, root: Path) -> tuple[Resolver, list[str]]:
    """Make a tree, and return what resolves in it with the entries put in front of the search path."""
    environment = oracle.environment
    tree.plant(root, environment.extension_suffixes[0], "none")
    entries = tree.entries(root)
    first = tuple(PathEntry(entry, Provenance.PYTHONPATH) for entry in entries)
    environment = environment._replace(search_path=(*first, *environment.search_path), folder=str(root))
    return Resolver(environment), entries


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_what_is_found_below(tree: Case, oracle: Oracle, tmp_path: Path) -> None:
    resolver, entries = worlds(tree, oracle, tmp_path)
    names = tree.names.split(" ")
    # Each alone: once a package is imported, its spec has the path that its body left.
    for name in names:
        (right,) = oracle.find(entries, [name], str(tmp_path))
        answer = resolver.resolve(name)
        assert as_spec(answer) == (None if isinstance(right, str) else right), name
        assert answer.confidence is Confidence.EXACT, answer.reason


def bundled(python: str) -> str | None:
    """Return the wheel of setuptools that an interpreter brings, with ``pkg_resources`` (until 3.11)."""
    command = [python, "-c", "import ensurepip; print(ensurepip.__file__)"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    found = glob.glob(os.path.join(os.path.dirname(made.stdout.strip()), "_bundled", "setuptools-*.whl"))
    return found[0] if found else None


DECLARED = {
    "declare_namespace": case(DECLARE),
    "imported": case("import pkg_resources\npkg_resources.declare_namespace(__name__)"),
    "from": case("from pkg_resources import declare_namespace\ndeclare_namespace('p')"),
    "either": case(EITHER),
    "in the order of the search path": case(DECLARE, "three one two"),
    "of the later only": case(
        DECLARE, "one three", **{"one/p/__init__.py": "", "three/p/__init__.py": DECLARE}
    ),
    "a module beside": case(DECLARE, "zero one three", **{"zero/p.pyi": ""}),
    "through a link": case(
        DECLARE, "one link", **{"link/p/__init__.py": "", "link/p/d.py": ""}, names="p p.d"
    ),
    "within another": Case(
        {
            **{f"{each}/p/__init__.py": DECLARE for each in ("one", "two")},
            **{f"{each}/p/q/__init__.py": DECLARE for each in ("one", "two")},
            "one/p/q/a.py": "",
            "two/p/q/b.py": "",
            "three/p/q/c.py": "",
        },
        "p.q p.q.a p.q.b p.q.c",
    ),
    "an empty folder": case(DECLARE, **{"four/p": Folder()}, path="one four three"),
}


@pytest.mark.parametrize("tree", DECLARED.values(), ids=DECLARED)
def test_declared_namespaces(tree: Case, oracle: Oracle, tmp_path: Path) -> None:
    wheel = bundled(oracle.python)
    if wheel is None:
        pytest.skip("this Python brings no setuptools")
    tree = tree._replace(path=f"{tree.path} {wheel}")
    resolver, entries = worlds(tree, oracle, tmp_path)
    for name in tree.names.split(" "):
        (right,) = oracle.find(entries, [name], str(tmp_path))
        answer = resolver.resolve(name)
        assert as_spec(answer) == (None if isinstance(right, str) else right), name
        assert answer.confidence is Confidence.EXACT, answer.reason


COMPUTED = {
    "import random\n__path__.append(random.choice('ab'))": "(line 2)",
    "def f():\n    global __path__\n    __path__ = []": "(line 1)",
    "def f():\n    __path__.append('x')": "(line 1)",
    "import os\nif os.environ.get('X'):\n    __path__.append('x')": "(line 2)",
    "for x in ('a', 'b'):\n    __path__.append(x)": "(line 1)",
    "mine = __path__\nmine.append('x')": "(line 1)",
    "extra = ['x']\nextra.append('y')\n__path__ += extra": "(line 3)",
    "def g(path): path.append('x')\ng(__path__)": "(line 2)",
    "globals()['__path__'] = []": "(line 1)",
    "import sys\nsetattr(sys.modules[__name__], '__path__', [])": "(line 2)",
    "import os\nos = f()\n__path__ = [os.path.join('a', 'b')]": "(line 3)",
    "__path__ = 'abc'": "(line 1)",
    "__path__ = (": "does not parse",
    "from .other import __path__": "(line 1)",
    "from pkgutil import extend_path\n__path__ = extend_path(__path__, 'other')": "(line 2)",
    "(__path__ := [])": "(line 1)",
    "del __path__": "(line 1)",
    "with open('x') as f:\n    __path__.append(f.read())": "(line 1)",
    "try:\n    from .c import d\nexcept ImportError:\n    __path__ = []": "(line 2)",
    DECLARE: "there is no module `pkg_resources`",
    "import pkg_resources\npkg_resources.declare_namespace('other')": "(line 2)",
    f"x = {'(' * 5000}{')' * 5000}; __path__ = []": "does not parse",
    "__path__ = []\0": "does not parse",
}


@pytest.mark.parametrize("text", COMPUTED)
def test_what_is_computed_is_unknown(text: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/__init__.py").write_text(text)
    (tmp_path / "a/b.py").write_text("")
    entry = PathEntry(str(tmp_path), Provenance.PYTHONPATH)
    environment = from_version((3, 12), "linux")._replace(search_path=(entry,))
    for name in ("a.b", "a.missing"):
        answer = resolve(name, environment)
        assert answer.confidence is Confidence.UNKNOWN
        assert answer.reason.startswith("`a` ") or "; `a` " in answer.reason
        assert COMPUTED[text] in answer.reason
    assert resolve("a", environment).confidence is Confidence.EXACT


def test_a_package_that_imports_what_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/__init__.py").write_text("try:\n    import a.b\nexcept ImportError:\n    __path__ = []\n")
    (tmp_path / "a/b.py").write_text("")
    entry = PathEntry(str(tmp_path), Provenance.PYTHONPATH)
    environment = from_version((3, 12), "linux")._replace(search_path=(entry,))
    answer = resolve("a.b", environment)
    assert (answer.origin, answer.confidence) == (str(tmp_path / "a/b.py"), Confidence.UNKNOWN)
    assert "line 2" in answer.reason
