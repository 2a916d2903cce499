"""Statements about what CPython finds, each as a small tree; what is right, CPython says."""

from __future__ import annotations

from cases_archives import MORE_ARCHIVES
from cases_folders import MORE_FOLDERS
from tree import Case, Content, Folder, Link, Zip

_NS = Folder()
_DEEP: dict[str, Content] = {"one/a/b/c/__init__.py": "", "one/a/__init__.py": "", "one/a/b/__init__.py": ""}

FOLDERS = {
    "a regular package beats a module in the same entry": Case(
        {"one/a/__init__.py": "", "one/a.py": ""}, "a"
    ),
    "a bare folder loses to a module in the same entry": Case({"one/a": _NS, "one/a.py": ""}, "a"),
    "a bare folder loses to a module in a later entry": Case({"one/a": _NS, "two/a.py": ""}, "a"),
    "a module beats a regular package in a later entry": Case({"one/a.py": "", "two/a/__init__.py": ""}, "a"),
    "extension modules come first": Case(
        {"one/aEXT": "", "one/a.abi3.so": "", "one/a.so": "", "one/a.py": "", "one/a.pyc": ""}, "a"
    ),
    "of extension modules, abi3 beats the plain suffix": Case(
        {"one/a.abi3.so": "", "one/a.so": "", "one/a.py": ""}, "a"
    ),
    "an extension module beats source": Case({"one/a.so": "", "one/a.py": "", "one/a.pyc": ""}, "a"),
    "source beats bytecode": Case({"one/a.py": "", "one/a.pyc": ""}, "a"),
    "__init__ as an extension module": Case({"one/a/__init__EXT": "", "one/a/__init__.py": ""}, "a"),
    "__init__ as bytecode": Case({"one/a/__init__.pyc": "", "one/aEXT": ""}, "a"),
    "__init__ as source beats bytecode": Case({"one/a/__init__.py": "", "one/a/__init__.pyc": ""}, "a"),
    "bytecode without source": Case({"one/a.pyc": ""}, "a"),
    "cached bytecode without source is no module": Case({"one/__pycache__/a.TAG.pyc": ""}, "a __pycache__"),
    "bytecode with a bad magic number is found": Case({"one/a.pyc": b"bad!" * 8, "two/a.py": ""}, "a"),
    "an extension module that is none is found": Case({"one/aEXT": "none", "one/a.py": ""}, "a"),
    "Python 2's amodule.so": Case({"one/amodule.so": ""}, "a amodule"),
    "a folder __init__.py makes a portion": Case({"one/a/__init__.py": _NS}, "a a.__init__"),
    "a folder __init__.py beside __init__.pyc": Case(
        {"one/a/__init__.py": _NS, "one/a/__init__.pyc": ""}, "a"
    ),
    "a folder a.py is no module": Case({"one/a.py": _NS, "two/a.py": ""}, "a"),
    "a folder a.py beside a.pyc": Case({"one/a.py": _NS, "one/a.pyc": ""}, "a"),
    "a dangling link is not found": Case({"one/a.py": Link("nowhere"), "two/a.py": ""}, "a"),
    "a dangling link as a folder": Case({"one/a": Link("nowhere"), "two/a.py": ""}, "a"),
    "a dangling __init__.py": Case({"one/a/__init__.py": Link("nowhere"), "two/a.py": ""}, "a"),
    "a link to itself": Case({"one/a.py": Link("a.py"), "one/a": Link("a"), "two/a.py": ""}, "a"),
    "a link to a package keeps its path": Case({"real/__init__.py": "", "one/a": Link("../real")}, "a"),
    "a link to a module keeps its path": Case({"real.py": "", "one/a.py": Link("../real.py")}, "a"),
    "an entry that is a link": Case({"real/a.py": "", "one": Link("real")}, "a"),
    "source that does not compile is found": Case({"one/a.py": "def", "two/a.py": ""}, "a"),
    "source that cannot be decoded is found": Case({"one/a.py": b"\xff", "two/a.py": ""}, "a"),
    "names differ by case": Case({"one/foo.py": "", "one/Bar/__init__.py": ""}, "Foo FOO foo bar Bar"),
    "suffixes differ by case": Case({"one/a.PY": "", "one/b.Py": "", "one/c/__init__.PY": ""}, "a b c"),
    "a stub is no module": Case({"one/a.pyi": "", "one/b/__init__.pyi": ""}, "a b"),
    "a stub package is another package": Case({"one/foo-stubs/__init__.py": ""}, "foo foo-stubs"),
    "names that are no identifiers": Case({"one/a-b.py": "", "one/1.py": "", "one/a b.py": ""}, "a-b 1 a"),
    "a dot in a file's name": Case(
        {"one/a.b.py": "", "one/c/__init__.py": "", "one/c.d.py": ""}, "a a.b c.d"
    ),
    "a.__init__ is a module": Case({"one/a/__init__.py": ""}, "a a.__init__ a.__init__.b"),
    "__init__ at the top": Case({"one/__init__.py": ""}, "__init__ one"),
    "a file without a suffix": Case({"one/a": "", "two/a.py": ""}, "a"),
    "a file without a suffix alone": Case({"one/a": ""}, "a a.b"),
    "a file called .py": Case({"one/a/__init__.py": "", "one/a/.py": "", "one/.py": ""}, "a. a.. a..b"),
    "letters beyond ASCII": Case({"one/ä.py": "", "one/名/__init__.py": ""}, "ä 名 名.ä"),
    "composed and decomposed letters": Case({"one/\u00e9.py": ""}, "\u00e9 e\u0301"),
    "the text of a suffix in a name": Case({"one/a.py.py": "", "one/a.so.py": ""}, "a a.py a.so"),
}

NAMESPACES = {
    "an empty folder": Case({"one/n": _NS}, "n n.a"),
    "portions in the order of the path": Case({"one/n/a.py": "", "two/n/b.py": ""}, "n n.a n.b n.c"),
    "portions of an entry that is there twice": Case({"one/n/a.py": ""}, "n n.a", "one one"),
    "the first portion wins": Case({"one/n/a.py": "1", "two/n/a.py": "2"}, "n.a"),
    "a module in the last entry beats portions": Case(
        {"one/n/a.py": "", "two/n/b.py": "", "three/n.py": ""}, "n n.a"
    ),
    "a package in the last entry beats portions": Case(
        {"one/n/a.py": "", "two/n/b.py": "", "three/n/__init__.py": ""}, "n n.a n.b"
    ),
    "a namespace package in a namespace package": Case({"one/n/m/a.py": "", "two/n/m/b.py": ""}, "n.m n.m.b"),
    "a package in a namespace package": Case({"one/n/m": _NS, "two/n/m/__init__.py": ""}, "n.m"),
    "a namespace package in a package": Case({"one/p/__init__.py": "", "one/p/n/a.py": ""}, "p.n p.n.a"),
    "a folder without importable files": Case({"one/n/data.txt": ""}, "n n.data"),
    "hidden and cache folders": Case({"one/.n": _NS, "one/__pycache__": _NS}, ".n __pycache__"),
    "a link to a folder is a portion": Case({"real/a.py": "", "one/n": Link("../real")}, "n n.a"),
    "__main__ in a bare folder": Case({"one/n/__main__.py": ""}, "n n.__main__"),
}

PACKAGES = {
    "parents first": Case(_DEEP, "a a.b a.b.c a.b.c.d a.x.y"),
    "below a module": Case({"one/a.py": ""}, "a.b a.b.c"),
    "below what is not there": Case({}, "nowhere nowhere.b nowhere.b.c"),
    "a parent in another entry": Case({"one/a/__init__.py": "", "two/a/b.py": ""}, "a.b"),
    "a submodule named as its package": Case({"one/a/__init__.py": "", "one/a/a.py": ""}, "a.a a.a.a"),
    "a submodule named as a built-in module": Case({"one/a/__init__.py": "", "one/a/sys.py": ""}, "a.sys"),
    "below a built-in module": Case({"one/sys/__init__.py": "", "one/sys/x.py": ""}, "sys sys.x"),
    "dots": Case({"one/a/__init__.py": "", "one/a/b.py": ""}, "a. a..b a.b. a...b"),
}

SHADOWS = {
    "built-in modules are not shadowed": Case(
        {f"one/{n}.py": "" for n in ("sys", "gc", "errno")}, "sys gc errno"
    ),
    "frozen modules": Case(
        {f"one/{n}.py": "" for n in ("__hello__", "runpy", "ntpath", "zipimport", "_frozen_importlib")},
        "__hello__ runpy ntpath zipimport _frozen_importlib",
    ),
    "a frozen package": Case(
        {"one/__phello__/__init__.py": "", "one/__phello__/x.py": ""},
        "__phello__ __phello__.spam __phello__.x",
    ),
    "modules of the start-up": Case(
        {"one/codecs.py": "", "one/io.py": "", "one/abc.py": ""}, "codecs io abc"
    ),
    "other modules of the standard library": Case(
        {"one/random.py": "", "one/xml": _NS}, "random xml xml.dom"
    ),
    "os.path is an alias": Case(
        {"one/os/__init__.py": "", "one/os/path.py": ""}, "os os.path os.path.x os.x"
    ),
    "the standard library itself": Case(
        {}, "random email.mime.text xml.etree.ElementTree _ssl sqlite3 lib2to3"
    ),
    "the test suite": Case({}, "test test.support test.test_importlib.frozen"),
}

ENTRIES = {
    "missing entries and files": Case({"two/a.py": "", "file": ""}, "a", "nowhere file two"),
    "a folder whose name ends with .zip": Case({"x.zip/a.py": ""}, "a", "x.zip"),
    "slashes at the end": Case(
        {"one/a.py": "", "one/n/b.py": "", "one/p/__init__.py": ""}, "a n p n.b", "one///"
    ),
    "dots within an entry": Case({"one/a/__init__.py": ""}, "a", "two/../one one/./"),
    "a relative entry": Case({"one/a/__init__.py": "", "one/b.py": ""}, "a b a.c", "=one"),
    "a relative entry with a dot": Case(
        {"one/a/__init__.py": "", "one/b.py": "", "one/n": _NS}, "a b n", "=./one"
    ),
    "the current folder": Case({"a.py": "", "n": _NS, "p/__init__.py": ""}, "a n p", "=."),
    "the folder above": Case({"a.py": "", "n": _NS}, "a n root", "=.."),
    "an archive": Case(
        {"x.zip": Zip({"a.py": "", "p/__init__.py": "", "p/b.py": "", "n/": "", "m/c.py": ""})},
        "a p p.b n n.x m m.c",
        "x.zip",
    ),
    "an archive of any name": Case({"x.any": Zip({"a.py": ""})}, "a", "x.any"),
    "a folder in an archive": Case(
        {"x.zip": Zip({"lib/a.py": "", "lib/p/__init__.py": "", "lib/n/": ""})}, "a p n lib", "x.zip/lib"
    ),
    "a folder in an archive that is not there": Case({"x.zip": Zip({"a.py": ""})}, "a", "x.zip/nowhere"),
    "an archive, package before module": Case(
        {"x.zip": Zip({"a.py": "", "a/__init__.py": ""})}, "a", "x.zip"
    ),
    "an archive with an extension module": Case(
        {"x.zip": Zip({"aEXT": "", "b.so": "", "b.py": ""})}, "a b", "x.zip"
    ),
    "portions in an archive and in a folder": Case(
        {"x.zip": Zip({"n/": "", "n/a.py": ""}), "one/n/b.py": ""}, "n n.a n.b", "x.zip one"
    ),
    "a module in a folder beats a portion in an archive": Case(
        {"x.zip": Zip({"n/": ""}), "one/n.py": ""}, "n", "x.zip one"
    ),
    "archives with a text before and after": Case(
        {"x.zip": b"no archive at all", "one/a.py": ""}, "a", "x.zip one"
    ),
    "an empty file": Case({"x.zip": b"", "one/a.py": ""}, "a", "x.zip one"),
    "letters beyond ASCII in an archive": Case({"x.zip": Zip({"ä.py": "", "名/": ""})}, "ä 名", "x.zip"),
    "a dot in an archive": Case(
        {"x.zip": Zip({".py": "", "p/__init__.py": "", "p/.py": ""})}, "p. p..a", "x.zip"
    ),
}

CASES = {**FOLDERS, **NAMESPACES, **PACKAGES, **SHADOWS, **ENTRIES, **MORE_FOLDERS, **MORE_ARCHIVES}
