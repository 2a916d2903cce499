"""``from p import *``: what it loads depends on ``__all__``."""

from forms.case import Case

LOADED = ("m -> p.b: eager",)
NOT_LOADED = ("m -> p: eager", "m -> p.b: none")


def _star(how: str, parent: str, *edges: str, **files: str) -> Case:
    """A case that star-imports ``p``, whose body is ``parent``, with submodules ``b``, ``c``, ``files``."""
    tree = {"p/__init__.py": parent, **{f"p/{name}.py": text for name, text in files.items()}}
    return Case(f"star, {how}", "from p import *\n", tree, "p/b.py p/c.py", edges)


CASES = (
    _star("no __all__", "x = 1\n", *NOT_LOADED),
    _star("empty __all__", "__all__ = []\n", *NOT_LOADED),
    _star("__all__ without the submodule", "__all__ = ['x']\nx = 1\n", *NOT_LOADED),
    _star("submodule in __all__", "__all__ = ['b']\n", *LOADED, "m -> p.c: none"),
    _star(
        "double quotes and a trailing comma",
        '__all__ = [\n    "b",  # why\n    "c",\n]\n',
        *LOADED,
        "m -> p.c: eager",
    ),
    _star("tuple", "__all__ = ('b', 'c')\n", *LOADED),
    _star("tuple without parentheses", "__all__ = 'b', 'c'\n", *LOADED),
    _star("annotated", "__all__: list = ['b']\n", *LOADED),
    _star("+=", "__all__ = ['x']\nx = 1\n__all__ += ['b']\n", *LOADED),
    _star("+= a tuple", "__all__ = ()\n__all__ += ('b',)\n", *LOADED),
    _star("append", "__all__ = []\n__all__.append('b')\n", *LOADED),
    _star("extend", "__all__ = []\n__all__.extend(['b', 'c'])\n", *LOADED),
    _star("remove", "__all__ = ['b', 'c']\n__all__.remove('c')\n", *LOADED, "m -> p.c: none"),
    _star("sum", "__all__ = ['x'] + ['b']\nx = 1\n", *LOADED),
    _star(
        "sum with another __all__",
        "from . import x\n__all__ = x.__all__ + ['b']\n",
        *LOADED,
        x="__all__ = []\n",
    ),
    _star("names of another __all__", "from . import x\n__all__ = x.__all__\n", x="__all__ = ['b']\n"),
    _star(
        "+= another __all__",
        "from . import x\nfrom .x import *\n__all__ = ['c']\n__all__ += x.__all__\n",
        x="__all__ = ['y']\ny = 1\n",
    ),
    _star("starred", "from . import x\n__all__ = [*x.__all__, 'b']\n", *LOADED, x="__all__ = []\n"),
    _star("list()", "__all__ = list(('b',))\n", *LOADED),
    _star("split()", "__all__ = 'b c'.split()\n", *LOADED),
    _star("a name that p binds", "__all__ = ['b']\nb = 1\n", *NOT_LOADED),
    _star("a name that p imports", "from .x import b\n__all__ = ['b']\n", *NOT_LOADED, x="b = 1\n"),
    _star(
        "a name that p binds under TYPE_CHECKING",
        "import typing\nif typing.TYPE_CHECKING:\n    b = 1\n__all__ = ['b']\n",
        *LOADED,
    ),
    _star(
        "the second __all__ counts", "__all__ = ['b']\n__all__ = ['c']\n", "m -> p.c: eager", "m -> p.b: none"
    ),
    _star(
        "__all__ under a test that fails",
        "import sys\n__all__ = []\nif sys.version_info < (3,):\n    __all__ += ['b']\n",
        *NOT_LOADED,
    ),
    _star(
        "__all__ under a test that holds",
        "import sys\n__all__ = []\nif sys.version_info >= (3,):\n    __all__ += ['b']\n",
        *LOADED,
    ),
    _star(
        "__all__ in both branches",
        "import sys\nif sys.version_info >= (3,):\n    __all__ = ['b']\nelse:\n    __all__ = ['c']\n",
        *LOADED,
        "m -> p.c: none",
    ),
    _star("__all__ in a class is none", "class C:\n    __all__ = ['b']\n", *NOT_LOADED),
    _star("__all__ in a function is none", "def f():\n    __all__ = ['b']\n", *NOT_LOADED),
    _star("__all__ imported", "from .x import __all__\n", *LOADED, x="__all__ = ['b']\n"),
    _star("p stars its own submodule", "from .b import *\n__all__ = ['c']\n", "m -> p.c: eager"),
    Case(
        "star, p stars itself",
        files={"p/__init__.py": "__all__ = ['b']\nfrom . import *\n"},
        empty="p/b.py",
        entry="p",
        edges=("p -> p.b: eager",),
    ),
    Case(
        "star, of a module",
        "from a import *\n",
        {"a.py": "import b\n"},
        "b.py c.py",
        ("m -> a: eager", "m -> b: none"),
    ),
    Case(
        "star, of a submodule",
        "from p.b import *\n",
        empty="p/__init__.py p/b.py",
        edges=("m -> p: implicit", "m -> p.b: eager"),
    ),
    Case("star, of a namespace package", "from n import *\n", empty="n/b.py", edges=("m -> n.b: none",)),
    Case(
        "star, relative",
        files={"p/m.py": "from .q import *\n", "p/q/__init__.py": "__all__ = ['b']\n"},
        empty="p/__init__.py p/q/b.py",
        entry="p.m",
        edges=("p.m -> p.q.b: eager",),
    ),
    Case(
        "star, a subpackage in __all__",
        "from p import *\n",
        {"p/__init__.py": "__all__ = ['q']\n", "p/q/__init__.py": "__all__ = ['c']\n"},
        "p/q/c.py",
        ("m -> p.q: eager", "m -> p.q.c: none"),
    ),
    Case(
        "star, then a name that it brought",
        "from p import *\nfrom a import x\n",
        {"p/__init__.py": "__all__ = ['b']\n", "a.py": "from p import *\nx = b\n"},
        "p/b.py",
        ("m -> p.b: eager", "a -> p.b: eager"),
    ),
    Case(
        "star, in a try",
        "try:\n    from p import *\nexcept ImportError:\n    import c\n",
        {"p/__init__.py": "__all__ = ['b']\n"},
        "p/b.py c.py",
        ("m -> p.b: optional", "m -> c: optional"),
    ),
    Case(
        "star, in if",
        "import sys\nif sys.version_info >= (3,):\n    from p import *\n",
        {"p/__init__.py": "__all__ = ['b']\n"},
        "p/b.py",
        ("m -> p.b: conditional+",),
    ),
)
