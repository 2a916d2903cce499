"""An import whose failure is caught, and what runs then."""

from forms.case import Case

FOUND = ("m -> a: optional", "m -> b: optional")
MISSING = ("m -> b: optional",)

CASES = (
    Case(
        "except ImportError, found",
        "try:\n    import a\nexcept ImportError:\n    import b\n",
        empty="a.py b.py",
        edges=FOUND,
    ),
    Case(
        "except ImportError, a submodule missing",
        "try:\n    import p.nope\nexcept ImportError:\n    import b\n",
        empty="p/__init__.py b.py",
        edges=MISSING,
    ),
    Case(
        "except ImportError, a top-level module missing",
        "try:\n    import nope_that_nobody_has\nexcept ImportError:\n    import b\n",
        empty="b.py",
        edges=MISSING,
        note="the oracle has no site-packages, and dovetail was told of no environment",
    ),
    Case(
        "except ImportError, a standard module found",
        "try:\n    import json\nexcept ImportError:\n    import b\n",
        empty="b.py",
        edges=MISSING,
    ),
    Case(
        "except ImportError, a name missing",
        "try:\n    from a import nope\nexcept ImportError:\n    import b\n",
        {"a.py": "x = 1\n"},
        "b.py",
        edges=MISSING,
    ),
    Case(
        "except ImportError, a name found",
        "try:\n    from a import x\nexcept ImportError:\n    import b\n",
        {"a.py": "x = 1\n"},
        "b.py",
        edges=MISSING,
    ),
    Case(
        "except ModuleNotFoundError",
        "try:\n    import p.nope\nexcept ModuleNotFoundError:\n    import b\n",
        empty="p/__init__.py b.py",
        edges=MISSING,
    ),
    Case(
        "except with a tuple and a name",
        "try:\n    import a\nexcept (ValueError, ImportError) as error:\n    import b\n",
        empty="a.py b.py",
        edges=FOUND,
    ),
    Case(
        "except Exception",
        "try:\n    import a\nexcept Exception:\n    import b\n",
        empty="a.py b.py",
        edges=FOUND,
    ),
    Case("bare except", "try:\n    import a\nexcept:\n    import b\n", empty="a.py b.py", edges=FOUND),
    Case(
        "except on one line", "try: import a\nexcept ImportError: import b\n", empty="a.py b.py", edges=FOUND
    ),
    Case(
        "except pass",
        "try:\n    import a\nexcept ImportError:\n    pass\n",
        empty="a.py",
        edges=("m -> a: optional",),
    ),
    Case(
        "except gives None",
        "try:\n    import p.nope as x\nexcept ImportError:\n    x = None\n",
        empty="p/__init__.py",
    ),
    Case(
        "except* ImportError",
        "try:\n    import a\nexcept* ImportError:\n    import b\n",
        empty="a.py b.py",
        edges=FOUND,
        python=">=3.11",
    ),
    Case(
        "except without parentheses",
        "try:\n    import a\nexcept ValueError, ImportError:\n    import b\n",
        empty="a.py b.py",
        edges=FOUND,
        python=">=3.14",
    ),
    Case(
        "except ValueError does not catch it",
        "try:\n    import a\nexcept ValueError:\n    pass\n",
        empty="a.py",
        edges=("m -> a: eager",),
    ),
    Case(
        "handler that re-raises",
        "try:\n    import a\nexcept ImportError:\n    raise\n",
        empty="a.py",
        edges=("m -> a: eager",),
    ),
    Case(
        "handler that raises another",
        (
            "try:\n    import a\n"
            "except ImportError as error:\n    message = 'install a'\n"
            "    raise RuntimeError(message) from error\n"
        ),
        empty="a.py",
        edges=("m -> a: eager",),
    ),
    Case(
        "handler that raises under a condition",
        "import sys\ntry:\n    import a\nexcept ImportError:\n    if sys.flags.verbose:\n        raise\n",
        empty="a.py",
        edges=("m -> a: optional",),
    ),
    Case(
        "second of two handlers catches",
        "try:\n    import a\nexcept ValueError:\n    raise\nexcept ImportError:\n    import b\n",
        empty="a.py b.py",
        edges=FOUND,
    ),
    Case(
        "try, else, finally, found",
        (
            "try:\n    import a\n"
            "except ImportError:\n    import b\n"
            "else:\n    import c\n"
            "finally:\n    import d\n"
        ),
        empty="a.py b.py c.py d.py",
        edges=(*FOUND, "m -> d: eager"),
    ),
    Case(
        "try, else, finally, missing",
        (
            "try:\n    import p.nope\n"
            "except ImportError:\n    import b\n"
            "else:\n    import c\n"
            "finally:\n    import d\n"
        ),
        empty="p/__init__.py b.py c.py d.py",
        edges=(*MISSING, "m -> d: eager"),
    ),
    Case(
        "try and finally",
        "try:\n    import a\nfinally:\n    import b\n",
        empty="a.py b.py",
        edges=("m -> a: eager", "m -> b: eager"),
    ),
    Case(
        "try in a function",
        "def f():\n    try:\n        import a\n    except ImportError:\n        import b\n",
        empty="a.py b.py",
    ),
    Case(
        "try in a class",
        "class C:\n    try:\n        import a\n    except ImportError:\n        import b\n",
        empty="a.py b.py",
        edges=FOUND,
    ),
    Case(
        "nested in the handler, first found",
        (
            "try:\n    import a\n"
            "except ImportError:\n    try:\n        import b\n    except ImportError:\n        import c\n"
        ),
        empty="a.py b.py c.py",
        edges=(*FOUND, "m -> c: optional"),
    ),
    Case(
        "nested in the handler, second found",
        (
            "try:\n    import p.x\n"
            "except ImportError:\n    try:\n        import b\n    except ImportError:\n        import c\n"
        ),
        empty="p/__init__.py b.py c.py",
        edges=("m -> b: optional", "m -> c: optional"),
    ),
    Case(
        "nested in the handler, third found",
        (
            "try:\n    import p.x\n"
            "except ImportError:\n    try:\n        import p.y\n    except ImportError:\n        import c\n"
        ),
        empty="p/__init__.py c.py",
        edges=("m -> c: optional",),
    ),
    Case(
        "inner handler does not catch, outer does",
        (
            "try:\n    try:\n        import a\n    except KeyError:\n        pass\n"
            "except ImportError:\n    import b\n"
        ),
        empty="a.py b.py",
        edges=FOUND,
    ),
    Case(
        "if inside try",
        "try:\n    if True:\n        import a\nexcept ImportError:\n    import b\n",
        empty="a.py b.py",
    ),
    Case(
        "what follows a missing import in a try",
        "try:\n    import p.nope\n    import a\nexcept ImportError:\n    import b\n",
        empty="p/__init__.py a.py b.py",
        edges=("m -> a: optional", "m -> b: optional"),
    ),
    Case(
        "what precedes a missing import in a try",
        "try:\n    import a\n    import p.nope\nexcept ImportError:\n    import b\n",
        empty="p/__init__.py a.py b.py",
        edges=FOUND,
    ),
    Case(
        "the chain fails further down",
        "try:\n    import a\nexcept ImportError:\n    import b\n",
        {"a.py": "import c\nimport p.nope\nimport d\n"},
        "b.py c.py d.py p/__init__.py",
        edges=FOUND,
    ),
    Case(
        "the chain catches its own failure",
        "try:\n    import a\nexcept ImportError:\n    import b\n",
        {"a.py": "try:\n    import p.nope\nexcept ImportError:\n    pass\n"},
        "b.py p/__init__.py",
        edges=FOUND,
    ),
    Case(
        "parents of an optional import",
        "try:\n    import p.b\nexcept ImportError:\n    pass\n",
        empty="p/__init__.py p/b.py",
        edges=("m -> p: optional", "m -> p.b: optional"),
    ),
    Case(
        "contextlib.suppress, found",
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import a\n",
        empty="a.py",
        edges=("m -> a: optional",),
    ),
    Case(
        "suppress, found",
        "from contextlib import suppress\nwith suppress(ModuleNotFoundError, ValueError):\n    import a\n",
        empty="a.py",
        edges=("m -> a: optional",),
    ),
    Case(
        "suppress under an alias",
        "from contextlib import suppress as ignore\nwith ignore(ImportError):\n    import a\n",
        empty="a.py",
        edges=("m -> a: optional",),
    ),
    Case(
        "suppress, missing",
        "from contextlib import suppress\nwith suppress(ImportError):\n    import p.nope\nimport b\n",
        empty="p/__init__.py b.py",
        edges=("m -> b: eager",),
    ),
    Case(
        "suppress, what follows a missing import",
        "from contextlib import suppress\nwith suppress(ImportError):\n    import p.nope\n    import a\n",
        empty="p/__init__.py a.py",
        edges=("m -> a: optional",),
    ),
    Case(
        "suppress of something else",
        "from contextlib import suppress\nwith suppress(ValueError):\n    import a\n",
        empty="a.py",
        edges=("m -> a: eager",),
    ),
    Case(
        "from a plain module, as if it were a package",
        "try:\n    import a.b\nexcept ImportError:\n    import c\n",
        empty="a.py c.py",
        edges=("m -> c: optional",),
    ),
    Case(
        "relative import beyond the top, caught",
        "try:\n    from .. import a\nexcept (ImportError, ValueError):\n    import b\n",
        empty="a.py b.py",
        edges=("m -> a: none", "m -> b: optional"),
    ),
)
