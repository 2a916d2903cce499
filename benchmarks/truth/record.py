"""Import every module of the packages in a fresh fork of a bare interpreter, and keep what was executed.

``python benchmarks/truth/record.py [NAME...]`` makes ``.corpora/truth/NAME.jsonl``: a line about the package,
then one for each module (`asking.Truth`). What is there is not asked again, so it may be stopped at any time.
Of a package with more than 1,500 modules that many are chosen, always the same; ``--all`` takes all. The
modules come in a shuffled order: what is there after a while is a fair sample.

This runs other people's code, with limits on time, memory and output, but not without a network.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from random import Random
from typing import Any

from asking import LIMIT, MEMORY, VARIABLES, VENV, Server, Truth
from packages import PYTHON, ROOT, environment, modules, names, pins

MOST = 1500


def truth_of(name: str) -> tuple[dict[str, Any], list[Truth]]:
    """Return what is kept of a package: the line about it, and the truth about its modules."""
    with (ROOT / f"{name}.jsonl").open(encoding="utf-8") as kept:
        header = json.loads(kept.readline())
        return header, [Truth.from_json(json.loads(line)) for line in kept if line.endswith("\n")]


def chosen(name: str, found: list[str], most: int | None) -> list[str]:
    """Return the modules that are imported, shuffled; None means all."""
    entries = [module for module in found if module.rpartition(".")[2] != "__main__"]
    Random(name).shuffle(entries)
    return entries[:most]


def record(name: str, python: str, most: int | None = MOST) -> None:
    """Make the file of a package, or what is missing of it."""
    folder = environment(name, python)
    project = modules(name, folder)
    wanted = chosen(name, list(project), most)
    path = ROOT / f"{name}.jsonl"
    server = Server(folder / "bin" / "python")
    header = {
        "package": name,
        "requirements": pins()[name],
        "limits": {"seconds": LIMIT, "bytes": MEMORY},
        "variables": VARIABLES,
        "loaded": server.loaded,
        "project": list(project),
    }
    done: set[str] = set()
    if path.exists() and (text := path.read_text(encoding="utf-8")):
        lines = text[: text.rfind("\n") + 1].splitlines()
        if lines and json.loads(lines[0]) == header:
            done = {json.loads(line)["entry"] for line in lines[1:]}
            # Without the line that was being written when it was stopped.
            path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    begin, failed = time.monotonic(), 0
    with path.open("a" if done else "w", encoding="utf-8") as kept:
        if not done:
            kept.write(json.dumps(header) + "\n")
        for entry in wanted:
            if entry not in done:
                truth = server.ask(entry)
                failed += truth.outcome != "imports"
                kept.write(json.dumps(truth.to_json({str(folder): VENV})) + "\n")
                kept.flush()
    server.close()
    said = (
        f"{len(project)} modules, {len(wanted)} chosen, {len(done)} known before, {failed} of the others fail"
    )
    print(f"{name:14} {said}; {time.monotonic() - begin:.0f} s", flush=True)


def main() -> int:
    """Record the packages that the command line names, or all of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a package of packages.txt; default: all")
    parser.add_argument("--python", default=PYTHON, help="a CPython 3.13 (default: %(default)s)")
    parser.add_argument("--most", type=int, default=MOST, help="modules of a package (default: %(default)s)")
    parser.add_argument("--all", action="store_true", help="all modules")
    arguments = parser.parse_args()
    for name in names(arguments.names):
        record(name, arguments.python, None if arguments.all else arguments.most)
    return 0


if __name__ == "__main__":
    sys.exit(main())
