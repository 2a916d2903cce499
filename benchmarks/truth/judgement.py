"""The figures of the judged packages, and what is wrong by cause, as text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreeing import Agreement, Cause

BARS = {"set": 95.0, "order": 92.0, "outcome": 99.0, "place": 97.0}
SHARES = ("set", "order", "outcome", "type", "place", "message")
TITLES = (
    *("package", "modules", "fail", "both", "set", "order", "outcome", "type", "+line", "+message", "CPU"),
    *("less", "MB"),
)
# What differs between failures of one cause: the name that is missing.
_LAST_NAME = re.compile(r"'[^']*'(?=[^']*$)")
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
    peak: int = 0
    """Bytes of memory."""
    problem: str = ""
    """Why it was not judged; then all shares are 0."""
    wrong: list[Agreement] = field(default_factory=list)


def averages(packages: list[Package]) -> dict[str, float | None]:
    """Return the averages of the shares, each package counted alike."""
    result = {}
    for key in SHARES:
        known = [one for package in packages if (one := package.shares[key]) is not None]
        result[key] = sum(known) / len(known) if known else None
    return result


def table(packages: list[Package]) -> list[str]:
    """Return the figures as lines."""
    rows = [list(TITLES)]
    for package in packages:
        less = f"{package.cpu_of_cpython / package.cpu:.0f}x" if package.cpu else ""
        counts = [str(count) for count in (package.entries, package.failing, package.both)]
        rest = [f"{package.cpu:.2f}", less, str(package.peak >> 20)]
        rows.append([package.name, *counts, *map(_percent, package.shares.values()), *rest])
    total = [sum(getattr(one, name) for one in packages) for name in ("entries", "failing", "both")]
    cpu = f"{sum(one.cpu for one in packages):.2f}"
    rows.append(["average", *map(str, total), *map(_percent, averages(packages).values()), cpu, "", ""])
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
        if package.problem:
            print(f"{package.name}: {package.problem}")
        if package.not_compared:
            print(f"{package.name}: not compared: {dict(package.not_compared)}")
    found = causes(packages)
    entries = sum(len(wrong) for *_, wrong in found)
    print(f"\n{entries} entries are wrong, of {len(found)} causes")
    for kind, count in _by_kind(found):
        print(f"{count:7}  {kind}")
    print("\nmost frequent over all packages, wherever it is:")
    for what, counts in _across(packages)[: most // 2]:
        where = ", ".join(f"{name} {count}" for name, count in counts.most_common(7))
        print(f"{counts.total():5}  {what}\n       {where}")
    print("\nfirst wrong, by package:")
    for name, cause, wrong in found[:most]:
        hit = Counter(what for one in wrong for what in one.wrong)
        parts = ", ".join(f"{what} {count}" for what, count in hit.items())
        print(f"{len(wrong):5}  {name}: {cause.kind}: {cause.what}\n       {cause.where}  [{parts}]")
        shortest = min(wrong, key=lambda one: len(one.entry))
        if shortest.earlier:
            print(f"       earlier, outside the project: {shortest.earlier}")
        print(f"       python benchmarks/truth/judge.py {name} --entry {shortest.entry}")
    return _bars(packages)


def _across(packages: list[Package]) -> list[tuple[str, Counter[str]]]:
    """Return what is wrong first, of all modules, without its place, and how often in which package."""
    found: dict[str, Counter[str]] = {}
    for package in packages:
        for agreement in package.wrong:
            if agreement.first:
                kind, what, _ = agreement.first
                what = _LAST_NAME.sub("'...'", what.rpartition(" at ")[0] or what)
                found.setdefault(f"{kind}: {what}", Counter())[package.name] += 1
    return sorted(found.items(), key=lambda item: (-item[1].total(), item[0]))


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
