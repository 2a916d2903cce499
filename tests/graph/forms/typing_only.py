"""Under ``TYPE_CHECKING`` by any of its names: never run."""

from forms.case import Case

FROM = "from typing import TYPE_CHECKING\n"
TYPING = ("m -> a: typing",)
ELSE = ("m -> a: typing", "m -> b: eager")


def _typing(name: str, preamble: str, condition: str) -> Case:
    """A case with ``import a`` under ``condition`` and ``import b`` in its ``else``."""
    return Case(
        name, f"{preamble}if {condition}:\n    import a\nelse:\n    import b\n", empty="a.py b.py", edges=ELSE
    )


NAMES = (
    _typing("TYPE_CHECKING", FROM, "TYPE_CHECKING"),
    _typing("typing.TYPE_CHECKING", "import typing\n", "typing.TYPE_CHECKING"),
    _typing("t.TYPE_CHECKING", "import typing as t\n", "t.TYPE_CHECKING"),
    _typing("TC by import", "from typing import TYPE_CHECKING as TC\n", "TC"),
    _typing("TC by a list of imports", "from typing import (\n    Any as A, TYPE_CHECKING as TC,\n)\n", "TC"),
    _typing("TC by assignment", FROM + "TC = TYPE_CHECKING\n", "TC"),
    _typing("TC by assignment of the attribute", "import typing\nTC = typing.TYPE_CHECKING\n", "TC"),
    _typing("TC by a chain of assignments", FROM + "X = TYPE_CHECKING\nTC = X\n", "TC"),
    _typing("TYPE_CHECKING = False", "TYPE_CHECKING = False\n", "TYPE_CHECKING"),
    _typing("TYPE_CHECKING: bool = False", "TYPE_CHECKING: bool = False\n", "TYPE_CHECKING"),
    _typing("TYPE_CHECKING in parentheses", FROM, "(TYPE_CHECKING)"),
    _typing("TC and X", FROM + "X = 1\n", "TYPE_CHECKING and X"),
    _typing("X and TC", FROM + "X = 1\n", "X and TYPE_CHECKING"),
    _typing("not not TC", FROM, "not not TYPE_CHECKING"),
    _typing("TC or TC", "import typing\n" + FROM, "TYPE_CHECKING or typing.TYPE_CHECKING"),
    _typing(
        "import within try",
        "try:\n    from typing import TYPE_CHECKING\nexcept ImportError:\n    TYPE_CHECKING = False\n",
        "TYPE_CHECKING",
    ),
)

OTHERS = (
    Case(
        "MYPY = False",
        "MYPY = False\nif MYPY:\n    import a\nelse:\n    import b\n",
        empty="a.py b.py",
        note="a constant, and a name that mypy takes for true",
    ),
    Case(
        "TYPE_CHECKING of a module of the project",
        "from compat import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n",
        {"compat.py": "TYPE_CHECKING = False\n"},
        "a.py",
        edges=("m -> a: typing", "m -> compat: eager"),
    ),
    Case(
        "not TC",
        FROM + "if not TYPE_CHECKING:\n    import a\nelse:\n    import b\n",
        empty="a.py b.py",
        edges=("m -> a: eager", "m -> b: typing"),
    ),
    Case(
        "TC and a version",
        "import sys\n"
        + FROM
        + "if TYPE_CHECKING and sys.version_info >= (3,):\n    import a\nelse:\n    import b\n",
        empty="a.py b.py",
        edges=("m -> a: typing",),
        note="whether the else is eager or conditional is a matter of taste",
    ),
    Case(
        "not TC under an alias",
        "import typing as t\nif not t.TYPE_CHECKING:\n    import a\n",
        empty="a.py",
        edges=("m -> a: eager",),
    ),
    Case(
        "not (TC)",
        FROM + "if not(TYPE_CHECKING): import a\n",
        empty="a.py",
        edges=("m -> a: eager",),
    ),
    Case(
        "X or TC, X holds",
        "import sys\n"
        + FROM
        + "if sys.version_info >= (3,) or TYPE_CHECKING:\n    import a\nelse:\n    import b\n",
        empty="a.py b.py",
    ),
    Case(
        "TC or X, X does not hold",
        "import sys\n"
        + FROM
        + "if TYPE_CHECKING or sys.version_info < (3,):\n    import a\nelse:\n    import b\n",
        empty="a.py b.py",
    ),
    Case(
        "not TC or X",
        "import sys\n"
        + FROM
        + "if not TYPE_CHECKING or sys.version_info < (3,):\n    import a\nelse:\n    import b\n",
        empty="a.py b.py",
    ),
    Case(
        "not TC and X, X does not hold",
        "import sys\n"
        + FROM
        + "if not TYPE_CHECKING and sys.version_info < (3,):\n    import a\nelse:\n    import b\n",
        empty="a.py b.py",
    ),
    Case(
        "TC in elif",
        "import sys\n"
        + FROM
        + "if sys.version_info < (3,):\n    import a\n"
        + "elif TYPE_CHECKING:\n    import b\n"
        + "else:\n    import c\n",
        empty="a.py b.py c.py",
        edges=("m -> a: conditional-", "m -> b: typing"),
    ),
    Case(
        "elif after TC",
        "import sys\n"
        + FROM
        + "if TYPE_CHECKING:\n    import a\n"
        + "elif sys.version_info >= (3,):\n    import b\n"
        + "else:\n    import c\n",
        empty="a.py b.py c.py",
        edges=("m -> a: typing", "m -> b: conditional+", "m -> c: conditional-"),
    ),
    Case(
        "TC on one line",
        FROM + "if TYPE_CHECKING: import a; import b\n",
        empty="a.py b.py",
        edges=(*TYPING, "m -> b: typing"),
    ),
    Case(
        "if in TC",
        FROM + "X = 1\nif TYPE_CHECKING:\n    if X:\n        import a\n    else:\n        import b\n",
        empty="a.py b.py",
        edges=(*TYPING, "m -> b: typing"),
    ),
    Case(
        "TC in if",
        FROM + "if True:\n    if TYPE_CHECKING:\n        import a\n    import b\n",
        empty="a.py b.py",
        edges=TYPING,
    ),
    Case(
        "TC in try",
        FROM + "try:\n    if TYPE_CHECKING:\n        import a\nexcept ImportError:\n    pass\n",
        empty="a.py",
        edges=TYPING,
    ),
    Case(
        "try in TC",
        FROM + "if TYPE_CHECKING:\n    try:\n        import a\n    except ImportError:\n        import b\n",
        empty="a.py b.py",
        edges=(*TYPING, "m -> b: typing"),
    ),
    Case(
        "TC in a class",
        FROM + "class C:\n    if TYPE_CHECKING:\n        import a\n",
        empty="a.py",
        edges=TYPING,
    ),
    Case(
        "class in TC",
        FROM + "if TYPE_CHECKING:\n    class C:\n        import a\n",
        empty="a.py",
        edges=TYPING,
    ),
    Case(
        "TC in a function",
        FROM + "def f():\n    if TYPE_CHECKING:\n        import a\n",
        empty="a.py",
        edges=TYPING,
    ),
    Case(
        "function in TC",
        FROM + "if TYPE_CHECKING:\n    def f():\n        import a\n",
        empty="a.py",
        edges=TYPING,
    ),
    Case(
        "else of TC in a function",
        FROM + "def f():\n    if TYPE_CHECKING:\n        import a\n    else:\n        import b\n",
        empty="a.py b.py",
        edges=("m -> a: typing", "m -> b: deferred"),
    ),
    Case(
        "parents of a typing import",
        FROM + "if TYPE_CHECKING:\n    from p.q import r\n",
        empty="p/__init__.py p/q/__init__.py p/q/r.py",
        edges=("m -> p: typing", "m -> p.q: typing", "m -> p.q.r: typing"),
    ),
    Case(
        "typing and at run time",
        FROM + "if TYPE_CHECKING:\n    import a\nimport a\n",
        empty="a.py",
        edges=("m -> a: eager, typing",),
    ),
    Case(
        "TC by a walrus",
        FROM + "if (TC := TYPE_CHECKING):\n    import a\n",
        empty="a.py",
    ),
    Case(
        "star import under TC",
        FROM + "if TYPE_CHECKING:\n    from p import *\n",
        {"p/__init__.py": "__all__ = ['b']\n"},
        "p/b.py",
        edges=("m -> p: typing",),
    ),
)

CASES = (*NAMES, *OTHERS)
