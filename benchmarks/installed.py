"""Dovetail beside CPython in a virtual environment with 150 popular distributions.

``python benchmarks/installed.py [--venv FOLDER]`` asks the interpreter of the environment, for every module
that either of them finds, for its spec (`importlib.util.find_spec`, which imports the packages around it),
and compares origin, package or not, and the locations of submodules; and the owner with what
`importlib.metadata` records. It exits with 1 if an answer differs that dovetail does not call unknown; those
that it does are counted by themselves, with the reason that it gives.

The environment (about 1 GB, in ``.corpora/installed``) is made of the pinned wheels in ``installed.txt`` when
it is first needed; that takes Python 3.11 and about two minutes. The packages of the distributions are
imported, so other people's code runs: not in dovetail, but here.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from corpora import ROOT

from dovetail.environment.environment import Flags
from dovetail.environment.installation import from_venv
from dovetail.environment.provider import PROVIDERS
from dovetail.modules.inventory import Module, modules
from dovetail.modules.owner import OwnerKind, Owners
from dovetail.modules.resolution import Confidence, Found
from dovetail.modules.resolve import Resolver

HERE = Path(__file__).parent
LIMIT = 120


def made(folder: Path) -> Path:
    """Return the virtual environment, made first if it is not there."""
    if not (folder / "pyvenv.cfg").exists():
        print(f"making {folder}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        options = ["--quiet", "--no-deps", "--only-binary=:all:", "-r", str(HERE / "installed.txt")]
        pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "install"]
        subprocess.run([*pip, *options], check=True)
    return folder


def asked(python: Path, groups: list[list[str]]) -> list[dict[str, Any]]:
    """Return what the interpreter says of each group of names; nothing for those that end it."""
    command = [str(python), "-I", "-W", "ignore", str(HERE / "installed_specs.py")]
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "MPLBACKEND": "agg"}
    try:
        result = subprocess.run(
            command,
            input=json.dumps(groups),
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT,
            env=environment,
        )
        return [json.loads(line) for line in result.stdout.splitlines()]
    except (subprocess.TimeoutExpired, ValueError):
        return []


def grouped(found: list[Module]) -> list[list[str]]:
    """Return the names of modules by their top-level name."""
    groups: dict[str, list[str]] = {}
    for module in found:
        groups.setdefault(module.name.partition(".")[0], []).append(module.name)
    return list(groups.values())


class Comparison:
    """Counts of what was compared, and what differs."""

    def __init__(self, resolver: Resolver, owners: Owners) -> None:
        self.resolver, self.owners = resolver, owners
        self.compared = self.static = self.owned = 0
        self.confidence: Counter[str] = Counter()
        self.differences: dict[str, str] = {}
        self.unknown: dict[str, str] = {}
        self.failed: dict[str, str] = {}
        self.unanswered: list[str] = []

    def specs(self, said: dict[str, Any], listed: set[str]) -> None:
        """Compare what was said of one top-level name."""
        self.failed |= said["failed"]
        for name, right in said["specs"].items():
            answer = self.resolver.resolve(name)
            ours = None
            if answer.found:
                locations = answer.submodule_search_locations
                ours = [answer.origin, None if locations is None else list(locations)]
            self.compared += 1
            self.static += right is not None and right[2] == "static"
            self.confidence[answer.confidence] += 1
            if ours != (None if right is None else right[:2]):
                both = f"CPython: {right}, dovetail: {ours}"
                if answer.confidence is Confidence.UNKNOWN:
                    self.unknown[name] = f"{both}: {answer.reason}"
                else:
                    self.differences[name] = f"{both} ({answer.confidence})"
        for name in said["offered"]:
            if name not in listed and self.resolver.resolve(name).found:
                self.differences[f"{name} (not listed)"] = "pkgutil lists it, and dovetail does not"

    def owner(self, module: Module, recorded: dict[str, list[str]]) -> None:
        """Compare whose a module is."""
        origin = module.origin or ""
        if module.kind is Found.NAMESPACE_PACKAGE:
            portions = self.resolver.resolve(module.name).submodule_search_locations or ()
            starts = tuple(os.path.join(portion, "") for portion in portions)
            right = sorted(
                {one for path, all_ in recorded.items() if path.startswith(starts) for one in all_}
            )
        else:
            right = sorted(recorded.get(os.path.normpath(origin), []))
        ours = sorted(str(one) for one in module.owner.distributions)
        self.owned += 1
        if ours != right or (module.owner.kind is OwnerKind.DISTRIBUTION) != bool(right):
            self.differences[f"{module.name} (owner)"] = f"importlib.metadata: {right}, dovetail: {ours}"

    def providers(self) -> int:
        """Hold the table of famous names against what is recorded; return how many of them are there."""
        there = 0
        for name, project in PROVIDERS.items():
            answer = self.resolver.resolve(name)
            distribution = self.owners.installed.find(project)
            if answer.found and distribution:
                there += 1
                if distribution not in self.owners.of(answer).distributions:
                    self.differences[f"{name} (provider)"] = f"{project} does not record it"
        return there


def main() -> int:
    """Compare, and say what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--venv", type=Path, default=ROOT / "installed", help="default: %(default)s")
    parser.add_argument("--only", metavar="NAME", help="only this top-level module")
    arguments = parser.parse_args()
    folder = made(arguments.venv)
    environment = from_venv(str(folder), flags=Flags(isolated=True))
    resolver, owners = Resolver(environment), Owners(environment)
    begin = time.perf_counter()
    found = list(modules(environment, resolver=resolver, owners=owners, below=arguments.only or ""))
    took = time.perf_counter() - begin
    distributions = owners.installed.distributions
    print(f"{len(distributions)} distributions, {len(found)} modules listed in {took:.1f} s", flush=True)
    comparison = Comparison(resolver, owners)
    python = folder / "bin" / "python"
    (recorded,) = asked(python, [["owners"]])
    for module in found:
        comparison.owner(module, recorded)
    listed = {module.name for module in found}
    for names in grouped(found):
        said = asked(python, [names])
        if said:
            comparison.specs(said[0], listed)
        else:
            comparison.unanswered.append(names[0])
    there = comparison.providers()
    return report(comparison, there)


def report(comparison: Comparison, there: int) -> int:
    """Print the figures; 1 if an answer differs that is not called unknown."""
    print(
        f"{comparison.compared} specs compared, {comparison.static} of them below parents that fail to import"
    )
    print(f"{comparison.owned} owners compared; {there} names of the table of providers")
    confidence = comparison.confidence.most_common()
    print("answers by confidence: " + ", ".join(f"{number} {name}" for name, number in confidence))
    parents = [name for name, reason in comparison.failed.items() if not reason.startswith("its parent")]
    print(f"{len(parents)} parents fail to import: {', '.join(parents)}")
    for name in comparison.unanswered:
        print(f"  no answer: {name}")
    for name, text in sorted(comparison.differences.items()):
        print(f"  differs: {name}: {text}")
    for name, text in sorted(comparison.unknown.items()):
        print(f"  differs and is unknown: {name}: {text}")
    total = comparison.compared + comparison.owned
    differs, unknown = len(comparison.differences), len(comparison.unknown)
    print(f"{differs} differences of {total}, and {unknown} where dovetail says that it does not know")
    return 1 if differs or comparison.unanswered else 0


if __name__ == "__main__":
    sys.exit(main())
