"""Regular packages, namespace packages, and what stands in each other's way."""

from forms.case import Case

CASES = (
    Case(
        "a namespace package", "import n.a\n", empty="n/a.py", edges=("m -> n: implicit", "m -> n.a: eager")
    ),
    Case(
        "from a namespace package",
        "from n import a\n",
        empty="n/a.py n/b.py",
        edges=("m -> n.a: eager", "m -> n.b: none"),
    ),
    Case("a namespace package by itself", "import n\n", empty="n/a.py", edges=("m -> n: eager",)),
    Case(
        "a namespace package of folders",
        "import n.s.t.a\n",
        empty="n/s/t/a.py",
        edges=("m -> n.s.t.a: eager",),
    ),
    Case("a regular package in a namespace package", "import n.p.a\n", empty="n/p/__init__.py n/p/a.py"),
    Case(
        "a folder without __init__ inside a regular package",
        "import p.s.a\n",
        empty="p/__init__.py p/s/a.py",
        edges=("m -> p: implicit", "m -> p.s.a: eager"),
    ),
    Case(
        "from a folder without __init__",
        "from p import s\n",
        empty="p/__init__.py p/s/a.py",
        edges=("m -> p.s: eager",),
    ),
    Case(
        "the entry in a folder without __init__",
        files={"n/s/m.py": "import a\n"},
        empty="a.py",
        entry="n.s.m",
    ),
    Case("a folder with data only", "import n\n", empty="n/data.txt"),
    Case("an empty folder", "import n\n", empty="n/"),
    Case(
        "x.py beside the package x",
        "import x\n",
        {"x.py": "import a\n", "x/__init__.py": "import b\n"},
        "a.py b.py",
        ("m -> x: eager",),
    ),
    Case(
        "a submodule of the package x beside x.py",
        "import x.c\n",
        {"x.py": "import a\n"},
        "a.py x/__init__.py x/c.py",
        ("m -> x.c: eager",),
    ),
    Case(
        "the bare folder x beside x.py",
        "import x\n",
        {"x.py": "import a\n"},
        "a.py x/b.py",
        ("m -> x: eager",),
    ),
    Case(
        "a submodule of the bare folder x beside x.py",
        "try:\n    import x.b\nexcept ImportError:\n    import c\n",
        {"x.py": "import a\n"},
        "a.py c.py x/b.py",
        ("m -> c: optional",),
    ),
    Case(
        "a name of x.py beside the bare folder x",
        "from x import b\n",
        {"x.py": "b = 1\n"},
        "x/b.py",
        ("m -> x: eager",),
    ),
    Case(
        "x.py beside x inside a package",
        "import p.x\n",
        {"p/x.py": "import a\n", "p/x/__init__.py": "import b\n"},
        "a.py b.py p/__init__.py",
    ),
    Case(
        "__main__.py does not run with its package",
        "import p\n",
        empty="p/__init__.py p/__main__.py",
        edges=("m -> p.__main__: none",),
    ),
    Case(
        "import p.__main__",
        "import p.__main__\n",
        {"p/__main__.py": "import a\n"},
        "a.py p/__init__.py",
        ("m -> p.__main__: eager",),
    ),
    Case(
        "from p import __main__",
        "from p import __main__\n",
        empty="p/__init__.py p/__main__.py",
        edges=("m -> p.__main__: eager",),
    ),
    Case(
        "relative import in __main__.py",
        files={"p/__main__.py": "from . import a\nfrom .b import x\n", "p/b.py": "x = 1\n"},
        empty="p/__init__.py p/a.py",
        entry="p.__main__",
    ),
    Case(
        "import p.__init__",
        "import p.__init__\n",
        {"p/__init__.py": "import a\n"},
        "a.py",
        note="the file runs twice, as p and as p.__init__",
    ),
    Case("from p.__init__ import x", "from p.__init__ import x\n", {"p/__init__.py": "x = 1\n"}),
    Case(
        "a module named like one of the standard library",
        "import colorsys\n",
        {"colorsys.py": "import a\n"},
        "a.py",
        ("m -> colorsys: eager",),
    ),
    Case(
        "a builtin module is never shadowed",
        "import sys, time\n",
        {"sys.py": "import a\n", "time.py": "import a\n"},
        "a.py",
        ("m -> sys: none", "m -> time: none"),
    ),
    Case(
        "a submodule named like a builtin module",
        "from p import sys\n",
        empty="p/__init__.py p/sys.py",
        edges=("m -> p.sys: eager",),
    ),
    Case(
        "os.path is not in the project", "import os.path\nimport a\n", empty="a.py", edges=("m -> a: eager",)
    ),
    Case(
        "a stub is not imported",
        "try:\n    import a\nexcept ImportError:\n    import b\n",
        empty="a.pyi b.py",
    ),
    Case(
        "a stub beside its module",
        "import a\n",
        {"a.pyi": "import b\n", "a.py": "import c\n"},
        "b.py c.py",
        ("m -> a: eager", "a -> c: eager"),
    ),
    Case(
        "an upper-case suffix is not a module",
        "try:\n    import a\nexcept ImportError:\n    import b\n",
        empty="a.PY b.py",
    ),
    Case(
        "an upper-case name is another module",
        "try:\n    import A\nexcept ImportError:\n    import b\n",
        empty="a.py b.py",
    ),
    Case(
        "__init__.pyi alone makes no regular package",
        "import p.a\n",
        {"p/__init__.pyi": "import b\n"},
        "p/a.py b.py",
    ),
    Case(
        "pkgutil.extend_path",
        "import p.b\n",
        {"p/__init__.py": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"},
        "p/b.py",
        ("m -> p.b: eager",),
    ),
    Case(
        "an external module of the same first name",
        "import xml.dom.minidom\nimport a\n",
        empty="a.py",
        edges=("m -> a: eager",),
    ),
    Case(
        "a package with a re-export",
        "from p import f\n",
        {"p/__init__.py": "from ._f import f\n", "p/_f.py": "def f():\n    import a\n"},
        "a.py p/g.py",
    ),
    Case(
        "a chain of three packages",
        "import p\n",
        {"p/__init__.py": "import q\n", "q/__init__.py": "from r import s\n"},
        "r/__init__.py r/s.py r/t.py",
    ),
)
