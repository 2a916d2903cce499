"""Does the lexer read what CPython reads? Compares its records with ``ast``, file by file.

``python benchmarks/agreement.py [CORPUS...] [--mutations N] [--seed S]`` compares every file of the corpora
that ``ast`` parses, then N random mutations of real files that still parse. It exits 1 on any difference,
and prints the first of each file. ``--only K`` repeats one mutation and prints its text.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import corpora
from comparison import Parsed, compare, parse
from mutations import mutate

if TYPE_CHECKING:
    from collections.abc import Iterable

WORKERS = 2
# Mutations touch a few lines; larger files, and more of them, only cost time.
LARGEST_BASE = 8_000
BASES = 3_000
ATTEMPTS = 500
FIXTURES = Path(__file__).resolve().parent.parent / "crates" / "kernel" / "tests" / "fixtures"


class Outcome(NamedTuple):
    """What became of one text: its label, the attempts until ``ast`` parsed it (0: never), the comparison."""

    label: str
    attempts: int
    imports: int
    difference: str | None


class Total(NamedTuple):
    """Sums over the outcomes of one corpus."""

    parsed: int
    attempts: int
    imports: int
    different: int


def compare_file(path: Path) -> Outcome:
    """Compare one file."""
    parsed = parse(path.read_bytes())
    return Outcome(str(path), 1, *compare(parsed)) if parsed else Outcome(str(path), 0, 0, None)


def mutant(bases: list[Path], seed: int, number: int) -> tuple[Path, Parsed, int]:
    """Return the mutation of this number: the file it came from, the text, and at which attempt it parsed."""
    rng = Random(f"{seed}/{number}")
    for attempt in range(1, ATTEMPTS + 1):
        path = rng.choice(bases)
        raw = path.read_bytes()
        text = mutate(rng, raw)
        if text != raw and (parsed := parse(text)):
            return path, parsed, attempt
    raise RuntimeError(f"no attempt at mutation {number} parses")


def compare_mutant(bases: list[Path], seed: int, number: int) -> Outcome:
    """Compare one mutation."""
    path, parsed, attempts = mutant(bases, seed, number)
    return Outcome(f"--seed {seed} --only {number} ({path})", attempts, *compare(parsed))


def report(title: str, outcomes: Iterable[Outcome], unit: str) -> Total:
    """Print each difference and a line of sums; return the sums."""
    start, total = time.monotonic(), Total(0, 0, 0, 0)
    for label, attempts, imports, difference in outcomes:
        if difference is not None:
            print(f"{label}: {difference}", flush=True)
        total = Total(
            total.parsed + (attempts > 0),
            total.attempts + max(attempts, 1),
            total.imports + imports,
            total.different + (difference is not None),
        )
    print(
        f"{title:14} {total.parsed:6} {unit} of {total.attempts:6} parse, {total.imports:7} imports,"
        f" {total.different:4} different, {time.monotonic() - start:6.1f} s",
        flush=True,
    )
    return total


def choose_bases(names: list[str], seed: int) -> list[Path]:
    """Return the files to mutate: small ones of the corpora, and the fixtures of the kernel's own tests."""
    small = [
        path for name in names for path in corpora.sources(name) if 0 < path.stat().st_size <= LARGEST_BASE
    ]
    chosen = Random(seed).sample(small, min(BASES, len(small)))
    # The fixtures hold every hard case at once, so they come up more often.
    return sorted(chosen) + sorted(FIXTURES.glob("*.py.txt")) * 50


def main() -> int:
    """Compare what the command line asks for; return 1 on any difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="CORPUS", help=f"default: {' '.join(corpora.NAMES)}")
    parser.add_argument("--mutations", type=int, default=20_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--only", type=int, metavar="K", help="print and compare one mutation only")
    parser.add_argument("--no-files", action="store_true", help="mutations only")
    options = parser.parse_args()
    names: list[str] = options.names or list(corpora.NAMES)
    bases = choose_bases(names, options.seed)
    if options.only is not None:
        sys.stdout.buffer.write(mutant(bases, options.seed, options.only)[1].raw)
        sys.stdout.flush()
        return report("mutation", [compare_mutant(bases, options.seed, options.only)], "text").different
    different = 0
    with ProcessPoolExecutor(WORKERS) as pool:
        for name in [] if options.no_files else names:
            outcomes = pool.map(compare_file, corpora.sources(name), chunksize=50)
            different += report(name, outcomes, "files").different
        one = partial(compare_mutant, bases, options.seed)
        outcomes = pool.map(one, range(options.mutations), chunksize=200)
        different += report("mutations", outcomes, "texts").different
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
