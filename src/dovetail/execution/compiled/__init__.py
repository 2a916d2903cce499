"""What compiled modules of the standard library are known to have: one table for each version.

The tables are made by ``scripts/compiled_names.py`` from interpreters on Linux. ``imports.txt`` has what
compiled modules, those of some distributions too, import while they initialise;
``scripts/compiled_imports.py`` makes it.
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


def compiled_imports(version: tuple[int, int]) -> dict[str, str]:
    """Return the modules that compiled modules import while they initialise, separated by blanks.

    Those of the standard library are of ``version``, or of the nearest one before that was asked. Those of
    distributions are of one version, which the table names: others import much the same.
    """
    import os

    path = os.path.join(os.path.dirname(__file__), "imports.txt")
    result: dict[str, str] = {}
    standard: dict[tuple[int, int], dict[str, str]] = {}
    lines = result
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("= python "):
                major, _, minor = line.split()[2].partition(".")
                lines = standard.setdefault((int(major), int(minor)), {})
            elif line.startswith("= "):
                lines = result
            else:
                module, _, imported = line.rstrip("\n").partition(" ")
                lines[module] = imported
    nearest = max((one for one in standard if one <= version), default=None)
    return result if nearest is None else {**result, **standard[nearest]}
