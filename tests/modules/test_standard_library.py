"""The table of modules that came and went, held against the interpreters that are there."""

import json
import subprocess

from dovetail.environment.standard_library import ADDED, REMOVED

PROGRAM = """
import importlib.util, json, sys
names = getattr(sys, "stdlib_module_names", None)  # since 3.10
there = [n for n in sys.argv[1:] if (n in names if names else importlib.util.find_spec(n) is not None)]
print(json.dumps([*sys.version_info[:2], *there]))
"""
NOT_EVERYWHERE = {"msilib", "nis", "ossaudiodev", "spwd"}
"""Built on some platforms only; an interpreter that cannot list its standard library knows none of them."""


def test_the_table_is_that_of_the_interpreter(python: str) -> None:
    command = [python, "-I", "-S", "-c", PROGRAM, *ADDED, *REMOVED]
    major, minor, *there = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    version = (major, minor)
    expected = {name for name, first in ADDED.items() if version >= first}
    expected |= {name for name, first in REMOVED.items() if version < first}
    unknown = NOT_EVERYWHERE if version < (3, 10) else set()
    assert set(there) - unknown == expected - unknown
