"""``from p import b``: the attribute where ``p`` binds ``b``, the submodule ``p/b.py`` where it does not."""

from forms.case import Case

ATTRIBUTE = ("m -> p: eager", "m -> p.b: none")
SUBMODULE = ("m -> p.b: eager",)


def _bound(how: str, parent: str, *, python: str = "", **files: str) -> Case:
    """A case where ``parent``, the body of ``p``, binds ``b``; ``files`` are further modules of ``p``."""
    return Case(
        f"bound by {how}", "from p import b\n", _tree(parent, files), "p/b.py", ATTRIBUTE, python=python
    )


def _unbound(how: str, parent: str, *, python: str = "", **files: str) -> Case:
    """A case where ``parent`` looks as if it bound ``b``, and does not."""
    return Case(
        f"not bound by {how}", "from p import b\n", _tree(parent, files), "p/b.py", SUBMODULE, python=python
    )


def _tree(parent: str, files: dict[str, str]) -> dict[str, str]:
    return {"p/__init__.py": parent, **{f"p/{name}.py": text for name, text in files.items()}}


BOUND = (
    _bound("def", "def b():\n    pass\n"),
    _bound("async def", "async def b():\n    pass\n"),
    _bound("decorated def", "@staticmethod\ndef b():\n    pass\n"),
    _bound("class", "class b:\n    pass\n"),
    _bound("class on one line", "class b: pass\n"),
    _bound("assignment", "b = 1\n"),
    _bound("second on a line", "x = 0; b = 1\n"),
    _bound("chained assignment", "x = b = 1\n"),
    _bound("tuple", "a, b = 1, 2\n"),
    _bound("nested tuple", "(a, (b, c)) = 1, (2, 3)\n"),
    _bound("list", "[a, b] = 1, 2\n"),
    _bound("star target", "a, *b = 1, 2\n"),
    _bound("annotated assignment", "b: int = 1\n"),
    _bound("walrus", "print(b := '', end='')\n"),
    _bound("walrus in a condition", "if (b := 1):\n    pass\n"),
    _bound("for", "for b in (1,):\n    pass\n"),
    _bound("tuple target of for", "for a, b in ((1, 2),):\n    pass\n"),
    _bound("with", "import io\nwith io.StringIO() as b:\n    pass\n"),
    _bound("try", "try:\n    b = 1\nexcept ImportError:\n    pass\n"),
    _bound("else of try", "try:\n    a = 1\nexcept ImportError:\n    pass\nelse:\n    b = 1\n"),
    _bound("finally", "try:\n    a = 1\nfinally:\n    b = 1\n"),
    _bound("case", "match 1:\n    case b:\n        pass\n", python=">=3.10"),
    _bound("type statement", "type b = int\n", python=">=3.12"),
    _bound("generic def", "def b[T](x: T) -> T:\n    return x\n", python=">=3.12"),
    _bound("generic class", "class b[T]:\n    pass\n", python=">=3.12"),
    _bound("import as", "import sys as b\n"),
    _bound("from import", "from .x import b\n", x="b = 1\n"),
    _bound("from import as", "from .x import y as b\n", x="y = 1\n"),
    _bound("from import in parentheses", "from .x import (\n    a,\n    b,\n)\n", x="a = b = 1\n"),
    _bound("if that holds", "import sys\nif sys.version_info >= (3,):\n    b = 1\n"),
    _bound("both branches", "import sys\nif sys.platform == 'win32':\n    b = 1\nelse:\n    b = 2\n"),
    _bound(
        "else of TYPE_CHECKING",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .x import b\nelse:\n    b = 1\n",
        x="b = 1\n",
    ),
    _bound("def after del", "b = 1\ndel b\nb = 2\n"),
    _bound("star import", "from .x import *\n", x="b = 1\n"),
    _bound("star import of a function", "from .x import *\n", x="def b():\n    pass\n"),
    _bound("star import with __all__", "from .x import *\n", x="__all__ = ['b']\nb = 1\n"),
    _bound("two star imports", "from .x import *\n", x="from .y import *\n", y="b = 1\n"),
    _bound("star import of what is imported", "from .x import *\n", x="from .y import b\n", y="b = 1\n"),
)

UNBOUND = (
    _unbound("nothing", ""),
    _unbound("annotation alone", "b: int\n"),
    _unbound(
        "annotation alone in TYPE_CHECKING",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    b: int\n",
    ),
    _unbound(
        "TYPE_CHECKING",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .x import b\n",
        x="b = 1\n",
    ),
    _unbound("assignment in TYPE_CHECKING", "import typing as t\nif t.TYPE_CHECKING:\n    b = 1\n"),
    _unbound("if that does not hold", "import sys\nif sys.version_info < (3,):\n    b = 1\n"),
    _unbound("if False", "if False:\n    b = 1\n"),
    _unbound("main", "if __name__ == '__main__':\n    b = 1\n"),
    _unbound("function", "def f():\n    b = 1\n"),
    _unbound("import in a function", "def f():\n    from .x import b\n", x="b = 1\n"),
    _unbound("method", "class C:\n    def b(self):\n        pass\n"),
    _unbound("class body", "class C:\n    b = 1\n"),
    _unbound("comprehension", "a = [b for b in (1,)]\n"),
    _unbound("lambda", "a = lambda b: b\n"),
    _unbound("parameter", "def f(b):\n    pass\n"),
    _unbound("keyword argument", "a = dict(b=1)\n"),
    _unbound("attribute", "class a:\n    pass\na.b = 1\n"),
    _unbound("subscript", "a = {}\na['b'] = 1\n"),
    _unbound("comparison", "a = 1\na == 2\n"),
    _unbound("name in a string", "a = '''\nb = 1\n'''\n"),
    _unbound("except as", "try:\n    1 / 0\nexcept ZeroDivisionError as b:\n    pass\n"),
    _unbound("del", "b = 1\ndel b\n"),
    _unbound("del of two", "a = b = 1\ndel a, b\n"),
    _unbound("del of a function", "def b():\n    pass\ndel b\n"),
    _unbound("__all__", "__all__ = ['b']\n"),
    _unbound("import as another name", "from .x import b as c\n", x="b = 1\n"),
    _unbound("star import of a private name", "from .x import *\n", x="_b = 1\n"),
    _unbound("star import without it in __all__", "from .x import *\n", x="__all__ = ['a']\na = b = 1\n"),
    _unbound("star import of an annotation", "from .x import *\n", x="b: int\n"),
    _unbound(
        "star import under TYPE_CHECKING",
        "import typing\nif typing.TYPE_CHECKING:\n    from .x import *\n",
        x="b = 1\n",
    ),
)

GETATTR = (
    Case(
        "module __getattr__ that raises",
        "from p import b\n",
        {"p/__init__.py": "def __getattr__(name):\n    raise AttributeError(name)\n"},
        "p/b.py",
        SUBMODULE,
    ),
    Case(
        "module __getattr__ for another name",
        "from p import b\n",
        {
            "p/__init__.py": (
                "def __getattr__(name):\n    if name == 'x':\n        return 1\n"
                "    raise AttributeError(name)\n"
            )
        },
        "p/b.py",
        SUBMODULE,
    ),
    Case(
        "module __getattr__ that imports the submodule",
        "from p import b\n",
        {
            "p/__init__.py": (
                "import importlib\n"
                "def __getattr__(name):\n"
                "    if name in ('b', 'c'):\n"
                "        return importlib.import_module('.' + name, __name__)\n"
                "    raise AttributeError(name)\n"
            ),
        },
        "p/b.py p/c.py",
        SUBMODULE,
    ),
    Case(
        "module __getattr__ and no submodule",
        "from p import b\n",
        {"p/__init__.py": "def __getattr__(name):\n    return name\n"},
        edges=("m -> p: eager",),
    ),
    Case(
        "module __getattr__ of a plain module",
        "from a import b\n",
        {"a.py": "def __getattr__(name):\n    return name\n"},
        edges=("m -> a: eager",),
    ),
)

OTHERS = (
    Case(
        "p imports the submodule under its name",
        "from p import b\n",
        {"p/__init__.py": "from . import b\n"},
        "p/b.py",
        ("m -> p.b: eager", "p -> p.b: eager"),
    ),
    Case(
        "p imports the submodule by its full name",
        "from p import b\n",
        {"p/__init__.py": "import p.b\n"},
        "p/b.py",
    ),
    Case(
        "p takes a name from the submodule",
        "from p import b\n",
        {"p/__init__.py": "from .b import x\n", "p/b.py": "x = 1\n"},
    ),
    Case(
        "p takes the name of the submodule from the submodule",
        "from p import b\n",
        {"p/__init__.py": "from .b import b\n", "p/b.py": "def b():\n    pass\n"},
        edges=("p -> p.b: eager",),
    ),
    Case(
        "p imports the submodule as another name",
        "from p import b\n",
        {"p/__init__.py": "from . import b as c\n"},
        "p/b.py",
    ),
    Case(
        "p imports the submodule in a function",
        "from p import b\n",
        {"p/__init__.py": "def f():\n    from . import b\n"},
        "p/b.py",
        ("m -> p.b: eager", "p -> p.b: deferred"),
    ),
    Case(
        "a top-level module of the same name",
        "from p import b\n",
        {"p/__init__.py": "import b\n"},
        "p/b.py b.py",
        ("m -> p.b: none", "p -> b: eager"),
    ),
    Case(
        "the first part of a dotted import binds",
        "from p import b\n",
        {"p/__init__.py": "import b.c\n"},
        "p/b.py b/__init__.py b/c.py",
        ("m -> p.b: none", "p -> b.c: eager"),
    ),
    Case(
        "several names, some attributes",
        "from p import b, c, d as e\n",
        {"p/__init__.py": "c = 1\n"},
        "p/b.py p/c.py p/d.py",
        ("m -> p.b: eager", "m -> p.c: none", "m -> p.d: eager"),
    ),
    Case(
        "a fallback when p fails to bind",
        "from p import b\n",
        {"p/__init__.py": "try:\n    from .x import b\nexcept ImportError:\n    b = None\n"},
        "p/b.py",
        ("m -> p.b: none",),
    ),
    Case(
        "p imports the name from a neighbour that imports the submodule",
        "from p import b\n",
        {"p/__init__.py": "from .x import b\n", "p/x.py": "from . import b\n"},
        "p/b.py",
        ("p.x -> p.b: eager",),
    ),
    Case(
        "from a.b import c where c is a package",
        "from p.q import r\n",
        empty="p/__init__.py p/q/__init__.py p/q/r/__init__.py",
    ),
    Case(
        "an attribute of a namespace package is a submodule",
        "from n import b\n",
        empty="n/b.py",
        edges=("m -> n.b: eager",),
    ),
    Case(
        "a name of a plain module",
        "from a import b\n",
        {"a.py": "b = 1\n"},
        "b.py",
        ("m -> a: eager", "m -> b: none"),
    ),
    Case(
        "an attribute that every module has",
        "from p import __name__, __doc__\n",
        empty="p/__init__.py",
        edges=("m -> p: eager",),
    ),
)

CASES = (*BOUND, *UNBOUND, *GETATTR, *OTHERS)
