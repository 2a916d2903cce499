"""Under ``__name__ == "__main__"``: not run by an import."""

from forms.case import Case

MAIN = ("m -> a: main",)

CASES = (
    Case("main", 'if __name__ == "__main__":\n    import a\n', empty="a.py", edges=MAIN),
    Case("main in single quotes", "if __name__ == '__main__':\n    import a\n", empty="a.py", edges=MAIN),
    Case("main the other way round", 'if "__main__" == __name__:\n    import a\n', empty="a.py", edges=MAIN),
    Case("main in parentheses", 'if (__name__ == "__main__"):\n    import a\n', empty="a.py", edges=MAIN),
    Case("main on one line", 'if __name__ == "__main__": import a\n', empty="a.py", edges=MAIN),
    Case(
        "main by in", 'if __name__ in ("__main__", "__mp_main__"):\n    import a\n', empty="a.py", edges=MAIN
    ),
    Case(
        "main and more", 'x = 1\nif __name__ == "__main__" and x:\n    import a\n', empty="a.py", edges=MAIN
    ),
    Case(
        "more and main", 'x = 1\nif x and __name__ == "__main__":\n    import a\n', empty="a.py", edges=MAIN
    ),
    Case(
        "else of main",
        'if __name__ == "__main__":\n    import a\nelse:\n    import b\n',
        empty="a.py b.py",
        edges=(*MAIN, "m -> b: eager"),
    ),
    Case("not main", 'if __name__ != "__main__":\n    import a\n', empty="a.py", edges=("m -> a: eager",)),
    Case(
        "not by not", 'if not __name__ == "__main__":\n    import a\n', empty="a.py", edges=("m -> a: eager",)
    ),
    Case(
        "else of not main",
        'if __name__ != "__main__":\n    import a\nelse:\n    import b\n',
        empty="a.py b.py",
        edges=("m -> a: eager", "m -> b: main"),
    ),
    Case(
        "try in main",
        'if __name__ == "__main__":\n    try:\n        import a\n    except ImportError:\n        import b\n',
        empty="a.py b.py",
    ),
    Case(
        "parents of an import in main",
        'if __name__ == "__main__":\n    import p.b\n',
        empty="p/__init__.py p/b.py",
        edges=("m -> p: main", "m -> p.b: main"),
    ),
    Case(
        "main in a package, relative",
        files={"p/m.py": 'if __name__ == "__main__":\n    from . import a\nfrom . import b\n'},
        empty="p/__init__.py p/a.py p/b.py",
        entry="p.m",
        edges=("p.m -> p.a: main", "p.m -> p.b: eager"),
    ),
)
