"""A literal name given to ``importlib.import_module`` or ``__import__``."""

from forms.case import Case

P = "p/__init__.py p/b.py p/c.py a.py"
DYNAMIC = ("m -> p.b: dynamic",)
LIB = "import importlib\n"


def _call(name: str, text: str, *edges: str, python: str = "", **files: str) -> Case:
    """A case whose ``files`` are spelt with two underscores for a slash: ``p__b`` is ``p/b.py``."""
    tree = {path.replace("__", "/") + ".py": body for path, body in files.items()}
    return Case(f"call, {name}", text, tree, P, edges, python=python)


def _inside(name: str, text: str, entry: str, *edges: str) -> Case:
    """A case whose entry is inside the package ``p``."""
    path = {"p": "p/__init__.py"}.get(entry, entry.replace(".", "/") + ".py")
    return Case(f"call, {name}", files={path: text}, empty=P, entry=entry, edges=edges)


ABSOLUTE = (
    _call("importlib.import_module", LIB + "importlib.import_module('p.b')\n", *DYNAMIC),
    _call("assigned", LIB + "b = importlib.import_module('p.b')\n", *DYNAMIC),
    _call("its attribute", LIB + "n = importlib.import_module('p.b').__name__\n", *DYNAMIC),
    _call("by keyword", LIB + "importlib.import_module(name='p.b')\n", *DYNAMIC),
    _call("importlib under an alias", "import importlib as il\nil.import_module('p.b')\n", *DYNAMIC),
    _call("from importlib", "from importlib import import_module\nimport_module('p.b')\n", *DYNAMIC),
    _call(
        "from importlib under an alias",
        "from importlib import import_module as load\nload('p.b')\n",
        *DYNAMIC,
    ),
    _call("through importlib.util", "import importlib.util\nimportlib.import_module('p.b')\n", *DYNAMIC),
    _call("over several lines", LIB + "importlib.import_module(\n    # why\n    'p.b',\n)\n", *DYNAMIC),
    _call("raw string", LIB + "importlib.import_module(r'p.b')\n", *DYNAMIC),
    _call("three quotes", LIB + 'importlib.import_module("""p.b""")\n', *DYNAMIC),
    _call("escape in the string", LIB + "importlib.import_module('p\\x2eb')\n", *DYNAMIC),
    _call("adjacent strings", LIB + "importlib.import_module('p' '.b')\n", *DYNAMIC),
    _call("in parentheses", LIB + "importlib.import_module(('p.b'))\n", *DYNAMIC),
    _call("with blanks", LIB + "importlib . import_module ( 'p.b' )\n", *DYNAMIC),
    _call("__import__", "__import__('p.b')\n", *DYNAMIC),
    _call("__import__ of builtins", "import builtins\nbuiltins.__import__('p.b')\n", *DYNAMIC),
    _call("importlib.__import__", LIB + "importlib.__import__('p.b')\n", *DYNAMIC),
    _call("__import__ with globals", "__import__('p.b', globals(), locals())\n", *DYNAMIC),
    _call("__import__ with a fromlist", "__import__('p', fromlist=['b'])\n", *DYNAMIC),
    _call(
        "__import__ with a positional fromlist", "__import__('p', globals(), locals(), ['b'], 0)\n", *DYNAMIC
    ),
    _call(
        "the name is a name",
        LIB + "name = 'p.b'\nif not name:\n    importlib.import_module(name)\n",
        "m -> p.b: none",
    ),
    _call(
        "another method of that name",
        "class x:\n    import_module = print\nx.import_module\n",
        "m -> p.b: none",
    ),
    _call(
        "a function of the module itself",
        "def import_module(name):\n    pass\nimport_module('p.b')\n",
        "m -> p.b: none",
    ),
    _call("in a string", LIB + "x = \"importlib.import_module('p.b')\"\n", "m -> p.b: none"),
    _call("in a comment", LIB + "# importlib.import_module('p.b')\n", "m -> p.b: none"),
)

RELATIVE = (
    _call("relative, literal package", LIB + "importlib.import_module('.b', package='p')\n", *DYNAMIC),
    _call("relative, positional package", LIB + "importlib.import_module('.b', 'p')\n", *DYNAMIC),
    _call("relative, two dots", LIB + "import p.c\nimportlib.import_module('..b', 'p.c')\n", *DYNAMIC),
    _inside(
        "relative, __package__ in a module",
        LIB + "importlib.import_module('.b', __package__)\n",
        "p.m",
        "p.m -> p.b: dynamic",
    ),
    _inside(
        "relative, __package__ in a package",
        LIB + "importlib.import_module('.b', package=__package__)\n",
        "p",
        "p -> p.b: dynamic",
    ),
    _inside(
        "relative, __name__ in a package",
        LIB + "importlib.import_module('.b', __name__)\n",
        "p",
        "p -> p.b: dynamic",
    ),
    _inside(
        "relative, __name__ in a module",
        LIB + "importlib.import_module('..b', __name__)\n",
        "p.m",
        "p.m -> p.b: dynamic",
    ),
    _inside(
        "relative, __spec__.parent",
        LIB + "importlib.import_module('.b', __spec__.parent)\n",
        "p.m",
        "p.m -> p.b: dynamic",
    ),
    _inside(
        "relative, __import__ with a level",
        "__import__('b', globals(), locals(), [], 1)\n",
        "p.m",
        "p.m -> p.b: dynamic",
    ),
    _inside(
        "absolute with a package that is not needed",
        LIB + "importlib.import_module('p.b', __package__)\n",
        "p.m",
        "p.m -> p.b: dynamic",
    ),
)

PLACES = (
    _call("in a function", LIB + "def f():\n    return importlib.import_module('p.b')\n", *DYNAMIC),
    _call(
        "in an async function", LIB + "async def f():\n    return importlib.import_module('p.b')\n", *DYNAMIC
    ),
    _call(
        "in a method",
        LIB + "class C:\n    def f(self):\n        return importlib.import_module('p.b')\n",
        *DYNAMIC,
    ),
    _call("in a class", LIB + "class C:\n    b = importlib.import_module('p.b')\n", *DYNAMIC),
    _call("in a lambda", LIB + "f = lambda: importlib.import_module('p.b')\n", *DYNAMIC),
    _call("after a lambda", LIB + "f = (lambda: 1), importlib.import_module('p.b')\n", *DYNAMIC),
    _call("in a default of a lambda", LIB + "f = lambda x=importlib.import_module('p.b'): x\n", *DYNAMIC),
    _call("in a default argument", LIB + "def f(x=importlib.import_module('p.b')):\n    pass\n", *DYNAMIC),
    _call(
        "in a default over lines",
        LIB + "def f(\n    x=importlib.import_module('p.b'),\n):\n    pass\n",
        *DYNAMIC,
    ),
    _call(
        "in a decorator",
        LIB + "@importlib.import_module('p.b').same\ndef f():\n    pass\n",
        *DYNAMIC,
        python=">=3.9",
        p__b="def same(f):\n    return f\n",
    ),
    _call(
        "in a base class",
        LIB + "class C(importlib.import_module('p.b').Base):\n    pass\n",
        *DYNAMIC,
        p__b="class Base:\n    pass\n",
    ),
    _call("in a condition", LIB + "if importlib.import_module('p.b'):\n    pass\n", *DYNAMIC),
    _call("in a walrus", LIB + "if (b := importlib.import_module('p.b')):\n    pass\n", *DYNAMIC),
    _call(
        "in a with",
        LIB + "with importlib.import_module('p.b').open():\n    pass\n",
        *DYNAMIC,
        p__b="import io\nopen = io.StringIO\n",
    ),
    _call("in an f-string", LIB + "x = f\"{importlib.import_module('p.b')}\"\n", *DYNAMIC),
    _call("in a list comprehension", LIB + "x = [importlib.import_module('p.b') for _ in (1,)]\n", *DYNAMIC),
    _call("in a dictionary", LIB + "x = {'b': importlib.import_module('p.b')}\n", *DYNAMIC),
    _call(
        "in a default of an inner function",
        LIB + "def f():\n    def g(x=importlib.import_module('p.b')):\n        pass\n",
        *DYNAMIC,
    ),
    _call("after a semicolon", LIB + "x = 1; importlib.import_module('p.b')\n", *DYNAMIC),
    _call(
        "in a try",
        LIB + "try:\n    importlib.import_module('p.b')\nexcept ImportError:\n    import a\n",
        *DYNAMIC,
        "m -> a: optional",
    ),
    _call(
        "in a try, missing",
        LIB + "try:\n    importlib.import_module('p.nope')\nexcept ImportError:\n    import a\n",
        "m -> a: optional",
    ),
    _call(
        "in TYPE_CHECKING",
        LIB + "import typing\nif typing.TYPE_CHECKING:\n    importlib.import_module('p.b')\n",
    ),
    _call("in if False", LIB + "if False:\n    importlib.import_module('p.b')\n"),
    _call("in main", LIB + "if __name__ == '__main__':\n    importlib.import_module('p.b')\n"),
    _call(
        "in if that holds",
        "import sys\n" + LIB + "if sys.version_info >= (3,):\n    importlib.import_module('p.b')\n",
    ),
    _call(
        "in a conditional expression",
        "import sys\nx = __import__('p.b') if sys.version_info >= (3,) else __import__('a')\n",
    ),
    _call("in an and", "import sys\nx = sys.version_info < (3,) and __import__('p.b')\n"),
    _call(
        "in a function under if False",
        LIB + "if False:\n    def f():\n        importlib.import_module('p.b')\n",
    ),
)

CASES = (*ABSOLUTE, *RELATIVE, *PLACES)
