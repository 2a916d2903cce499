"""PEP 810: ``lazy import``, from Python 3.15 on. Older interpreters cannot be asked, the kinds can."""

from forms.case import Case

NEW = ">=3.15"

CASES = (
    Case("lazy import", "lazy import a\n", empty="a.py", edges=("m -> a: lazy",), python=NEW),
    Case(
        "lazy import as",
        "lazy import p.b as x\n",
        empty="p/__init__.py p/b.py",
        edges=("m -> p.b: lazy", "m -> p: lazy"),
        python=NEW,
    ),
    Case(
        "lazy from import",
        "lazy from p import b\n",
        empty="p/__init__.py p/b.py",
        edges=("m -> p.b: lazy",),
        python=NEW,
    ),
    Case(
        "lazy relative import",
        files={"p/m.py": "lazy from . import b\nfrom . import c\n"},
        empty="p/__init__.py p/b.py p/c.py",
        entry="p.m",
        edges=("p.m -> p.b: lazy", "p.m -> p.c: eager"),
        python=NEW,
    ),
    Case("lazy is a name", "lazy = 1\nimport a\n", empty="a.py", edges=("m -> a: eager",)),
    Case(
        "lazy beside eager",
        "lazy import a\nimport b\n",
        empty="a.py b.py",
        edges=("m -> a: lazy", "m -> b: eager"),
        python=NEW,
    ),
)
