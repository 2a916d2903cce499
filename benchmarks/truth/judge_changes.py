"""Circular failures of changed packages: those that CPython has (``record_changes.py``), and those predicted.

``python benchmarks/truth/judge_changes.py [NAME...]`` exits with 1 if a bar is missed. A circular failure is
an import that fails in the changed package and does not without the change, unless a module of another
distribution is missing. ``--change N`` shows the change number N of a package, its imports, and what is
predicted; ``--make FOLDER`` puts the changed package there, to be tried.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from apart import apart
from changed import changed, show
from circular import Difference, Example, Figures
from packages import PYTHON, ROOT, environment, names
from predict import Predictor
from record import truth_of
from record_changes import PACKAGES

RECALL, FALSE, EXACT = 95.0, 1.0, 95.0
TITLES = (
    *("package", "changes", "imports", "circular", "found", "recall", "exact", "alarms", "false", "other"),
    *("set", "order", "CPU", "less", "MB"),
)


def judge(name: str, python: str, most: int | None) -> Figures:
    """Compare what is recorded of a package, or the first ``most`` changes of it."""
    figures, folder = Figures(name), environment(name, python)
    loaded = truth_of(name)[0]["loaded"]
    with closing(changed(name, folder)) as recorded:
        for number, change, source, root, truths in recorded:
            if number == most:
                break
            figures.changes += 1
            predictor = Predictor(folder, loaded, root)
            for truth in truths:
                if truth.outcome in ("imports", "fails"):
                    figures.count(number, change, truth, predictor(truth.entry), source.known)
            figures.cpu += predictor.cpu
    return figures


def judged(name: str, python: str, most: int | None) -> Figures:
    """Return the figures of a package, made in a process of its own."""
    done = apart(judge, name, python, most)
    if done.result is None:
        return Figures(name, problem=done.problem)
    done.result.peak = done.peak
    return done.result


def total(packages: list[Figures]) -> Figures:
    """Return the sums."""
    result = Figures("all")
    for one in packages:
        for name, value in vars(one).items():
            if isinstance(value, int | float):
                both = (getattr(result, name), value)
                setattr(result, name, max(both) if name == "peak" else sum(both))
        result.kinds.update(one.kinds)
        for difference, examples in one.differences.items():
            result.differences.setdefault(difference, []).extend(examples)
    return result


def table(packages: list[Figures]) -> list[str]:
    """Return the figures as lines."""
    rows = [list(TITLES)]
    for one in [*packages, total(packages)]:
        counts = (one.changes, one.imports, one.circular, one.found)
        less = f"{one.cpu_of_cpython / one.cpu:.0f}x" if one.cpu else ""
        row = [one.name, *map(str, counts), share(one.found, one.circular), share(one.exact, one.found)]
        row += [str(one.alarms), str(one.false), str(one.other)]
        rows.append(
            [
                *row,
                share(one.sets, one.imports),
                share(one.orders, one.imports),
                f"{one.cpu:.2f}",
                less,
                str(one.peak >> 20),
            ]
        )
    widths = [max(len(row[at]) for row in rows) for at in range(len(TITLES))]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def share(part: int, whole: int) -> str:
    """Return per cent."""
    return f"{100 * part / whole:.1f}" if whole else "-"


def report(packages: list[Figures], most: int) -> bool:
    """Print figures and differences; return whether all bars are met."""
    print("\n".join(table(packages)), "\n")
    for one in packages:
        if one.problem:
            print(f"{one.name}: {one.problem}")
    figures = total(packages)
    for kind in sorted({kind for kind, _ in figures.kinds}):
        imports, circular, found = (figures.kinds[kind, what] for what in ("imports", "circular", "found"))
        print(f"{kind:22} {imports:6} imports, {circular:5} circular failures, {found:5} found")
    print()
    ordered = sorted(figures.differences.items(), key=lambda item: (-len(item[1]), item[0]))
    sums: Counter[str] = Counter()
    for difference, examples in ordered:
        sums[difference.what] += len(examples)
    print(", ".join(f"{what} {count}" for what, count in sums.items()), f"of {len(ordered)} causes")
    for difference, examples in ordered[:most]:
        _print(difference, examples)
    # Of the alarms, which is stricter than of all imports.
    met = figures.found * 100 >= RECALL * figures.circular
    met = met and figures.false * 100 <= FALSE * figures.alarms
    met = met and not any(one.problem for one in packages)
    met = met and figures.exact * 100 >= EXACT * figures.found
    print(
        f"\nfound {share(figures.found, figures.circular)} % (bar {RECALL}), false alarms "
        f"{share(figures.false, figures.alarms)} % of the alarms, {share(figures.false, figures.imports)} % "
        f"of the imports (bar {FALSE}), exact {share(figures.exact, figures.found)} % (bar {EXACT})"
    )
    return met


def _print(difference: Difference, examples: list[Example]) -> None:
    package, number, entry = examples[0]
    print(f"{len(examples):5}  {difference.what}: {difference.right}\n       {difference.ours}")
    counts = Counter(example.package for example in examples).most_common(6)
    print(f"       in {', '.join(f'{name} ({count})' for name, count in counts)}")
    print(f"       python benchmarks/truth/judge_changes.py {package} --change {number}  # import {entry}")


def main() -> int:
    """Judge the packages that the command line names, or all that are recorded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all that are recorded")
    parser.add_argument("--python", default=PYTHON, help="a CPython 3.13 (default: %(default)s)")
    parser.add_argument("--most", type=int, metavar="N", help="only the first N changes of each package")
    parser.add_argument("--causes", type=int, default=25, metavar="N", help="how many to print (%(default)s)")
    parser.add_argument("--json", action="store_true", help="figures and all causes as JSON")
    parser.add_argument("--change", type=int, metavar="N", help="show one change of one package")
    parser.add_argument("--make", type=Path, metavar="FOLDER", help="and put the changed package there")
    arguments = parser.parse_args()
    chosen = names(arguments.names) if arguments.names else list(PACKAGES)
    chosen = [name for name in chosen if (ROOT / "changes" / f"{name}.jsonl").exists()]
    if not chosen:
        parser.error("nothing is recorded: run record_changes.py first")
    if arguments.change is not None:
        show(chosen[0], arguments.change, arguments.python, arguments.make)
        return 0
    packages = [judged(name, arguments.python, arguments.most) for name in chosen]
    if arguments.json:
        print(json.dumps([_as_json(one) for one in packages]))
        return 0
    return 0 if report(packages, arguments.causes) else 1


def _as_json(figures: Figures) -> dict[str, object]:
    kinds: dict[str, dict[str, int]] = {}
    for (kind, what), count in figures.kinds.items():
        kinds.setdefault(kind, {})[what] = count
    differences = [{**one._asdict(), "examples": examples} for one, examples in figures.differences.items()]
    return {**asdict(Figures(figures.name)), **vars(figures), "kinds": kinds, "differences": differences}


if __name__ == "__main__":
    sys.exit(main())
