"""The predicted imports beside what CPython did (``record.py``), in figures, and the differences by cause.

``python benchmarks/truth/judge.py [NAME...]`` compares, for every recorded module as the first import of a
fresh interpreter, the modules of the same distribution that are executed, and how it ends. It exits with 1 if
a bar is missed. ``--entry MODULE`` shows one import, from the recorded side by side with the predicted.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from agreeing import Agreement, compare
from apart import apart
from judgement import SHARES, Package, averages, report
from packages import PYTHON, ROOT, environment, names
from predict import Predictor
from record import truth_of
from side_by_side import show

if TYPE_CHECKING:
    from collections.abc import Callable


def judge(name: str, python: str) -> Package:
    """Compare all that is recorded of a package."""
    header, truths = truth_of(name)
    project, package = set(header["project"]), Package(name)
    predictor = Predictor(environment(name, python), header["loaded"])
    agreements = []
    for truth in truths:
        if truth.outcome not in ("imports", "fails"):
            package.not_compared[truth.outcome] += 1
            continue
        package.cpu_of_cpython += truth.cpu
        package.failing += truth.outcome == "fails"
        agreements.append(compare(truth, predictor(truth.entry), project))
    package.cpu = predictor.cpu
    package.wrong = [agreement for agreement in agreements if agreement.wrong]
    both = [agreement for agreement in agreements if agreement.both_fail]
    package.entries, package.both = len(agreements), len(both)
    package.shares = {
        "set": share(agreements, lambda one: one.same_set),
        "order": share(agreements, lambda one: one.same_order),
        "outcome": share(agreements, lambda one: one.same_outcome),
        "type": share(both, lambda one: one.same_type),
        "place": share(both, lambda one: one.same_type and one.same_place),
        "message": share(both, lambda one: one.same_type and one.same_place and one.same_message),
    }
    return package


def judged(name: str, python: str) -> Package:
    """Return the figures of a package, made in a process of its own."""
    done = apart(judge, name, python)
    if done.result is None:
        return Package(name, shares=dict.fromkeys(SHARES, 0.0), problem=done.problem)
    done.result.peak = done.peak
    return done.result


def share(agreements: list[Agreement], right: Callable[[Agreement], bool]) -> float | None:
    """Return how many per cent are right, None of none."""
    return 100 * sum(map(right, agreements)) / len(agreements) if agreements else None


def main() -> int:
    """Judge the packages that the command line names, or all that are recorded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a package; default: all that are recorded")
    parser.add_argument("--python", default=PYTHON, help="a CPython 3.13 (default: %(default)s)")
    parser.add_argument("--causes", type=int, default=25, metavar="N", help="how many to print (%(default)s)")
    parser.add_argument("--json", action="store_true", help="figures and all causes as JSON")
    parser.add_argument("--entry", metavar="MODULE", help="show one import of one package")
    arguments = parser.parse_args()
    chosen = [name for name in names(arguments.names) if (ROOT / f"{name}.jsonl").exists()]
    if arguments.entry:
        for name in chosen:
            show(name, arguments.entry, arguments.python)
        return 0
    packages = [judged(name, arguments.python) for name in chosen]
    if not packages:
        parser.error("nothing is recorded: run record.py first")
    if arguments.json:
        print(json.dumps({"packages": [asdict(one) for one in packages], "average": averages(packages)}))
        return 0
    return 0 if report(packages, arguments.causes) else 1


if __name__ == "__main__":
    sys.exit(main())
