"""More statements about archives: from the documentation of `zipimport`, its tests, and its text."""

from __future__ import annotations

import zipfile
from io import BytesIO

from tree import Case, Folder, Link, Zip, zipped

_PLAIN = {"a.py": "x = 1\n", "p/__init__.py": "", "p/b.py": ""}


def _spoiled(old: bytes, new: bytes, *, deflated: bool = False) -> bytes:
    """Return an archive in which the first occurrence of some bytes is replaced."""
    return zipped({"a.py": "x = 1\n" * 9, "b.py": ""}, deflated=deflated).replace(old, new, 1)


def _method(method: int) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("a.py", "x = 1\n" * 9)
    return data.getvalue()


MORE_ARCHIVES = {
    "something before the archive": Case(
        {"x.zip": zipped(_PLAIN, before=b"#!/bin/sh\n")}, "a p p.b", "x.zip"
    ),
    "a comment at the end": Case({"x.zip": zipped(_PLAIN, comment=b"PK" * 99)}, "a p.b", "x.zip"),
    "something after the archive": Case(
        {"x.zip": zipped(_PLAIN) + b"tail" * 9, "one/a.py": ""}, "a", "x.zip one"
    ),
    "an archive cut at its end": Case({"x.zip": zipped(_PLAIN)[:-9], "one/a.py": ""}, "a", "x.zip one"),
    "an archive cut at its begin": Case({"x.zip": zipped(_PLAIN)[9:], "one/a.py": ""}, "a", "x.zip one"),
    "a compressed archive": Case({"x.zip": zipped(_PLAIN, deflated=True)}, "a p p.b", "x.zip"),
    "zlib in a compressed archive": Case(
        {"x.zip": zipped({"zlib.py": "", "a.py": "", "p/__init__.py": "", "p/zlib.py": ""}, deflated=True)},
        "zlib",
        "x.zip",
    ),
    "zlib in an archive that is not compressed": Case({"x.zip": zipped({"zlib.py": ""})}, "zlib", "x.zip"),
    "zlib as a package in a folder of a compressed archive": Case(
        {"x.zip": zipped({"lib/zlib/__init__.py": "", "lib/zlib.py": ""}, deflated=True)}, "zlib", "x.zip/lib"
    ),
    "a member without a header": Case(
        {"x.zip": _spoiled(b"PK\3\4", b"none"), "one/a.py": ""}, "a b", "x.zip one"
    ),
    "a member that does not decompress": Case(
        {"x.zip": _spoiled(b"a.py", b"a.py\xff\xff\xff\xff", deflated=True)}, "a nowhere", "x.zip"
    ),
    "other methods of compression": Case(
        {"x.zip": _method(zipfile.ZIP_BZIP2), "y.zip": _method(zipfile.ZIP_LZMA)}, "a nowhere", "x.zip y.zip"
    ),
    "an archive by way of a link": Case({"x.zip": zipped(_PLAIN), "y": Link("x.zip")}, "a p p.b", "y"),
    "an archive in a folder by way of a link": Case(
        {"real/x.zip": zipped(_PLAIN), "y": Link("real")}, "a p.b", "y/x.zip"
    ),
    "a slash after an archive": Case({"x.zip": zipped(_PLAIN)}, "a p p.b", "x.zip/"),
    "slashes in an archive": Case(
        {"x.zip": Zip({"lib/a.py": "", "lib/p/__init__.py": "", "lib/n/": ""})}, "a p n", "x.zip//lib//"
    ),
    "dots in an archive's path": Case(
        {"x.zip": Zip({"lib/a.py": "", "b.py": ""}), "one": Folder()},
        "a b",
        "x.zip/./lib x.zip/lib/.. one/../x.zip",
    ),
    "a relative archive": Case({"x.zip": zipped(_PLAIN)}, "a p p.b", "=x.zip"),
    "a relative folder in an archive": Case(
        {"x.zip": Zip({"lib/a.py": "", "lib/n/": ""})}, "a n", "=./x.zip/lib"
    ),
    "a member as an entry": Case({"x.zip": zipped(_PLAIN), "one/a.py": ""}, "a", "x.zip/a.py one"),
    "an archive in an archive": Case(
        {"x.zip": Zip({"inner.zip": zipped(_PLAIN)}), "one/a.py": ""}, "a", "x.zip/inner.zip one"
    ),
    "an archive in a folder is no module": Case(
        {"one/a.zip": zipped(_PLAIN), "one/b": zipped(_PLAIN)}, "a b b.a"
    ),
    "a folder entry loses to a module": Case(
        {"x.zip": Zip({"a/": "", "a.py": "", "a/b.py": ""})}, "a", "x.zip"
    ),
    "a folder entry loses to a package": Case(
        {"x.zip": Zip({"a/": "", "a/__init__.py": "", "a/b.py": ""})}, "a a.b", "x.zip"
    ),
    "a folder called __init__.py in an archive": Case(
        {"x.zip": Zip({"a/": "", "a/__init__.py/": ""})}, "a", "x.zip"
    ),
    "names differ by case in an archive": Case(
        {"x.zip": Zip({"A.py": "", "b.PY": "", "C/__init__.py": ""})}, "a A b c C", "x.zip"
    ),
    "names that no archive should have": Case(
        {"x.zip": Zip({"/a.py": "", "./b.py": "", "../c.py": "", "d\\e.py": "", "f//g.py": ""})},
        "a b c d d.e f f.g d\\e",
        "x.zip",
    ),
    "a stub in an archive": Case(
        {"x.zip": Zip({"a.pyi": "", "p/__init__.pyi": "", "p/": ""})}, "a p", "x.zip"
    ),
    "portions in two archives": Case(
        {"x.zip": Zip({"n/": "", "n/a.py": ""}), "y.zip": Zip({"n/": "", "n/b.py": ""})},
        "n n.a n.b",
        "x.zip y.zip",
    ),
    "a portion in a folder of an archive": Case(
        {"x.zip": Zip({"lib/n/": "", "lib/n/m/": "", "lib/n/m/a.py": ""})}, "n n.m n.m.a", "x.zip/lib"
    ),
    "a package in a namespace package in an archive": Case(
        {"x.zip": Zip({"n/": "", "n/p/__init__.py": "", "n/p/a.py": ""})}, "n.p n.p.a n.q", "x.zip"
    ),
    "a package in an archive beats portions before it": Case(
        {"one/n/a.py": "", "x.zip": Zip({"n/__init__.py": "", "n/b.py": ""})}, "n n.a n.b", "one x.zip"
    ),
    "the same name twice in an archive": Case(
        {"x.zip": zipped({"a.py": "1"}) + zipped(_PLAIN)}, "a p", "x.zip"
    ),
    "bytecode of another Python": Case(
        {"x.zip": Zip({"a.pyc": b"bad!" * 9, "a.py": "", "p/__init__.pyc": b"bad!" * 9})},
        "a p",
        "x.zip",
    ),
    "a built-in module in an archive": Case({"x.zip": Zip({"sys.py": "", "gc.py": ""})}, "sys gc", "x.zip"),
    "__init__ of the archive itself": Case(
        {"x.zip": Zip({"__init__.py": "", "a.py": ""})}, "__init__ a x", "x.zip"
    ),
    "__main__ in an archive": Case(
        {"x.zip": Zip({"__main__.py": "", "p/__main__.py": "", "p/": ""})}, "p p.__main__", "x.zip"
    ),
    "a package of the standard library in an archive": Case(
        {"x.zip": Zip({"json/": "", "json/x.py": "", "random.py": ""})}, "json random json.x", "x.zip"
    ),
}
