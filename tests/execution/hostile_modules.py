"""Modules that a simulation must survive: deep, large, endless, and what pretends to be harmless.

The test begins each with a statement that would create a file if it were executed; some try more.
"""

from __future__ import annotations

from typing import NamedTuple

DEEP = 10_000
MANY = 100_000
MILLION = 1_000_000


class Hostile(NamedTuple):
    """The text of a module ``m``, and whether CPython comes to an end with it within seconds.

    If it does, the simulation says the same, or `unknown`; if it does not, `unknown` is all that can be
    said; None where that depends on the machine.
    """

    text: str
    ends: bool | None = True
    files: dict[str, str] = {}  # noqa: RUF012 - nobody changes it


def _nested(opening: str, closing: str, inner: str = "") -> str:
    return f"x = {opening * DEEP}{inner}{closing * DEEP}\n"


def _blocks(head: str, body: str = "pass", depth: int = 1_000) -> str:
    """Return statements each in the body of the one before; their indentation alone is half a megabyte."""
    lines = [f"{' ' * level}{head.format(level)}" for level in range(depth)]
    return "\n".join([*lines, f"{' ' * depth}{body}"]) + "\n"


DEPTH = {
    "parentheses": Hostile(_nested("(", ")", "1")),
    "parentheses that are not closed": Hostile(f"x = {'(' * DEEP}\n"),
    "lists": Hostile(_nested("[", "]")),
    "dictionaries": Hostile(_nested("{1: ", "}", "1")),
    "calls": Hostile(f"def f(*x): return f\nx = {'f(' * DEEP}{')' * DEEP}\n"),
    "calls of what is returned": Hostile(f"def f(): return f\nx = f{'()' * DEEP}\n"),
    "attributes": Hostile(f"class A: pass\na = A()\na.a = a\nx = a{'.a' * DEEP}\n"),
    "attributes that are missing": Hostile(f"import sys\nx = sys{'.a' * DEEP}\n"),
    "subscripts": Hostile(f"a = []\na.append(a)\nx = a{'[0]' * DEEP}\n"),
    "additions": Hostile(f"x = {'1 + ' * DEEP}1\n"),
    "a million additions": Hostile(f"x = {'1 + ' * MILLION}1\n"),
    "texts side by side": Hostile(f"x = {chr(34) * 2 * MANY}\n"),
    "powers": Hostile(f"x = {'1 ** ' * DEEP}1\n"),
    "negations": Hostile(f"x = {'not ' * DEEP}1\n"),
    "minus signs": Hostile(f"x = {'-' * MANY}1\n"),
    "conditions": Hostile(f"x = {'1 if 0 else ' * DEEP}1\n"),
    "lambdas": Hostile(f"x = {'lambda: ' * DEEP}1\n"),
    "comparisons": Hostile(f"x = {'1 < ' * DEEP}1\n"),
    "ands": Hostile(f"x = {'1 and ' * DEEP}1\n"),
    "walruses": Hostile(f"{'(x := ' * DEEP}1{')' * DEEP}\n"),
    "awaits": Hostile(f"async def f():\n    {'await ' * DEEP}x\n"),
    "stars": Hostile(f"x = {'*' * DEEP}y\n"),
    "comprehensions": Hostile(f"x = {'[' * DEEP}1{' for _ in (1,)]' * DEEP}\n"),
    "formatted texts": Hostile("x = " + "f'{" * 200 + "1" + "}'" * 200 + "\n"),
    "formatted texts with formats": Hostile(f"x = f'{{1:{'{1:' * DEEP}{'}' * DEEP}}}'\n"),
    "ifs": Hostile(_blocks("if 1:")),
    "functions": Hostile(_blocks("def f{}():")),
    "classes": Hostile(_blocks("class A{}:")),
    "tries": Hostile(_blocks("try:") + "".join(f"{' ' * n}finally: pass\n" for n in reversed(range(1_000)))),
    "withs": Hostile(_blocks("with x:")),
    "elifs": Hostile("if 0: pass\n" + "elif 0: pass\n" * MANY),
    "patterns": Hostile(f"match 1:\n    case {'[' * DEEP}{']' * DEEP}: pass\n"),
    "decorators": Hostile("def d(f): return f\n" + "@d\n" * DEEP + "def f(): pass\n"),
    "type parameters": Hostile(f"type X = {'list[' * DEEP}int{']' * DEEP}\n"),
    "dots of a relative import": Hostile(f"from {'.' * MANY}a import b\n"),
    "parts of a name": Hostile(f"import {'a.' * DEEP}a\n"),
    "ten thousand indented ifs": Hostile(_blocks("if 1:", depth=DEEP)),
}

SIZE = {
    "classes each derived from the one before": Hostile("class A: pass\n" + "class A(A): pass\n" * 3_000),
    "a literal of a million numbers": Hostile(f"x = [{'1,' * MILLION}]\n"),
    "a literal of a million texts": Hostile(f"x = ({','.join(map(repr, map(str, range(MILLION))))})\n"),
    "a dictionary of a hundred thousand keys": Hostile(
        f"x = {{{','.join(f'{n}:{n}' for n in range(MANY))}}}\n"
    ),
    "a million statements": Hostile("x = 1\n" * MILLION),
    "a hundred thousand functions": Hostile("".join(f"def f{n}(): pass\n" for n in range(MANY))),
    "a hundred thousand classes": Hostile("".join(f"class A{n}: pass\n" for n in range(20_000))),
    "one module a hundred thousand times": Hostile("import a\n" * MANY, files={"a.py": ""}),
    "a hundred thousand missing modules": Hostile(
        "".join(f"try: import gone{n}\nexcept ImportError: pass\n" for n in range(MANY)), ends=None
    ),
    "a from-import of fifty thousand names": Hostile(
        f"from a import {','.join(f'x{n}' for n in range(50_000))}\n",
        files={"a.py": "".join(f"x{n} = {n}\n" for n in range(50_000))},
    ),
    "a star import of fifty thousand names": Hostile(
        "from a import *\n" * 100, files={"a.py": "".join(f"x{n} = {n}\n" for n in range(50_000))}
    ),
    "a name of a megabyte": Hostile(f"{'x' * MILLION} = 1\n"),
    "an import of a megabyte": Hostile(f"import {'x' * MILLION}\n"),
    "a line of ten megabytes": Hostile(f"x = '{'y' * 10 * MILLION}'\n"),
    "a number of a hundred thousand digits": Hostile(f"x = {'9' * MANY}\n"),
    "a chain of two thousand modules": Hostile(
        "import c0\n", files={f"c{n}.py": f"import c{n + 1}\n" if n < 1_999 else "" for n in range(2_000)}
    ),
    "null bytes": Hostile("x = 1\n" + "\0" * MANY),
    "a class with twenty thousand bases": Hostile(
        f"class A: pass\nx = type('X', tuple(type(str(n), (), {{}}) for n in range({DEEP * 2})), {{}})\n",
        ends=None,
    ),
}

ENDLESS = {
    "while True": Hostile("while True: pass\n", ends=False),
    "while True with a condition that never holds": Hostile(
        "n = 0\nwhile True:\n    n += 1\n    if n < 0: break\nimport a\n", ends=False, files={"a.py": ""}
    ),
    "while over a growing list": Hostile("x = [1]\nwhile x: x.append(1)\n", ends=False),
    "for over a growing list": Hostile("x = [1]\nfor y in x: x.append(y)\n", ends=False),
    "for over a long range": Hostile("for x in range(10**18): pass\n", ends=False),
    "nested loops": Hostile(
        "".join(f"{' ' * n}for x{n} in range(1000):\n" for n in range(15)) + " " * 15 + "pass\n", ends=False
    ),
    "a generator without an end": Hostile(
        "def g():\n    n = 0\n    while True:\n        yield n\n        n += 1\nx = list(g())\n", ends=False
    ),
    "a generator that waits for itself": Hostile(
        "g = (x for x in (1,))\ndef f():\n    yield from f()\nlist(f())\n"
    ),
    "a comprehension without an end": Hostile(
        "import itertools\nx = [n for n in itertools.count()]\n", ends=False
    ),
    "iter with a sentinel": Hostile("x = list(iter(int, 1))\n", ends=False),
    "an iterator that gives itself": Hostile(
        "class A:\n    def __iter__(self): return self\n    def __next__(self): return self\nx = [*A()]\n",
        ends=False,
    ),
    "getitem without an end": Hostile(
        "class A:\n    def __getitem__(self, n): return n\nfor x in A(): pass\n", ends=False
    ),
    "recursion": Hostile("def f(): return f()\nf()\n"),
    "recursion of two": Hostile("def f(): return g()\ndef g(): return f()\nf()\n"),
    "recursion with two branches": Hostile("def f(n):\n    if n: f(n - 1); f(n - 1)\nf(90)\n", ends=False),
    "recursion caught": Hostile("def f():\n    try: f()\n    finally: f()\nf()\n", ends=False),
    "recursion through a module": Hostile(
        "import a\na.f()\n", files={"a.py": "import m\ndef f(): m.a.f()\n"}
    ),
    "recursion through __getattr__": Hostile(
        "def __getattr__(name):\n    import m\n    return m.x\nimport m\nm.y\n"
    ),
    "recursion through __getattr__ of an instance": Hostile(
        "class A:\n    def __getattr__(self, name): return getattr(self, name + 'x')\nA().x\n"
    ),
    "recursion through a property": Hostile(
        "class A:\n    @property\n    def x(self): return self.x\nA().x\n"
    ),
    "recursion through a decorator": Hostile(
        "def d(f):\n    @d\n    def g(): pass\n    return g\n@d\ndef f(): pass\n"
    ),
    "recursion through __init__": Hostile("class A:\n    def __init__(self): A()\nA()\n"),
    "recursion through __init_subclass__": Hostile(
        "class A:\n    def __init_subclass__(cls):\n        class B(A): pass\nclass C(A): pass\n"
    ),
    "recursion through a metaclass": Hostile(
        "class M(type):\n    def __call__(cls): return cls()\nclass A(metaclass=M): pass\nA()\n"
    ),
    "recursion through __eq__": Hostile(
        "class A:\n    def __eq__(self, other): return self == other\nA() == A()\n"
    ),
    "recursion through a default": Hostile("def f(x=lambda: f()): return x()\nf()\n"),
    "recursion through a partial": Hostile("import functools\nf = functools.partial(lambda: f())\nf()\n"),
    "recursion through a module that is taken out": Hostile(
        "import sys\ndel sys.modules[__name__]\nimport m\n"
    ),
    "import_module of itself": Hostile(
        "import importlib\nwhile True: importlib.import_module(__name__)\n", ends=False
    ),
    "import_module of itself, taken out": Hostile(
        "import importlib, sys\nsys.modules.pop(__name__)\nimportlib.import_module(__name__)\n"
    ),
    "modules of computed names": Hostile(
        "n = 0\nwhile True:\n    n += 1\n    try: __import__(f'a{n}')\n    except ImportError: pass\n",
        ends=False,
    ),
    "a module that fails and is tried again": Hostile(
        "while True:\n    try: import a\n    except ValueError: pass\n",
        ends=False,
        files={"a.py": "raise ValueError\n"},
    ),
    "waiting for a lock": Hostile(
        "import _thread\nx = _thread.allocate_lock()\nx.acquire()\nx.acquire()\n", ends=None
    ),
    "sleeping": Hostile("import time\ntime.sleep(1000)\n", ends=None),
    "reading what never ends": Hostile("open('/dev/zero').read()\n", ends=None),
}

GROWTH = {
    "a large power": Hostile("x = 10**10**10\n", ends=False),
    "a large shift": Hostile("x = 1 << 10**11\n", ends=False),
    "a tower of powers": Hostile("x = 9**9**9**9\n", ends=False),
    "a long text": Hostile("x = 'a' * 10**12\n", ends=False),
    "a long list": Hostile("x = [0] * 10**10\n", ends=False),
    "a long tuple of tuples": Hostile("x = ((((0,) * 10**4) * 10**4) * 10**4)\n", ends=False),
    "long bytes": Hostile("x = bytes(10**11)\ny = b'a' * 10**12\n", ends=False),
    "a formatted width": Hostile("x = f'{1:999999999999}'\ny = '%999999999999d' % 1\n", ends=False),
    "a justified text": Hostile("x = 'a'.ljust(10**12)\ny = '1'.zfill(10**12)\n", ends=False),
    "a list of a range": Hostile("x = list(range(10**12))\n", ends=False),
    "a set of a range": Hostile("x = {*range(10**12)}\n", ends=False),
    "a text that doubles": Hostile("x = 'a'\nfor _ in range(100): x += x\n", ends=False),
    "a list that doubles": Hostile("x = [0]\nfor _ in range(100): x = x + x\n", ends=False),
    "a list that doubles in its place": Hostile("x = [0]\nfor _ in range(100): x.extend(x)\n", ends=False),
    "a number that squares": Hostile("x = 3\nfor _ in range(100): x *= x\n", ends=False),
    "a product of ranges": Hostile(
        "import itertools\nx = list(itertools.product(range(1000), repeat=6))\n", ends=False
    ),
    "a replacement that doubles": Hostile(
        "x = 'a'\nfor _ in range(100): x = x.replace('a', 'aa')\n", ends=False
    ),
    "a join that squares": Hostile("x = 'ab'\nfor _ in range(30): x = x.join(x)\n", ends=False),
    "lists of lists of lists": Hostile(
        "a = [0] * 10\n" + "".join("a = [a] * 10\n" for _ in range(50)) + "x = repr(a)\n", ends=False
    ),
    "a comparison of lists of lists": Hostile(
        "a = [0]; b = [0]\nfor _ in range(60): a = [a, a]; b = [b, b]\nx = a == b\n", ends=False
    ),
    "a hash of tuples of tuples": Hostile(
        "a = (0,)\nfor _ in range(60): a = (a, a)\nx = hash(a)\n", ends=False
    ),
    "a factorial": Hostile("import math\nx = math.factorial(10**8)\n", ends=False),
    "a text of a number": Hostile("x = 1\nfor n in range(1, 10**6): x *= n\ny = str(x)\n", ends=False),
    "a range of negative steps": Hostile("x = sum(range(10**18, -(10**18), -1))\n", ends=False),
    "classes that double": Hostile(
        "class A: pass\nfor _ in range(10**7): A = type('A', (A,), {})\nx = A.__name__\n", ends=False
    ),
    "closures of closures": Hostile(
        "f = lambda: 0\nfor _ in range(100_000): f = (lambda g: lambda: g())(f)\nx = f()\n"
    ),
}

KNOTS = {
    "a list that contains itself": Hostile(
        "x = []\nx.append(x)\nrepr(x); x == x; str(x)\nfor y in x: pass\n"
    ),
    "a list compared with its twin": Hostile("x = []; y = []\nx.append(y); y.append(x)\nx == y\n"),
    "a dictionary that contains itself": Hostile(
        "x = {}\nx['x'] = x\nrepr(x); dict(x); {**x}; x.update(x)\n"
    ),
    "a tuple that contains itself": Hostile("x = []\ny = (x,)\nx.append(y)\nhash(y)\n"),
    "a class that is its own attribute": Hostile("class A: pass\nA.A = A\nx = A.A.A.A()\nx.x = x\nx.x.x.x\n"),
    "a class that is its own base": Hostile("class A(A): pass\n"),
    "classes that are each other's bases": Hostile(
        "class A: pass\nclass B(A): pass\ntry: A.__bases__ = (B,)\nexcept TypeError: pass\n"
    ),
    "a module in itself": Hostile("import m\nm.m = m\nm.m.m.m.m\nglobals()['g'] = globals()\n"),
    "an __all__ that contains itself": Hostile(
        "from a import *\n", files={"a.py": "__all__ = []\n__all__.append(__all__)\n"}
    ),
    "a function that is its own default": Hostile(
        "def f(x=None): return x\nf.__defaults__ = (f,)\nf()()()()\n"
    ),
    "an exception that is its own cause": Hostile(
        "x = ValueError()\nx.__cause__ = x\nx.__context__ = x\nraise x\n"
    ),
    "a descriptor that gives itself": Hostile(
        "class D:\n    def __get__(self, *a): return self\nclass A: x = D()\nhasattr(A.x, 'x')\nA.x\n"
    ),
    "a metaclass of itself": Hostile("class M(type): pass\nM.__class__ = M\n"),
    "a path of itself": Hostile("__path__ = [__file__]\nfrom m import m\n"),
    "a circle of star imports": Hostile(
        "from a import *\n",
        files={"a.py": "from b import *\nfrom m import *\n", "b.py": "from a import *\nfrom m import *\n"},
    ),
}

TRICKS = {
    "eval of text": Hostile("eval(\"open('marker', 'w')\")\n"),
    "exec of text": Hostile("exec(\"open('marker', 'w').close()\\nimport a\")\n", files={"a.py": ""}),
    "exec of what compile gives": Hostile("exec(compile('while True: pass', 'x', 'exec'))\n", ends=False),
    "eval of deep text": Hostile("eval('(' * 10**5 + ')' * 10**5)\n"),
    "exec of itself": Hostile("exec(open(__file__).read())\n", ends=False),
    "a subprocess": Hostile("import os\nos.system('touch marker')\n"),
    "a call by its name": Hostile("getattr(__import__('os'), 'sys' + 'tem')('touch marker')\n"),
    "a file by pathlib": Hostile("import pathlib\npathlib.Path('marker').write_text('x')\n"),
    "a default that writes": Hostile("def f(x=open('marker', 'w')): pass\n"),
    "an annotation that writes": Hostile("x: open('marker', 'w') = 1\n"),
    "a finaliser that writes": Hostile("class A:\n    def __del__(self): open('marker', 'w')\nA()\n"),
    "a codec of the source": Hostile("# coding: rot13\nvzcbeg bf\n"),
    "a codec that runs code": Hostile("# -*- coding: unicode_escape -*-\nx = 1 # \\nopen('marker', 'w')\n"),
    "ctypes": Hostile("import ctypes\nctypes.string_at(0)\n", ends=None),
    "a signal to itself": Hostile("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", ends=None),
    "an exit": Hostile("import os\nos._exit(0)\n", ends=None),
    "a fork": Hostile("import os\nwhile True: os.fork()\n", ends=None),
    "pickle": Hostile("import pickle\npickle.loads(b\"cos\\nsystem\\n(S'touch marker'\\ntR.\")\n"),
    "an extension module that is none": Hostile("import a\n", files={"a.abi3.so": "\x7fELF none"}),
    "bytecode that is none": Hostile("import a\n", files={"a.pyc": "none"}),
    "an audit hook": Hostile(
        "import sys\nsys.addaudithook(print)\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()\n", ends=None
    ),
    "import hooks of its own": Hostile(
        "import sys\nclass F:\n    def find_spec(self, name, path=None, target=None): open('marker', 'w')\n"
        "sys.meta_path.insert(0, F())\nimport a\n",
        files={"a.py": ""},
    ),
    "builtins replaced": Hostile(
        "import builtins\nbuiltins.__import__ = lambda *a: None\nimport a\na.x\n", files={"a.py": ""}
    ),
    "surrogates in names": Hostile("__import__('\\ud800')\n"),
    "a name with a null": Hostile("__import__('a\\0b')\n"),
    "a name with slashes": Hostile("__import__('../../etc/passwd')\nimport_module = __import__('a/b')\n"),
    "an empty name": Hostile("__import__('')\n"),
    "a name of dots": Hostile("__import__('...')\n"),
}

GROWTH = {
    name: hostile._replace(text=f"{hostile.text}if x == 7:\n    import a\n", files={"a.py": ""})
    for name, hostile in GROWTH.items()
}
HOSTILE = {
    f"{theme}: {name}": hostile
    for theme, group in {
        "depth": DEPTH,
        "size": SIZE,
        "endless": ENDLESS,
        "growth": GROWTH,
        "knots": KNOTS,
        "tricks": TRICKS,
    }.items()
    for name, hostile in group.items()
}
