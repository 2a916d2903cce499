"""The line by which coverage measures the processes that a program starts: it changes no import.

It does something only if a variable of the environment asks for it, and then imports `coverage`, which
installs no finder.
"""

from __future__ import annotations

import re

_VARIABLE = r'os\.getenv\("COVERAGE_PROCESS_(?:START|CONFIG)"\)'
_STARTS = re.compile(
    rf"if {_VARIABLE}(?: or {_VARIABLE})*:\s+try:\s+import coverage\s+except:\s+pass\s+"
    r"else:\s+coverage\.process_startup\([\w=\"]*\)\s*"
)
_LINE = re.compile(r"import sys; exec\('import os((?:[^'\\]|\\n)*)'\)")


def is_measurement(line: str) -> bool:
    """Whether a line of a ``.pth`` file is the one that coverage installs since 7.10, and nothing else."""
    match = _LINE.fullmatch(line)
    return match is not None and _STARTS.fullmatch(match[1].replace("\\n", "\n").strip()) is not None
