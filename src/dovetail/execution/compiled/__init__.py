"""What compiled modules of the standard library are known to have: one table for each version.

The tables are made by ``scripts/compiled_names.py`` from interpreters on Linux.
"""

from __future__ import annotations


def compiled_names(version: tuple[int, int], platform: str) -> dict[str, str]:
    """Return the names in each compiled module, separated by blanks; nothing where no table holds."""
    import os

    if platform != "linux":
        return {}
    path = os.path.join(os.path.dirname(__file__), f"{version[0]}.{version[1]}.txt")
    try:
        with open(path, encoding="utf-8") as file:
            return dict(line.rstrip("\n").partition(" ")[::2] for line in file)
    except FileNotFoundError:
        return {}
