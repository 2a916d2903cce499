"""What `dovetail env check` says of real environments, beside what their own Pythons do.

    python3 benchmarks/environments.py FOLDER... [--remove N] [--modules N] [--json FILE]

Each FOLDER is a virtual environment. In it every root (the packages and modules at the top of what is
installed) and every module of a command is really imported, each by a Python of its own, and the outcome is
held against what the proof says:

- a finding `failing-distribution` is right if the import fails there with an ImportError;
- an import that fails with an ImportError and is no finding is missed.

``--remove N`` does the same on N copies of each environment out of each of which one distribution was
deleted, chosen by a fixed order: faults of which a real environment has few. ``--modules N`` does it for N
modules of each environment, chosen likewise, and for what `unreached-import` says of them.

Other findings (collisions, requirements, files) are printed, to be checked by hand, and those about
requirements are held against `uv pip check`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dovetail.environment.environment import Flags
from dovetail.environment.installation import from_venv
from dovetail.ship.proof.checks import failing_distribution
from dovetail.ship.proof.run import prove
from dovetail.ship.proof.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECONDS = 60
_ASK = """
import sys
try:
    __import__(sys.argv[1])
except ImportError as error:
    print("ImportError", type(error).__name__, str(error)[:150])
except BaseException as error:
    print("other", type(error).__name__, str(error)[:150])
else:
    print("imports")
"""


class Agreement(NamedTuple):
    """How many imports went as the proof says."""

    asked: int = 0
    right: int = 0
    """Said to fail, and it fails so."""
    wrong: int = 0
    """Said to fail, and it does not."""
    otherwise: int = 0
    """Said to fail, and it fails with another exception."""
    missed: int = 0
    """Fails with an ImportError, and nothing was said."""
    unknown: int = 0
    """Fails with an ImportError, and the proof says that it does not know."""
    other: int = 0
    """Fails with another exception, of which the proof says nothing."""

    def plus(self, more: Agreement) -> Agreement:
        """Return the sums."""
        return Agreement(*(ours + theirs for ours, theirs in zip(self, more, strict=True)))

    def __str__(self) -> str:
        """Return the numbers with what they come to."""
        said, fails = self.right + self.wrong + self.otherwise, self.right + self.missed + self.unknown
        precision = f"{(said - self.wrong) / said:.1%}" if said else "-"
        recall = f"{self.right / fails:.1%}" if fails else "-"
        return (
            f"{self.asked} imports: {self.right} right, {self.otherwise} fail otherwise, {self.wrong} wrong,"
            f" {self.missed} missed, {self.unknown} unknown, {self.other} other exceptions;"
            f" precision {precision}, recall {recall}"
        )


def really(python: Path, names: Iterable[str]) -> dict[str, str]:
    """Import each name in a fresh interpreter of an environment, and return how that ended."""

    def ask(name: str) -> str:
        command = [str(python), "-I", "-W", "ignore", "-c", _ASK, name]
        quiet = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
        try:
            result = subprocess.run(
                command, capture_output=True, text=True, timeout=_SECONDS, check=False, env=quiet, cwd="/"
            )
        except subprocess.TimeoutExpired:
            return "other timeout"
        lines = result.stdout.splitlines()
        told = [line for line in lines if line.startswith(("imports", "ImportError", "other"))]
        return told[-1] if told else f"other exit {result.returncode}"

    return {name: ask(name) for name in names}


def judge(folder: Path, *, modules: int, seed: str) -> tuple[Agreement, Agreement, list[str]]:
    """Hold the proof of an environment against its Python: for roots and commands, and for other modules."""
    environment = from_venv(str(folder), flags=Flags(ignore_environment=True))
    subject = Subject(environment)
    roots = {root.name for root in subject.roots if subject.resolver.resolve(root.name).found}
    for one in subject.recorded:
        roots |= {
            entry.module
            for entry in one.entry_points
            if entry.is_command and subject.resolver.resolve(entry.module).found
        }
    failing = {fault.name for fault in failing_distribution.faults(subject)}
    for fault in failing_distribution.faults(subject):
        failing.update(fault.others)
    unknown = {
        name
        for name, failure in subject.reach.outcomes.items()
        if not failing_distribution.is_certain(failure, subject)
    }
    python = folder / "bin" / "python"
    first, told = _compare(really(python, sorted(roots)), failing, unknown)
    others = sorted(subject.reach.modules - roots, key=lambda name: _order(seed + name))[:modules]
    second, more = _compare(really(python, others), set(subject.reach.failing), unknown)
    return first, second, [*told, *(f"(module) {line}" for line in more)]


def _order(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _compare(truth: dict[str, str], failing: set[str], unknown: set[str]) -> tuple[Agreement, list[str]]:
    result, told = Agreement(asked=len(truth)), []
    for name, outcome in truth.items():
        fails = outcome.startswith("ImportError")
        if name in failing:
            field = "right" if fails else "wrong" if outcome == "imports" else "otherwise"
        elif fails:
            field = "unknown" if name in unknown else "missed"
        elif outcome.startswith("other") and name not in unknown:
            field = "other"
        else:
            continue
        result = result._replace(**{field: getattr(result, field) + 1})
        if field != "right":
            told.append(f"{field}: {name}: {outcome}")
    return result, told


def without_one(folder: Path, number: int, into: Path) -> tuple[str, Path]:
    """Copy an environment without one of its distributions, and return which and where."""
    subject = Subject(from_venv(str(folder), flags=Flags(ignore_environment=True)))
    order = sorted(subject.recorded, key=lambda one: _order(folder.name + one.name))
    gone = order[number % len(order)]
    copy = into / f"{folder.name}-{gone.name}"
    shutil.copytree(folder, copy, symlinks=True, copy_function=os.link)
    site = next(copy.glob("lib/python3.*/site-packages"))
    for file in gone.files:
        path = site / file
        if path.is_file():
            path.unlink()
    shutil.rmtree(site / Path(gone.distribution.metadata).name)
    for inner, _, _ in os.walk(site, topdown=False):
        if set(os.listdir(inner)) <= {"__pycache__"}:
            shutil.rmtree(inner)
    return gone.name, copy


def _uv_says(folder: Path) -> int:
    import uv

    command = [uv.find_uv_bin(), "pip", "check", "--python", str(folder / "bin" / "python")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr.count("requires")


def main() -> None:
    """Print a line for each environment, what disagrees, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--remove", type=int, default=0)
    parser.add_argument("--modules", type=int, default=0)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows: list[dict[str, Any]] = []
    sums = [Agreement(), Agreement(), Agreement()]
    for folder in arguments.folders:
        start = time.perf_counter()
        proof = prove(from_venv(str(folder), flags=Flags(ignore_environment=True)))
        seconds = time.perf_counter() - start
        first, second, told = judge(folder, modules=arguments.modules, seed=folder.name)
        sums[0], sums[1] = sums[0].plus(first), sums[1].plus(second)
        print(f"{folder.name}: {seconds:.2f} s: {proof.line}")
        for each in proof.outcome.diagnostics:
            print(f"    {each.severity}[{each.check}] {each.message}")
        said = sum(each.check == "unsatisfied-requirement" for each in proof.outcome.diagnostics)
        print(f"    requirements: {said} findings, uv pip check: {_uv_says(folder)}")
        print("\n".join(f"    {line}" for line in told))
        rows.append({"environment": folder.name, "seconds": seconds, "line": proof.line, "told": told})
        for number in range(arguments.remove):
            with tempfile.TemporaryDirectory() as place:
                gone, copy = without_one(folder, number, Path(place))
                third, _, told = judge(copy, modules=0, seed="")
                sums[2] = sums[2].plus(third)
                print(f"  without {gone}: {third}")
                print("\n".join(f"    {line}" for line in told))
                rows.append({"environment": copy.name, "roots": third._asdict(), "told": told})
        sys.stdout.flush()
    for what, total in zip(("roots and commands", "other modules", "one removed"), sums, strict=True):
        print(f"{what}: {total}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
