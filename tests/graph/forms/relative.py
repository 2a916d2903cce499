"""Relative imports, from modules and from packages."""

from forms.case import Case

P = "p/__init__.py p/a.py p/b.py "
Q = P + "p/q/__init__.py p/q/c.py "


def _from(entry: str, text: str, *edges: str, empty: str = Q, **files: str) -> Case:
    """A case whose entry is a module or a package inside ``p``; the name of the case is its statement."""
    path = {"p": "p/__init__.py", "p.q": "p/q/__init__.py"}.get(entry, entry.replace(".", "/") + ".py")
    tree = {path: text, **{f"{name.replace('__', '/')}.py": body for name, body in files.items()}}
    statement = "; ".join(line.strip() for line in text.splitlines())
    return Case(f"{statement} in {entry}", files=tree, empty=empty, entry=entry, edges=edges)


CASES = (
    _from("p.m", "from . import a\n", "p.m -> p.a: eager", "p.m -> p: none"),
    _from("p", "from . import a\n", "p -> p.a: eager"),
    _from("p.q", "from . import c\n", "p.q -> p.q.c: eager"),
    _from("p.q", "from .. import a\n", "p.q -> p.a: eager"),
    _from("p.q.m", "from .. import a\n", "p.q.m -> p.a: eager"),
    _from("p.q.m", "from . import c\n", "p.q.m -> p.q.c: eager"),
    _from("p.m", "from .a import x\n", "p.m -> p.a: eager", p__a="x = 1\n"),
    _from("p", "from .a import x\n", "p -> p.a: eager", p__a="x = 1\n"),
    _from("p.m", "from .q import c\n", "p.m -> p.q.c: eager"),
    _from("p.m", "from .q.c import x\n", "p.m -> p.q: implicit", "p.m -> p.q.c: eager", p__q__c="x = 1\n"),
    _from("p.q", "from ..a import x\n", "p.q -> p.a: eager", p__a="x = 1\n"),
    _from("p.q.m", "from ..a import x\n", "p.q.m -> p.a: eager", p__a="x = 1\n"),
    _from("p.q.m", "from ..q import c\n", "p.q.m -> p.q.c: eager"),
    _from("p.q.r.m", "from ... import a\n", "p.q.r.m -> p.a: eager", empty=Q + "p/q/r/__init__.py"),
    _from(
        "p.q.r.m",
        "from ...a import x\n",
        "p.q.r.m -> p.a: eager",
        empty=Q + "p/q/r/__init__.py",
        p__a="x = 1\n",
    ),
    _from(
        "p.q.r.m",
        "from ...q.c import x\n",
        "p.q.r.m -> p.q.c: eager",
        empty=Q + "p/q/r/__init__.py",
        p__q__c="x = 1\n",
    ),
    _from("p.m", "from . import (a,\n    b as c,)\n", "p.m -> p.a: eager", "p.m -> p.b: eager"),
    _from("p.m", "from.import a\n", "p.m -> p.a: eager"),
    _from("p.m", "from . q import c\n", "p.m -> p.q.c: eager"),
    _from("p.q.m", "from . . import a\n", "p.q.m -> p.a: eager"),
    _from("p.m", "def f():\n    from . import a\n", "p.m -> p.a: deferred"),
    _from(
        "p.m",
        "try:\n    from .nope import x\nexcept ImportError:\n    from .a import x\n",
        "p.m -> p.a: optional",
        p__a="x = 1\n",
    ),
    Case(
        "from . import an attribute of the package",
        files={"p/__init__.py": "a = 1\n", "p/m.py": "from . import a\n"},
        empty="p/a.py",
        entry="p.m",
        edges=("p.m -> p.a: none",),
    ),
    Case(
        "from . import a submodule that fails to bind it in TYPE_CHECKING",
        files={
            "p/__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .x import a\n",
            "p/m.py": "from . import a\n",
        },
        empty="p/a.py p/x.py",
        entry="p.m",
        edges=("p.m -> p.a: eager", "p -> p.x: typing"),
    ),
    Case(
        "relative inside a namespace package",
        files={"n/m.py": "from . import a\nfrom .s import b\n"},
        empty="n/a.py n/s/b.py",
        entry="n.m",
        edges=("n.m -> n.a: eager", "n.m -> n.s.b: eager"),
    ),
    Case(
        "from .. in a namespace package inside a regular one",
        files={"p/s/m.py": "from .. import a\nfrom ..b import x\n", "p/b.py": "x = 1\n"},
        empty="p/__init__.py p/a.py",
        entry="p.s.m",
        edges=("p.s.m -> p.a: eager", "p.s.m -> p.b: eager"),
    ),
    Case(
        "an absolute import never means the neighbour",
        files={"p/m.py": "import a\n"},
        empty="p/__init__.py p/a.py a.py",
        entry="p.m",
        edges=("p.m -> a: eager", "p.m -> p.a: none"),
    ),
    Case(
        "the package imports a neighbour that imports the package",
        files={"p/__init__.py": "from . import a\n", "p/a.py": "from . import b\nfrom . import a\n"},
        empty="p/b.py",
        entry="p",
        edges=("p -> p.a: eager", "p.a -> p.b: eager"),
    ),
    Case(
        "a relative parent runs",
        files={"p/m.py": "from .q import r\n", "p/q/__init__.py": "from ..a import x\n", "p/a.py": "x = 1\n"},
        empty="p/__init__.py p/q/r.py",
        entry="p.m",
        edges=("p.m -> p.q.r: eager", "p.q -> p.a: eager"),
    ),
    Case(
        "beyond the top, in a package, caught",
        files={
            "p/m.py": "try:\n    from ... import a\nexcept (ImportError, ValueError):\n    from . import b\n"
        },
        empty="p/__init__.py p/a.py p/b.py a.py",
        entry="p.m",
        edges=("p.m -> p.b: optional", "p.m -> a: none", "p.m -> p.a: none"),
    ),
)
