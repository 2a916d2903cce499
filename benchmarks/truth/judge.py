"""The predicted imports beside what CPython did (``record.py``), in figures, and the differences by cause.

``python benchmarks/truth/judge.py [NAME...]`` compares, for every recorded module as the first import of a
fresh interpreter, the modules of the same distribution that are executed, and how it ends. It exits with 1 if
a bar is missed. ``--entry MODULE`` shows one import, from the recorded side by side with the predicted.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from agreeing import Agreement, Cause, compare
from packages import PYTHON, ROOT, environment, names
from predict import Predictor
from record import truth_of
from side_by_side import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BARS = {"set": 95.0, "order": 92.0, "outcome": 99.0, "place": 97.0}
TITLES = (
    "package",
    "modules",
    "fail",
    "both",
    "set",
    "order",
    "outcome",
    "type",
    "+line",
    "+message",
    "CPU",
    "less",
)
LOWEST_SET = 70.0
# Why a package is below that.
REASONS: dict[str, str] = {}


@dataclass
class Package:
    """The figures of a package."""

    name: str
    entries: int = 0
    not_compared: Counter[str] = field(default_factory=Counter)
    failing: int = 0
    both: int = 0
    shares: dict[str, float | None] = field(default_factory=dict)
    cpu: float = 0.0
    cpu_of_cpython: float = 0.0
    wrong: list[Agreement] = field(default_factory=list)


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


def share(agreements: list[Agreement], right: Callable[[Agreement], bool]) -> float | None:
    """Return how many per cent are right, None of none."""
    return 100 * sum(map(right, agreements)) / len(agreements) if agreements else None


def averages(packages: list[Package]) -> dict[str, float | None]:
    """Return the averages of the shares, each package counted alike."""
    result = {}
    for key in packages[0].shares:
        known = [one for package in packages if (one := package.shares[key]) is not None]
        result[key] = sum(known) / len(known) if known else None
    return result


def table(packages: list[Package]) -> list[str]:
    """Return the figures as lines."""
    rows = [list(TITLES)]
    for package in packages:
        less = f"{package.cpu_of_cpython / package.cpu:.0f}x" if package.cpu else ""
        counts = [str(count) for count in (package.entries, package.failing, package.both)]
        rows.append(
            [package.name, *counts, *map(_percent, package.shares.values()), f"{package.cpu:.2f}", less]
        )
    total = [sum(getattr(one, name) for one in packages) for name in ("entries", "failing", "both")]
    cpu = f"{sum(one.cpu for one in packages):.2f}"
    rows.append(["average", *map(str, total), *map(_percent, averages(packages).values()), cpu, ""])
    widths = [max(len(row[at]) for row in rows) for at in range(len(TITLES))]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def causes(packages: Iterable[Package]) -> list[tuple[str, Cause, list[Agreement]]]:
    """Return the differences by package and cause, that with most entries first."""
    groups: dict[tuple[str, Cause], list[Agreement]] = {}
    for package in packages:
        for agreement in package.wrong:
            if agreement.cause:
                groups.setdefault((package.name, agreement.cause), []).append(agreement)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(name, cause, sorted(wrong, key=lambda one: one.entry)) for (name, cause), wrong in ordered]


def report(packages: list[Package], most: int) -> bool:
    """Print figures and causes; return whether all bars are met."""
    print("\n".join(table(packages)))
    for package in packages:
        if package.not_compared:
            print(f"{package.name}: not compared: {dict(package.not_compared)}")
    found = causes(packages)
    entries = sum(len(wrong) for *_, wrong in found)
    print(f"\n{entries} entries are wrong, of {len(found)} causes")
    for kind, count in _by_kind(found):
        print(f"{count:7}  {kind}")
    print()
    for name, cause, wrong in found[:most]:
        hit = Counter(what for one in wrong for what in one.wrong)
        parts = ", ".join(f"{what} {count}" for what, count in hit.items())
        print(f"{len(wrong):5}  {name}: {cause.kind}: {cause.what}\n       {cause.where}  [{parts}]")
        shortest = min(wrong, key=lambda one: len(one.entry))
        if shortest.earlier:
            print(f"       earlier, outside the project: {shortest.earlier}")
        print(f"       python benchmarks/truth/judge.py {name} --entry {shortest.entry}")
    return _bars(packages)


def _by_kind(found: list[tuple[str, Cause, list[Agreement]]]) -> list[tuple[str, int]]:
    kinds: Counter[str] = Counter()
    for _, cause, wrong in found:
        kinds[cause.kind] += len(wrong)
    return kinds.most_common()


def _bars(packages: list[Package]) -> bool:
    """Print what is missed of the bars."""
    met = True
    for key, value in averages(packages).items():
        if key in BARS and value is not None and value < BARS[key]:
            print(f"missed: {key} {value:.2f} %, the bar is {BARS[key]} %")
            met = False
    for package in packages:
        lowest = package.shares["set"]
        if lowest is not None and lowest < LOWEST_SET:
            print(f"{package.name}: {lowest:.1f} % as a set: {REASONS.get(package.name, 'no reason known')}")
            met = met and package.name in REASONS
    return met


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


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
    packages = [judge(name, arguments.python) for name in chosen]
    if not packages:
        parser.error("nothing is recorded: run record.py first")
    if arguments.json:
        print(json.dumps({"packages": [asdict(one) for one in packages], "average": averages(packages)}))
        return 0
    met = report(packages, arguments.causes)
    print(f"peak of memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
