#!/usr/bin/env python3
"""Write the names of compiled modules of the standard library: ``src/dovetail/execution/compiled/X.Y.txt``.

``python scripts/compiled_names.py PYTHON...`` asks each interpreter for ``dir()`` of the modules that are
built in or lie in its folder of extension modules. A line of a table is a module and its names. Names that
`importlib` sets are left out. The tables hold for the platform that they were made on, and
only on such is a name that is missing in them taken to be missing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_TABLES = Path(__file__).parents[1] / "src" / "dovetail" / "execution" / "compiled"
_ASK = """
import importlib, importlib.machinery, os, sys, sysconfig
folder = os.path.join(sysconfig.get_paths()["platstdlib"], "lib-dynload")
names = set(sys.builtin_module_names)
for file in os.listdir(folder):
    names.add(file.partition(".")[0])
set_by_import = {"__name__", "__doc__", "__package__", "__loader__", "__spec__", "__file__"}
print("%d.%d" % sys.version_info[:2])
for name in sorted(names):
    if name.startswith(("_test", "xxlimited", "_xx")):
        continue
    try:
        module = importlib.import_module(name)
    except ImportError:
        continue
    print(name, *sorted(n for n in vars(module) if n not in set_by_import and n.isidentifier()))
"""


def main() -> None:
    """Ask each interpreter that is named."""
    for python in sys.argv[1:]:
        answer = subprocess.run(  # noqa: S603 - the interpreters that the caller names
            [python, "-I", "-S", "-c", _ASK], capture_output=True, text=True, check=True
        ).stdout
        version, _, table = answer.partition("\n")
        (_TABLES / f"{version}.txt").write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
