"""Tests of the version, the platform and the implementation, in the spellings that people use."""

from forms.case import Case


def _both(
    name: str, condition: str, preamble: str = "import sys\n", *, holds: bool | None = None, note: str = ""
) -> Case:
    """A case with ``import a`` where ``condition`` holds and ``import b`` where it does not.

    ``holds`` is given where it is the same on every target, so that the sign of the kinds can be stated.
    """
    text = f"{preamble}if {condition}:\n    import a\nelse:\n    import b\n"
    signs = {True: ("+", "-"), False: ("-", "+")}.get(holds)
    edges = (f"m -> a: conditional{signs[0]}", f"m -> b: conditional{signs[1]}") if signs else ()
    return Case(name, text, empty="a.py b.py", edges=edges, note=note)


VERSIONS = (
    _both("version_info >= (3,)", "sys.version_info >= (3,)", holds=True),
    _both("version_info >= (3, 0)", "sys.version_info >= (3, 0)", holds=True),
    _both("version_info < (3,)", "sys.version_info < (3,)", holds=False),
    _both("version_info > (3,)", "sys.version_info > (3,)", holds=True),
    _both("version_info >= (3, 12)", "sys.version_info >= (3, 12)", note="depends on the target"),
    _both("version_info < (3, 12)", "sys.version_info < (3, 12)", note="depends on the target"),
    _both(
        "version_info > (3, 11)",
        "sys.version_info > (3, 11)",
        note="true on 3.11.0 already: five against two",
    ),
    _both("version_info <= (3, 11)", "sys.version_info <= (3, 11)", note="false on 3.11.0 already"),
    _both("version_info == (3, 11)", "sys.version_info == (3, 11)", holds=False, note="five against two"),
    _both("version_info != (3, 11)", "sys.version_info != (3, 11)", holds=True),
    _both("version_info with all five", "sys.version_info >= (3, 8, 0, 'alpha', 0)", holds=True),
    _both("version_info[0] == 2", "sys.version_info[0] == 2", holds=False),
    _both("version_info[0] >= 3", "sys.version_info[0] >= 3", holds=True),
    _both("version_info[1]", "sys.version_info[0] == 3 and sys.version_info[1] >= 12"),
    _both("version_info[0] in", "sys.version_info[0] in (2, 3)", holds=True),
    _both("version_info[:2] >=", "sys.version_info[:2] >= (3, 8)", holds=True),
    _both("version_info[:2] ==", "sys.version_info[:2] == (3, 11)"),
    _both("version_info[0:2]", "sys.version_info[0:2] < (3, 6)", holds=False),
    _both("version_info[:1]", "sys.version_info[:1] == (3,)", holds=True),
    _both("version_info.major", "sys.version_info.major == 3", holds=True),
    _both("version_info.major and minor", "sys.version_info.major >= 3 and sys.version_info.minor >= 12"),
    _both("version_info on the right", "(3, 6) <= sys.version_info", holds=True),
    _both("version_info in the middle", "(3, 6) <= sys.version_info < (4,)", holds=True),
    _both("version_info with not", "not sys.version_info >= (3,)", holds=False),
    _both("version_info in parentheses", "(sys.version_info >= (3,))", holds=True),
    _both("version_info without blanks", "(sys.version_info>=(3,8))", holds=True),
    _both("version_info over two lines", "(\n    sys.version_info\n    >= (3, 8)  # why\n)", holds=True),
    _both("version_info with or", "sys.version_info < (3,) or sys.version_info >= (3, 6)", holds=True),
    _both(
        "from sys import version_info", "version_info >= (3,)", "from sys import version_info\n", holds=True
    ),
    _both("version_info under an alias", "v >= (3,)", "from sys import version_info as v\n", holds=True),
    _both("sys under an alias", "s.version_info >= (3,)", "import sys as s\n", holds=True),
    _both("hexversion", "sys.hexversion >= 0x03080000", holds=True),
    _both("PY2 at the top", "PY2", "import sys\nPY2 = sys.version_info[0] == 2\n", holds=False),
    _both("PY3 at the top", "PY3", "import sys\nPY3 = sys.version_info >= (3,)\n", holds=True),
    _both(
        "version_info with an unknown name",
        "sys.version_info < (3,) and unknown",
        "import sys\nunknown = 1\n",
        holds=False,
    ),
)

PLATFORMS = (
    _both("platform == linux", "sys.platform == 'linux'"),
    _both("platform == win32", "sys.platform == 'win32'"),
    _both("platform != win32", "sys.platform != 'win32'"),
    _both("platform startswith", "sys.platform.startswith('win')"),
    _both("platform startswith a tuple", "sys.platform.startswith(('linux', 'darwin'))"),
    _both("platform in", "sys.platform in ('win32', 'cygwin')"),
    _both("platform not in", "sys.platform not in {'win32', 'cygwin'}"),
    _both("platform on the right", "'linux' == sys.platform"),
    _both("platform is nothing known", "sys.platform == 'os2emx'", holds=False),
    _both("from sys import platform", "platform == 'linux'", "from sys import platform\n"),
    _both("platform at the top", "WINDOWS", "import sys\nWINDOWS = sys.platform == 'win32'\n"),
    _both("os.name == nt", "os.name == 'nt'", "import os\n"),
    _both("os.name == posix", "os.name == 'posix'", "import os\n"),
    _both("os.name != java", "os.name != 'java'", "import os\n", holds=True),
    _both("from os import name", "name == 'nt'", "from os import name\n"),
    _both("platform.system()", "platform.system() == 'Windows'", "import platform\n"),
    _both("platform.system() in", "platform.system() in ('Linux', 'Darwin')", "import platform\n"),
    _both(
        "platform.python_implementation()",
        "platform.python_implementation() == 'CPython'",
        "import platform\n",
    ),
    _both("sys.implementation.name", "sys.implementation.name == 'cpython'"),
    _both("sys.implementation.name is another", "sys.implementation.name == 'pypy'"),
    _both("platform and version", "sys.platform != 'os2emx' and sys.version_info >= (3,)", holds=True),
)

OTHERS = (
    Case(
        "three branches of versions",
        (
            "import sys\n"
            "if sys.version_info < (3,):\n    import a\n"
            "elif sys.version_info < (3, 4):\n    import b\n"
            "else:\n    import c\n"
        ),
        empty="a.py b.py c.py",
        edges=("m -> a: conditional-", "m -> b: conditional-", "m -> c: conditional+"),
    ),
    Case(
        "first of three branches",
        (
            "import sys\n"
            "if sys.version_info >= (3,):\n    import a\n"
            "elif sys.version_info >= (2, 7):\n    import b\n"
            "else:\n    import c\n"
        ),
        empty="a.py b.py c.py",
        edges=("m -> a: conditional+", "m -> b: conditional-", "m -> c: conditional-"),
    ),
    Case(
        "nested tests, inner false",
        (
            "import sys\n"
            "if sys.version_info >= (3,):\n"
            "    if sys.platform == 'os2emx':\n        import a\n    else:\n        import b\n"
        ),
        empty="a.py b.py",
        edges=("m -> a: conditional-", "m -> b: conditional+"),
    ),
    Case(
        "nested tests, outer false",
        (
            "import sys\n"
            "if sys.version_info < (3,):\n"
            "    if sys.version_info >= (2, 7):\n        import a\n    else:\n        import b\n"
        ),
        empty="a.py b.py",
        edges=("m -> a: conditional-", "m -> b: conditional-"),
    ),
    Case(
        "in a class",
        (
            "import sys\n"
            "class C:\n    if sys.version_info < (3,):\n        import a\n    else:\n        import b\n"
        ),
        empty="a.py b.py",
        edges=("m -> a: conditional-", "m -> b: conditional+"),
    ),
    Case(
        "on one line",
        "import sys\nif sys.version_info >= (3,): import a\nelse: import b\n",
        empty="a.py b.py",
        edges=("m -> a: conditional+", "m -> b: conditional-"),
    ),
    Case(
        "around a function",
        "import sys\nif sys.version_info >= (3,):\n    def f():\n        import a\n",
        empty="a.py",
    ),
    Case(
        "parents of a conditional import",
        "import sys\nif sys.version_info >= (3,):\n    import p.b\nelse:\n    import q.b\n",
        empty="p/__init__.py p/b.py q/__init__.py q/b.py",
        edges=(
            "m -> p: conditional+",
            "m -> p.b: conditional+",
            "m -> q: conditional-",
            "m -> q.b: conditional-",
        ),
    ),
    Case(
        "the test of another name does not count",
        (
            "class sys:\n    version_info = (2,)\n"
            "if sys.version_info >= (3,):\n    import a\n"
            "else:\n    import b\n"
        ),
        empty="a.py b.py",
        note="sys is a class of the module itself",
    ),
    Case(
        "try inside a test that fails",
        (
            "import sys\n"
            "if sys.version_info < (3,):\n"
            "    try:\n        import a\n    except ImportError:\n        import b\n"
        ),
        empty="a.py b.py",
    ),
)

CASES = (*VERSIONS, *PLATFORMS, *OTHERS)
