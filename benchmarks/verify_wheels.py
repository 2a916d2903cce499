"""How true is what `dovetail verify` says of the newest wheels of popular distributions.

``python benchmarks/verify_wheels.py FOLDER`` downloads the wheels that ``verify/wheels.txt`` pins into FOLDER
(pip; for CPython 3.11 on Linux), verifies each, and holds every finding against ``verify/labels.tsv``, in
which a person wrote after reading the code whether it is true. It prints the findings without a label, those
that are false, and the precision.

With ``--run`` each wheel is installed by uv into an environment of its own, and its modules are imported,
each in a process of its own (all of it is foreign code); the answers are kept in FOLDER. Tests are left out,
and of a wheel with more than 25 other modules 25 are taken, by the hashes of their names. Then it prints how
many of the modules that really fail were told (recall), and how many of those that were told really fail;
``--verbose`` names those that differ.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from dovetail.errors import DovetailError
from dovetail.ship.archive import open_archive
from dovetail.ship.verify import verify
from dovetail.ship.verify.places import is_for_tests
from dovetail.ship.verify.really import Ended, imported
from dovetail.ship.verify.subject import Subject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.diagnostic import Diagnostic, Outcome

MOST = 25
HERE = Path(__file__).parent / "verify"


def download(folder: Path) -> None:
    """Fetch the pinned wheels that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for pin in (HERE / "wheels.txt").read_text("utf-8").split():
        name, _, version = pin.partition("==")
        if not list(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl")):
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
            ]
            subprocess.run([*command, "--dest", str(folder), pin], check=True)


def labels() -> dict[tuple[str, str, str], bool]:
    """Return whether findings are true, by check, place and message."""
    found = {}
    for line in (HERE / "labels.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            truth, check, place, message = line.split("\t")[:4]
            found[check, place, message] = truth == "true"
    return found


def key(diagnostic: Diagnostic) -> tuple[str, str, str]:
    """Return what a label names."""
    place = diagnostic.place
    return diagnostic.check, f"{place.path}:{place.line}", diagnostic.message


def judge(outcomes: dict[str, Outcome]) -> int:
    """Print the findings that are false or not judged yet, and the precision; return how many are not."""
    known = labels()
    counts: Counter[tuple[str, str]] = Counter()
    unjudged = 0
    for outcome in outcomes.values():
        for diagnostic in outcome.diagnostics:
            truth = known.get(key(diagnostic))
            counts[diagnostic.check, {None: "unjudged", True: "true", False: "false"}[truth]] += 1
            unjudged += truth is None
            if truth is not True:
                print("\t".join(("?" if truth is None else "false", *key(diagnostic))))
    for (check, verdict), count in sorted(counts.items()):
        print(f"{count:5}  {check}: {verdict}")
    true = sum(count for (_, truth), count in counts.items() if truth == "true")
    false = sum(count for (_, truth), count in counts.items() if truth == "false")
    if true + false:
        print(f"precision: {true} of {true + false} findings are true: {true / (true + false):.1%}")
    return unjudged


def sample(names: list[str]) -> list[str]:
    """Return the modules to import: none that starts something, no tests, and not too many."""
    wanted = [name for name in names if not name.endswith("__main__")]
    wanted = [name for name in wanted if not is_for_tests(f"{name.replace('.', '/')}.py")]
    return sorted(sorted(wanted, key=lambda name: sha256(name.encode()).digest())[:MOST])


def really(wheel: Path) -> dict[str, Ended] | None:
    """Return how imports of a wheel end, asked once and kept; None where it cannot be installed."""
    cache = wheel.with_name(f"{wheel.name}.imports.json")
    if not cache.exists():
        with open_archive(wheel) as archive:
            names = sample(archive.import_names())
        try:
            answers: dict[str, Ended] | None = imported(wheel, names)
        except DovetailError as error:
            print(f"{wheel.name}: {error}")
            answers = None
        cache.write_text(json.dumps(answers), "utf-8")
    found = json.loads(cache.read_text("utf-8"))
    return None if found is None else {name: Ended(*found[name]) for name in sample(list(found))}


def recall(wheels: list[Path], *, verbose: bool) -> None:
    """Print how many of the modules that really fail were told to."""
    counts: Counter[str] = Counter()
    for wheel in wheels:
        answers = really(wheel)
        if answers is None:
            counts["wheels that cannot be installed"] += 1
            continue
        with open_archive(wheel) as archive, TemporaryDirectory() as folder:
            told = Subject(archive, folder).prediction.failing()
        counts["wheels"] += 1
        for name, ended in answers.items():
            if ended.type in ("Timeout", "Died"):
                counts["modules that do not end, or end the process"] += 1
                continue
            failed, predicted = ended.type is not None, name in told
            counts[f"{'fails' if failed else 'works'}, {'told' if predicted else 'not told'}"] += 1
            if failed != predicted and verbose:
                what = f"{ended.type}: {ended.message[:90]}" if failed else told[name].failure.message[:90]
                print(f"{'missed' if failed else 'wrong'}\t{wheel.name.split('-')[0]}\t{name}\t{what}")
    for what, count in sorted(counts.items()):
        print(f"{count:6}  {what}")
    hits, missed, wrong = counts["fails, told"], counts["fails, not told"], counts["works, told"]
    if hits:
        print(f"recall {hits / (hits + missed):.1%}, precision of what is told {hits / (hits + wrong):.1%}")


def main() -> int:
    """Return 1 if a finding has no label."""
    options = [word for word in sys.argv[1:] if word.startswith("--")]
    folder = Path(next(word for word in sys.argv[1:] if not word.startswith("--")))
    download(folder)
    wheels = sorted(folder.glob("*.whl"))
    start = time.perf_counter()
    outcomes = {wheel.name: verify(wheel) for wheel in wheels}
    print(f"{len(wheels)} wheels verified in {time.perf_counter() - start:.1f} s")
    unjudged = judge(outcomes)
    if "--run" in options:
        recall(wheels, verbose="--verbose" in options)
    return int(unjudged > 0)


if __name__ == "__main__":
    sys.exit(main())
