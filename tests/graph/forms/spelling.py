"""How a statement may be written, and how a file may be encoded."""

from forms.case import Case

A = ("m -> a: eager",)
B = ("m -> p.b: eager",)
P = "p/__init__.py p/b.py p/c.py a.py"


def _spelt(name: str, text: str | bytes, *edges: str, python: str = "") -> Case:
    return Case(f"spelt {name}", text, empty=P, edges=edges or A, python=python)


STATEMENTS = (
    _spelt("after a semicolon", "x = 1; import a\n"),
    _spelt("before a semicolon", "import a;x = 1\n"),
    _spelt("two imports on a line", "import a; import p.b\n", *A, *B),
    _spelt("two modules in a statement", "import a, p.b\n", *A, *B),
    _spelt("one-line if", "if True: import a\n"),
    _spelt("one-line else", "if 0: pass\nelse: import a\n"),
    _spelt("blanks around dots", "import p . b\n", *B),
    _spelt("continuation line", "import p.\\\n    b\n", *B),
    _spelt("continuation after import", "import \\\n a\n"),
    _spelt("parentheses", "from p import (b, c)\n", *B, "m -> p.c: eager"),
    _spelt(
        "parentheses over lines", "from p import (  # why\n    b as x,\n\n    c,\n)\n", *B, "m -> p.c: eager"
    ),
    _spelt("no blank before the parenthesis", "from p import(b)\n", *B),
    _spelt("after a docstring", '"""from p import c"""\nimport a\n', *A, "m -> p.c: none"),
    _spelt("after __future__", "from __future__ import annotations\nimport a\n"),
    _spelt("in a string", "x = '''\nimport p.b\n'''\nimport a\n", *A, "m -> p.b: none"),
    _spelt("in an f-string", "y = 1\nx = f'''\nimport p.b {y}\n'''\nimport a\n", *A, "m -> p.b: none"),
    _spelt("in a comment", "# import p.b\nimport a  # import p.c\n", *A, "m -> p.b: none"),
    _spelt("after a backslash in a string", "x = '\\\\'\nimport a\n"),
    _spelt("after an odd f-string", "x = f\"{'a' 'b'!r:>{10}}\"\nimport a\n"),
    _spelt("after nested f-strings of one quote", 'x = f"{f"{1}"}"\nimport a\n', python=">=3.12"),
    _spelt("without a final newline", "import a"),
    _spelt("with CR LF", "import p.b\r\nimport a\r\n", *A, *B),
    _spelt("with CR alone", "import p.b\rimport a\r", *A, *B),
    _spelt("with a form feed", "\f\nimport a\n\f\nimport p.b\n", *A, *B),
    _spelt("with tabs", "if True:\n\timport a\n\tif True:\n\t\timport p.b\n", *A, *B),
    _spelt("with a name that begins with import", "import_a = 1\nfrom_b = 2\nimport a\n"),
    _spelt("as an attribute of something", "class x:\n    pass\nx.imported = 1\nimport a\n"),
)

ENCODINGS = (
    _spelt("in latin-1", b"# -*- coding: latin-1 -*-\nx = '\xe9'\nimport a\n"),
    _spelt(
        "in latin-1, cookie on line 2",
        b"#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = '\xe9'\nimport a\n",
    ),
    _spelt("in cp1252", b"# coding=cp1252\nx = '\x80'\nimport a\n"),
    _spelt("with a BOM", b"\xef\xbb\xbfimport a\n"),
    _spelt("with a BOM and a cookie", b"\xef\xbb\xbf# coding: utf-8\nimport a\n"),
    _spelt("in utf-7, hidden in a comment", b"# coding: utf-7\n# +AAo-import a\n"),
    _spelt("in shift_jis", "# coding: shift_jis\nx = 'ソ'\nimport a\n".encode("shift_jis")),
    _spelt("in gbk", "# coding: gbk\nx = '誠'\nimport a\n".encode("gbk")),
    Case(
        "a module in latin-1 imports",
        "import b\n",
        {"b.py": b"# coding: latin-1\n# \xe9\nimport a\n"},
        "a.py",
        ("b -> a: eager",),
    ),
    Case("a non-ASCII name", "import módulo\n", empty="módulo.py", edges=("m -> módulo: eager",)),
    Case(
        "a name in NFKC",
        "import ﬁle_a\n",
        empty="file_a.py",
        edges=("m -> file_a: eager",),
        note="the ligature fi",
    ),
    Case(
        "a decomposed name",
        "import mo\u0301dulo\n",
        empty="m\u00f3dulo.py",
        edges=("m -> m\u00f3dulo: eager",),
    ),
    Case(
        "a full-width name",
        "from p import \uff42\n",
        empty="p/__init__.py p/b.py",
        edges=("m -> p.b: eager",),
    ),
    Case(
        "a name in Chinese",
        "from 包 import 模块\n",
        empty="包/__init__.py 包/模块.py",
        edges=("m -> 包.模块: eager",),
    ),
)

CASES = (*STATEMENTS, *ENCODINGS)
