#!/usr/bin/env python3
"""Write what compiled modules import while they initialise: ``src/dovetail/execution/compiled/imports.txt``.

``python scripts/compiled_imports.py PYTHON...`` imports, with each interpreter, in a process for each, the
extension modules of the distributions that are installed for it, and of the standard library those that are
built in or lie in its folder of extension modules. It runs other people's code.

A table has sections. The title of one is ``= python X.Y`` or ``= DISTRIBUTION VERSION``, each line
below it a module and the modules it imports, in the order in which they are asked for the first time,
whether they are there already or not. Modules that import nothing have a line too. A section that is
in the table is not asked again; another version of a distribution takes its place. The table holds what was
true on Linux.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_TABLE = Path(__file__).parents[1] / "src" / "dovetail" / "execution" / "compiled" / "imports.txt"
_LIST = """
import importlib.machinery, importlib.metadata, json, os, sys, sysconfig
suffixes = tuple(importlib.machinery.EXTENSION_SUFFIXES)
def name_of(path):
    name = path
    for suffix in suffixes:
        if name.endswith(suffix):
            name = name[: -len(suffix)]
            break
    name = name.replace("/", ".")
    return name[: -len(".__init__")] if name.endswith(".__init__") else name
found = {}
for one in importlib.metadata.distributions():
    paths = [str(path) for path in one.files or () if str(path).endswith(suffixes)]
    names = [name_of(path) for path in paths if ".libs/" not in path and not path.startswith("..")]
    if names:
        found[one.metadata["Name"] + " " + one.version] = sorted(n for n in names if ".tests." not in n)
library = sysconfig.get_path("stdlib", vars={"installed_base": sys.base_prefix, "base": sys.base_prefix})
files = os.listdir(os.path.join(library, "lib-dynload"))
names = set(sys.builtin_module_names).union(map(name_of, files)).difference(sys.modules)
found["python %d.%d" % sys.version_info[:2]] = sorted(
    name for name in names if not name.startswith(("_test", "xxlimited", "_xx", "_ctypes_test")))
print(json.dumps(found))
"""
# The type of `sys.modules` is changed in place, so that every look into it is seen. A module that initialises
# has no frame: whoever looks from where importlib calls `_imp` is the module on top of the stack.
_ASK = """
import _ctypes, ctypes, _frozen_importlib as bootstrap, json, os, sys
class Modules(dict):
    __slots__ = ()
    def __getitem__(self, name):
        see(sys._getframe(1), name)
        return dict.__getitem__(self, name)
asked = sys.argv[1]
seen, stack = [], []
def see(frame, name):
    if stack and stack[-1] == asked and isinstance(name, str) and is_of_initialisation(frame):
        seen.append(name)
def is_of_initialisation(frame):
    names = frame.f_code.co_name, frame.f_code.co_filename
    if names == ("_call_with_frames_removed", "<frozen importlib._bootstrap>"):
        called = frame.f_locals.get("f")
        called = getattr(called, "__name__", "")
        return called in ("create_dynamic", "exec_dynamic", "create_builtin", "exec_builtin")
    return False
handle = bootstrap._handle_fromlist
def from_list(module, names, import_, *, recursive=False):
    done = handle(module, names, import_, recursive=recursive)
    if stack and stack[-1] == asked and is_of_initialisation(sys._getframe(1)):
        for name in names:
            full = f"{module.__name__}.{name}"
            if dict.__contains__(sys.modules, full):
                seen.append(full)
    return done
bootstrap._handle_fromlist = from_list
find = bootstrap._find_and_load
def load(name, import_):
    see(sys._getframe(1), name)
    stack.append(name)
    try:
        return find(name, import_)
    finally:
        stack.pop()
bootstrap._find_and_load = load
for name in ("ctypes", "_ctypes", "_struct", "struct", asked):
    sys.modules.pop(name, None)
out = os.dup(1)
os.dup2(2, 1)
size = ctypes.sizeof(ctypes.c_void_p)
ctypes.c_void_p.from_address(id(sys.modules) + size).value = id(Modules)
try:
    __import__(asked)
    outcome = ""
except BaseException as error:
    outcome = f"{type(error).__name__}: {error}"
ctypes.c_void_p.from_address(id(sys.modules) + size).value = id(dict)
there = [name for name in dict.fromkeys(seen) if sys.modules.get(name) is not None and name != asked]
os.write(out, json.dumps([there, outcome]).encode())
os._exit(0)
"""
_SECONDS = 120


def sections() -> dict[str, dict[str, list[str]]]:
    """Return the table as it is."""
    result: dict[str, dict[str, list[str]]] = {}
    if _TABLE.exists():
        for line in _TABLE.read_text(encoding="utf-8").splitlines():
            if line.startswith("= "):
                lines = result.setdefault(line[2:], {})
            else:
                module, *imported = line.split()
                lines[module] = imported
    return result


def asked(python: str, known: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """Return the sections that an interpreter gives, without those that are ``known``."""
    done = subprocess.run([python, "-I", "-c", _LIST], capture_output=True, text=True, check=True)  # noqa: S603
    result: dict[str, dict[str, list[str]]] = {}
    for title, names in json.loads(done.stdout).items():
        for name in () if title in known else names:
            try:
                done = subprocess.run(  # noqa: S603 - the interpreters that the caller names
                    [python, "-I", "-B", "-c", _ASK, name],
                    capture_output=True,
                    text=True,
                    timeout=_SECONDS,
                    stdin=subprocess.DEVNULL,
                    check=False,
                )
                imported, outcome = json.loads(done.stdout)
            except subprocess.TimeoutExpired:
                imported, outcome = [], "it did not end"
            except ValueError:
                imported, outcome = [], f"it ended with {done.returncode}"
            if outcome:
                sys.stderr.write(f"{title}: {name}: {outcome[:150]}\n")
                continue
            result.setdefault(title, {})[name] = _telling(name, imported)
    return result


def _telling(name: str, imported: list[str]) -> list[str]:
    """Leave out what importlib has imported before, and what the interpreter or Cython makes."""
    result: list[str] = []
    for one in imported:
        parent = f"{one}."
        made = one in ("builtins", "cython_runtime") or one.startswith("_cython_")
        if not made and not name.startswith(parent) and not any(each.startswith(parent) for each in result):
            result.append(one)
    return result


def main() -> None:
    """Ask each interpreter that is named, and write the table anew."""
    table = sections()
    for python in sys.argv[1:]:
        for title, lines in asked(python, table).items():
            name = title.rpartition(" ")[0]
            if name != "python":  # a version of a distribution takes the place of an earlier one
                table = {key: old for key, old in table.items() if key.rpartition(" ")[0] != name}
            table[title] = lines
        with _TABLE.open("w", encoding="utf-8") as file:
            for title in sorted(table):
                print("=", title, file=file)
                for module, imported in sorted(table[title].items()):
                    print(module, *imported, file=file)


if __name__ == "__main__":
    main()
