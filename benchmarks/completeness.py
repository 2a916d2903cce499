"""Nothing is lost: every file of a corpus is a module of its graph or is reported.

``python benchmarks/completeness.py [CORPUS|FOLDER...]`` walks each folder with ``os.walk``, asks
``dovetail graph --format json`` for its modules and for what it skipped, and compares the two by count and
by name. It prints a line for each folder and exits with 1 if a file is lost, twice a module, or invented.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: What may be a module, by its suffix.
SUFFIXES = (".py", ".pyi", ".pyc", ".so", ".pyd")
CACHE = "__pycache__"


@dataclass(frozen=True)
class Account:
    """Files of a folder, and what a graph says about them; all paths are relative, with ``/``.

    A file that cannot be read is a module none the less, for an import finds it: it counts as ``unread``.
    Then ``found == modules + skipped``.
    """

    found: int
    modules: int
    unread: int
    skipped: int
    lost: list[str]
    twice: list[str]
    invented: list[str]

    @property
    def balanced(self) -> bool:
        """Whether each file is accounted for, and none is two modules."""
        return not (self.lost or self.twice or self.invented)


def files_below(root: Path) -> list[str]:
    """Every file that may be a module, in a folder that is reached without a link.

    What a file is goes by its name alone, as for ``find -name``: a dangling link or a FIFO counts. A compiled
    file in ``__pycache__`` belongs to its source.
    """
    found = []
    for folder, _, names in os.walk(root):
        for name in names:
            cached = name.endswith(".pyc") and Path(folder).name == CACHE
            if name.endswith(SUFFIXES) and not cached:
                found.append(Path(folder, name).relative_to(root).as_posix())
    return sorted(found)


def account(root: Path, graph: dict[str, Any]) -> Account:
    """Compare the files below ``root`` with the modules and the skipped paths of ``graph``."""
    found = files_below(root)
    # The path of a namespace package is a folder: no file that could be lost.
    modules = [path for path in _paths(graph["modules"]) if not Path(root, path).is_dir()]
    modules += graph["stubs"]
    skipped = set(_paths(graph["skipped"]))
    reported = {path for path in found if _is_reported(path, skipped)}
    inside = [path for path in modules if not _is_behind_link(root, path)]
    return Account(
        found=len(found),
        modules=len(inside),
        unread=len(reported.intersection(inside)),
        skipped=len(reported.difference(inside)),
        lost=[path for path in found if path not in reported.union(inside)],
        twice=sorted(path for path, count in Counter(modules).items() if count > 1),
        invented=sorted(set(inside).difference(found)),
    )


def _paths(entries: list[dict[str, Any]]) -> list[str]:
    """Return the paths of modules or of skipped things, where they have one."""
    return [entry["path"] for entry in entries if entry["path"] is not None]


def _is_reported(path: str, skipped: set[str]) -> bool:
    """Whether ``path`` or a folder around it was reported as skipped."""
    return path in skipped or any(parent.as_posix() in skipped for parent in Path(path).parents)


def _is_behind_link(root: Path, path: str) -> bool:
    """Say whether ``path`` is behind a link to a folder: a module too, though ``find`` does not go there."""
    return any((root / parent).is_symlink() for parent in Path(path).parents[:-1]) and os.path.lexists(
        root / path
    )


def graph_of(root: Path) -> dict[str, Any]:
    """Ask dovetail for the graph of ``root``."""
    command = [sys.executable, "-m", "dovetail", "graph", str(root), "--format", "json"]
    run = subprocess.run(command, capture_output=True, check=False)
    if run.returncode:
        message = f"dovetail graph ended with {run.returncode}: {run.stderr.decode(errors='replace')}"
        raise RuntimeError(message)
    graph: dict[str, Any] = json.loads(run.stdout)
    return graph


def main() -> int:
    """Account for every file of the folders that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", metavar="CORPUS|FOLDER", help="default: all corpora")
    balanced = True
    for name, folder in _folders(parser.parse_args().folders):
        result = account(folder, graph_of(folder))
        balanced &= result.balanced
        print(
            f"{name}: {result.found} files = {result.modules} modules ({result.unread} unread)"
            f" + {result.skipped} skipped;"
            f" {len(result.lost)} lost, {len(result.twice)} twice, {len(result.invented)} invented"
        )
        for fault in ("lost", "twice", "invented"):
            for path in getattr(result, fault)[:20]:
                print(f"  {fault}: {path!a}")
    return 0 if balanced else 1


def _folders(names: list[str]) -> list[tuple[str, Path]]:
    """Return each corpus or path and its folder."""
    # Imported here: the account is of use, in tests too, where the corpora are not.
    from corpora import NAMES, corpus

    return [(name, corpus(name) if name in NAMES else Path(name)) for name in names or NAMES]


if __name__ == "__main__":
    sys.exit(main())
