"""``import a.b.c`` runs the parents, wherever they are."""

from forms.case import Case

TREE = "p/__init__.py p/q/__init__.py p/q/r.py"

CASES = (
    Case(
        "import a.b.c",
        "import p.q.r\n",
        empty=TREE,
        edges=("m -> p: implicit", "m -> p.q: implicit", "m -> p.q.r: eager"),
    ),
    Case(
        "import a.b.c as d",
        "import p.q.r as x\n",
        empty=TREE,
        edges=("m -> p.q: implicit", "m -> p.q.r: eager"),
    ),
    Case(
        "import a.b",
        "import p.q\n",
        empty=TREE,
        edges=("m -> p: implicit", "m -> p.q: eager", "m -> p.q.r: none"),
    ),
    Case("import a", "import p\n", empty=TREE, edges=("m -> p: eager", "m -> p.q: none")),
    Case("two names in one statement", "import p.q, p.q.r as x\n", empty=TREE, edges=("m -> p.q.r: eager",)),
    Case(
        "from a.b import c",
        "from p.q import r\n",
        empty=TREE,
        edges=("m -> p: implicit", "m -> p.q.r: eager"),
    ),
    Case(
        "from a.b.c import name",
        "from p.q.r import x\n",
        {"p/q/r.py": "x = 1\n"},
        TREE,
        edges=("m -> p: implicit", "m -> p.q: implicit", "m -> p.q.r: eager"),
    ),
    Case(
        "parents that import",
        "import p.q.r\n",
        {"p/__init__.py": "import a\n", "p/q/__init__.py": "from p import b\n"},
        "a.py p/b.py p/q/r.py p/c.py",
    ),
    Case(
        "a parent of the target inside another package",
        files={"p/m.py": "import q.r.s\n", "q/__init__.py": "import a\n"},
        empty="p/__init__.py q/r/__init__.py q/r/s.py a.py",
        entry="p.m",
        edges=("p.m -> q: implicit", "p.m -> q.r: implicit", "p.m -> q.r.s: eager", "p.m -> p: none"),
    ),
    Case(
        "a sibling: its parent is the importer's own",
        files={"p/m.py": "import p.b\n"},
        empty="p/__init__.py p/b.py",
        entry="p.m",
        edges=("p.m -> p.b: eager", "p.m -> p: none"),
    ),
    Case(
        "a cousin: one parent is new",
        files={"p/m.py": "import p.q.r\n"},
        empty=TREE,
        entry="p.m",
        edges=("p.m -> p.q: implicit", "p.m -> p.q.r: eager", "p.m -> p: none"),
    ),
    Case(
        "the ancestors of the entry run",
        files={"p/__init__.py": "import a\n", "p/q/__init__.py": "import b\n", "p/q/m.py": "import c\n"},
        empty="a.py b.py c.py d.py",
        entry="p.q.m",
    ),
    Case(
        "a package imports its own submodule",
        files={"p/__init__.py": "import p.b\n", "p/b.py": "import a\n"},
        empty="a.py",
        entry="p",
        edges=("p -> p.b: eager", "p.b -> a: eager"),
    ),
    Case("a package does not import its submodules by itself", empty="p/__init__.py p/b.py", entry="p"),
    Case(
        "import a.b as c takes the attribute, and still runs the submodule",
        "import p.b as x\n",
        {"p/__init__.py": "def b():\n    pass\n", "p/b.py": "import a\n"},
        "a.py",
        edges=("m -> p.b: eager",),
    ),
    Case(
        "the submodule of a parent that binds its name",
        "import p.b\n",
        {"p/__init__.py": "b = 1\n"},
        "p/b.py",
        edges=("m -> p.b: eager", "m -> p: implicit"),
    ),
    Case(
        "circular through a parent, harmless",
        "import p.a\n",
        {"p/__init__.py": "import p.b\n", "p/b.py": "import p.a\n", "p/a.py": "import p\n"},
    ),
    Case(
        "circular between two modules",
        "import a\n",
        {"a.py": "import b\n", "b.py": "import a\n"},
        edges=("a -> b: eager", "b -> a: eager"),
    ),
    Case(
        "circular through the parent of the target",
        "import p.a\n",
        {"p/q/__init__.py": "import p.a\n", "p/a.py": "import p.q.r\n"},
        "p/__init__.py p/q/r.py",
        edges=("p.a -> p.q: implicit", "p.q -> p.a: eager"),
    ),
    Case(
        "circular from import of the submodule",
        "import p\n",
        {"p/__init__.py": "from p import a\n", "p/a.py": "from p import b\n", "p/b.py": "from p import a\n"},
        edges=("p -> p.a: eager", "p.a -> p.b: eager", "p.b -> p.a: eager"),
    ),
    Case(
        "circular with the entry",
        "import a\n",
        {"a.py": "import m\nimport b\n"},
        "b.py",
        edges=("a -> m: eager",),
    ),
    Case(
        "circular, deferred one way",
        "import a\n",
        {"a.py": "import b\n", "b.py": "def f():\n    import a\n    import c\n"},
        "c.py",
        edges=("b -> a: deferred", "a -> b: eager"),
    ),
    Case("a module imports itself", "import m\nimport a\n", empty="a.py"),
)
