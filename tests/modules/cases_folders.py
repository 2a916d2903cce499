"""More statements about folders: from the language reference, the documentation of `importlib`, its tests."""

from __future__ import annotations

from tree import Case, Content, Folder, Link

_NS = Folder()
_LONG = "l" * 200

FILES = {
    "__init__ as bytecode beats a module as source": Case({"one/a/__init__.pyc": "", "one/a.py": ""}, "a"),
    "__init__ of the stable ABI beats source": Case(
        {"one/a/__init__.abi3.so": "", "one/a/__init__.py": ""}, "a"
    ),
    "a package with a stub only loses to the module beside it": Case(
        {"one/a/__init__.pyi": "", "one/a.py": ""}, "a"
    ),
    "a package with a stub only loses to a module elsewhere": Case(
        {"one/a/__init__.pyi": "", "two/a.py": ""}, "a"
    ),
    "__init__ without a suffix": Case({"one/a/__init__": "", "one/a/b.py": ""}, "a a.b a.__init__"),
    "__init__ as a link keeps its path": Case(
        {"real.py": "", "one/a/__init__.py": Link("../../real.py"), "one/a/b.py": ""}, "a a.b"
    ),
    "__init__ as a folder for one suffix, a file for another": Case(
        {"one/a/__init__.so": _NS, "one/a/__init__.py": ""}, "a"
    ),
    "a folder a.so beside a.py": Case({"one/a.so": _NS, "one/a.py": ""}, "a"),
    "folders a and a.py": Case({"one/a": _NS, "one/a.py": _NS}, "a"),
    "a chain of links": Case(
        {"x.py": "", "y.py": Link("x.py"), "one/a.py": Link("../y.py"), "one/b": Link("c"), "one/c": _NS},
        "a b c",
    ),
    "a link with another suffix": Case({"one/a.py": "", "one/b.pyc": Link("a.py")}, "b"),
    "a device is no module": Case(
        {
            "one/a.py": Link("/dev/null"),
            "one/b/__init__.py": Link("/dev/zero"),
            "two/a.py": "",
            "two/b.py": "",
        },
        "a b",
    ),
    "extension modules of other Pythons": Case(
        {
            "one/a.cpython-27m-x86_64-linux-gnu.so": "",
            "one/b.cpython-312-darwin.so": "",
            "one/c.cp312-win_amd64.pyd": "",
            "one/d.abi4.so": "",
            "one/e.pypy39-pp73-x86_64-linux-gnu.so": "",
        },
        "a b c d e",
    ),
    "bytecode with a tag outside __pycache__": Case({"one/a.cpython-313.pyc": "", "one/a.TAG.pyc": ""}, "a"),
    "suffixes of other platforms and of other tools": Case(
        {
            f"one/{n}": ""
            for n in ("a.pyw", "b.pyo", "c.pyd", "d.dll", "e.py~", "f.py.bak", "g.pyx", "h.ipynb")
        },
        "a b c d e f g h",
    ),
    "folders of distributions are namespace packages": Case(
        {"one/a-info/x.py": "", "one/b.egg/b.py": "", "one/c.egg-link": ""}, "a-info a-info.x b b.egg c"
    ),
    "keywords": Case(
        {"one/class.py": "", "one/None/__init__.py": "", "one/None/def.py": ""}, "class None.def"
    ),
    "control characters": Case({"one/a\nb.py": "", "one/\t.py": "", "one/\x7f.py": ""}, "a\nb \t \x7f a"),
    "a name that is no text": Case({"one/\udcff.py": "", "one/\udc80/x.py": ""}, "\udcff \udc80 \udc80.x"),
    "names with a slash": Case(
        {"one/a/__init__.py": "", "one/a/b.py": ""}, "a/b a/ /a ../one/a ./a a/__init__"
    ),
    "names with NUL": Case({"one/a.py": ""}, "a\0 \0 a\0b"),
    "long names": Case({f"one/{_LONG}.py": ""}, f"{_LONG} {_LONG}{_LONG} {'x' * 5000} {'x.' * 999}x"),
    "__main__ in a package": Case({"one/p/__init__.py": "", "one/p/__main__.py": ""}, "p.__main__ p"),
    "modules in __pycache__": Case(
        {"one/p/__init__.py": "", "one/p/__pycache__/x.py": ""}, "p.__pycache__.x"
    ),
    "a package within itself, by a link": Case(
        {"one/p/__init__.py": "", "one/p/p": Link("."), "one/p/x.py": ""}, "p.p p.p.p p.p.x p.p.p.x"
    ),
}

_MANY: dict[str, Content] = {f"one/n/m{number}.py": "" for number in range(30)}

SPACES = {
    "a portion by way of a link is another one": Case({"two/n/a.py": "", "one/n": Link("../two/n")}, "n n.a"),
    "a module in a later portion beats a bare folder in an earlier": Case(
        {"one/n/x/y.py": "", "two/n/x.py": ""}, "n.x n.x.y"
    ),
    "a package in a later portion beats a bare folder in an earlier": Case(
        {"one/n/x/y.py": "", "two/n/x/__init__.py": ""}, "n.x n.x.y"
    ),
    "a package ends the search for portions": Case(
        {"one/n/a.py": "", "two/n/__init__.py": "", "three/n/b.py": ""}, "n n.a n.b"
    ),
    "portions on both sides of a file": Case(
        {"one/n/a.py": "", "two/n": "", "three/n/b.py": ""}, "n n.a n.b"
    ),
    "a dangling __init__ makes a portion": Case(
        {"one/n/__init__.py": Link("nowhere"), "two/n/b.py": ""}, "n n.b n.__init__"
    ),
    "portions three levels deep": Case(
        {"one/n/m/l/a.py": "", "two/n/m/l/b.py": "", "three/n/m/c.py": ""}, "n.m.l n.m.l.a n.m.l.b n.m.c"
    ),
    "a namespace package in which a regular package shares a name": Case(
        {"one/n/n/__init__.py": "", "two/n/n/x.py": ""}, "n.n n.n.x n.n.n"
    ),
    "one folder under two spellings": Case({"one/n/a.py": ""}, "n n.a", "one =one one/. one/"),
    "the current folder twice": Case({"n/a.py": ""}, "n n.a", "= =."),
    "many modules": Case(_MANY, "n.m0 n.m29 n.m30 n"),
}

PATHS = {
    "an empty entry": Case({"a.py": "", "n": _NS, "p/__init__.py": ""}, "a n p", "="),
    "a source file as an entry": Case({"one/a.py": "", "two/a.py": ""}, "a", "one/a.py two"),
    "a link that leads nowhere as an entry": Case(
        {"x": Link("nowhere"), "y": Link("y"), "two/a.py": ""}, "a", "x y two"
    ),
    "a device as an entry": Case({"x": Link("/dev/null"), "two/a.py": ""}, "a", "x two"),
    "nothing is expanded": Case({"~/a.py": "", "$HOME/b.py": "", "*/c.py": ""}, "a b c", "~ $HOME =~ =*"),
    "a relative entry with detours": Case(
        {"one/a.py": "", "one/n": _NS, "two/b.py": ""}, "a n b", "=one/../one =two// =././two"
    ),
    "a relative entry from above": Case({"one/a.py": "", "one/n": _NS}, "a n", "=../root/one"),
    "slashes in front": Case({"one/a.py": ""}, "a", "=one//. one//"),
    "an entry that is too long": Case({"two/a.py": ""}, "a", "x" * 5000 + " two"),
    "an entry with NUL ends the search": Case(
        {"one/a.py": "", "two/b.py": ""}, "a b sys nowhere", "one x\0y two"
    ),
    "an entry that is no text": Case({"\udcff/a.py": "", "\udcff/n": _NS}, "a n", "\udcff"),
    "the same entry again": Case({"one/a.py": "", "two/a.py": ""}, "a", "one two one"),
}

LIBRARY = {
    "aliases of frozen modules": Case(
        {},
        "__hello_alias__ __hello_only__ __phello_alias__ __phello_alias__.spam __phello__.ham"
        " __phello__.ham.eggs __phello__.__init__ __phello__.nowhere",
    ),
    "the parts of importlib": Case(
        {}, "importlib importlib.machinery importlib._bootstrap importlib._bootstrap_external importlib.abc"
    ),
    "submodules of what is loaded": Case(
        {}, "encodings.utf_8 encodings.idna encodings.nowhere collections.abc"
    ),
    "extension modules of the standard library": Case(
        {}, "_json zlib math _ctypes audioop _testcapi _posixshmem"
    ),
    "modules that came and went": Case(
        {},
        "imp asyncore distutils distutils.command tomllib graphlib zoneinfo _pyrepl lib2to3.pgen2 smtpd nis",
    ),
    "modules of other platforms": Case({}, "winreg msvcrt nt _winapi ntpath _scproxy macpath"),
    "built-in modules are no packages": Case({}, "builtins.x time.sleep sys.path sys.monitoring"),
    "a package hides a module of the standard library": Case(
        {"one/random/__init__.py": "", "one/json/x.py": "", "one/email.py": ""},
        "random json json.x email.mime",
    ),
}

MORE_FOLDERS = {**FILES, **SPACES, **PATHS, **LIBRARY}
