"""Start: what short commands cost, most of which is to start, held against the start of Python alone.

``python benchmarks/start.py [--runs N]`` runs ``dovetail --help``, ``dovetail where`` for a module of the
standard library and for one of a distribution, their neighbours and ``python -c pass`` in turn, N times. It
exits with 1 if one of these three takes more than twice the CPU time or the wall time of bare Python.
"""

from __future__ import annotations

import argparse
import os
import sys

from measure import Command, bar, costs, report, summary

RUNS = 40
LIMIT = 2.0
HELD = frozenset(("dovetail --help", "dovetail where json", "dovetail where rich"))
"""The commands that have a bar; the others are shown beside them."""

PYTHON = "python -c pass"


def main() -> int:
    """Measure how commands start."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=RUNS)
    runs: int = parser.parse_args().runs
    dovetail = os.path.join(os.path.dirname(sys.executable), "dovetail")
    here = os.path.abspath(__file__)
    asked = {
        PYTHON: Command([sys.executable, "-c", "pass"]),
        "dovetail --help": Command([dovetail, "--help"]),
        "dovetail where json": Command([dovetail, "where", "json"]),
        "dovetail where rich": Command([dovetail, "where", "rich"]),
        "dovetail where nosuch": Command([dovetail, "where", "nosuch"], codes=frozenset({1})),
        "dovetail graph --help": Command([dovetail, "graph", "--help"]),
        "dovetail graph FILE": Command([dovetail, "graph", "--format", "json", here]),
        "dovetail check FILE": Command([dovetail, "check", here], codes=frozenset({0, 1})),
    }
    found = {name: summary(times) for name, times in costs(asked, runs).items()}
    report(found)
    start = found[PYTHON]
    held = True
    for name, one in found.items():
        if name != PYTHON:
            limit = LIMIT if name in HELD else None
            held &= bar(f"CPU of {name} / CPU of {PYTHON}", one.cpu / start.cpu, limit)
            held &= bar(f"wall of {name} / wall of {PYTHON}", one.wall / start.wall, limit)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
