"""Lines of ``-nspkg.pth`` files, which create a namespace package when Python starts.

setuptools writes one for each name in ``namespace_packages``; they know nothing of PEP 420.
"""

from __future__ import annotations

import os
import re

from dovetail.environment.editable.finder import NamespaceLine

_ROOT = r"(?P<root>sys\._getframe\(1\)\.f_locals\['sitedir'\]|'[^'\\]*')"
_PLACE = rf"p = os\.path\.join\({_ROOT}, \*\((?P<parts>'\w+',(?: ?'\w+',?)*)\)\);"
_PATH = (
    r"mp = \(m or \[\]\) and m\.__dict__\.setdefault\('__path__', ?\[\]\);\(p not in mp\) and mp\.append\(p\)"
)
_PARENT = r"(?:;m and setattr\(sys\.modules\['[\w.]+'\], '\w+', m\))?"
_MODULE = (
    r"sys\.modules\.setdefault\('(?P<name>[\w.]+)', importlib\.util\.module_from_spec\("
    r"importlib\.machinery\.PathFinder\.find_spec\('(?P=name)', \[os\.path\.dirname\(p\)\]\)\)\);"
)
_BARE = r"sys\.modules\.setdefault\('(?P=name)', ?types\.ModuleType\('(?P=name)'\)\);"
_FIRST_BARE = _BARE.replace("(?P=name)", r"(?P<name>[\w.]+)", 1)
_WITH_SPEC = (
    rf"import sys, types, os;(?P<old>has_mfs = sys\.version_info > \(3, 5\);)?{_PLACE}"
    r"importlib = (?(old)has_mfs and )__import__\('importlib\.util'\);"
    rf"(?(old)has_mfs and )__import__\('importlib\.machinery'\);m = (?(old)has_mfs and ){_MODULE}"
    rf"m = m or {_BARE}{_PATH}{_PARENT};?"
)
_WITHOUT_SPEC = (
    rf"import sys, ?types, ?os;{_PLACE}ie = os\.path\.exists\(os\.path\.join\(p, ?'__init__\.py'\)\);"
    rf"m = not ie and {_FIRST_BARE}{_PATH}{_PARENT};?"
)


def read_namespace_line(line: str, site: str) -> NamespaceLine | None:
    """Return what a line in a ``.pth`` file of ``site`` creates; None if it is another line."""
    match = re.fullmatch(_WITH_SPEC, line.strip())
    spec = match is not None
    match = match or re.fullmatch(_WITHOUT_SPEC, line.strip())
    if match is None:
        return None
    parts = re.findall(r"'(\w+)'", match["parts"])
    root = match["root"][1:-1] if match["root"].startswith("'") else site
    if ".".join(parts) != match["name"]:
        return None
    return NamespaceLine(match["name"], os.path.join(root, *parts), spec)
