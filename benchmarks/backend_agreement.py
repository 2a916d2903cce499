"""Real sdists built by dovetail's backend and by their own, and the wheels compared (bar: 40, all explained).

``python benchmarks/backend_agreement.py [NAME...]`` fetches the sdists of ``sdists.txt`` with pip, and the
backends of ``backends.txt`` into an environment of their own, both below ``.corpora/``. Each is built twice:
as it is, and with its ``pyproject.toml`` switched to dovetail (what other backends compute by plugins or
from tags is given the value of PKG-INFO). Three more wheels are built with dovetail: from the sdist it makes,
and in two copies of the tree with another path, umask, mode, date of files, order of creation, time zone and
locale; these must be byte for byte the same. Unlike most benchmarks this runs code of the projects.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections import Counter
from pathlib import Path

from backend_switch import backend_of, switch
from corpora import ROOT

from dovetail.ship.compare import Difference, compare

HERE = Path(__file__).resolve().parent
WORK = ROOT / "agreement"
SOURCE = HERE.parent / "src"

CAUSES: tuple[tuple[str, str, str, str], ...] = (
    # project ("" for any), aspect, beginning of the name, cause
    ("", "metadata", "import-name", "PEP 794: the other backend does not write what can be imported"),
    ("beautifulsoup4", "", "bs4/tests", "its hatch table excludes tests: `exclude` of [tool.dovetail.build]"),
    ("beautifulsoup4", "", "bs4.tests", "its hatch table excludes tests: `exclude` of [tool.dovetail.build]"),
    (
        "colorama",
        "tag",
        "",
        "says by a hatch option that it runs on Python 2, which dovetail does not build for",
    ),
    (
        "fsspec",
        "metadata",
        "requires-dist",
        "hatchling writes out extras that refer to extras of the project",
    ),
    ("iniconfig", "content", "iniconfig/_version", "setuptools_scm writes this module anew at each build"),
    ("marshmallow", "metadata", "license-files", "flit takes fewer names of licences than PEP 639 lists"),
    ("networkx", "metadata", "platforms", "given as an option of setuptools; PEP 621 has no such field"),
    ("pathspec", "metadata", "license", "flit does not write the text of `license = {text = ...}`"),
    ("tomlkit", "metadata", "author", "poetry-core writes one author only"),
    ("tomlkit", "metadata", "classifiers", "poetry-core derives classifiers from `requires-python`"),
)


def main() -> int:
    """Build and compare what the command line names, or all; 1 for a difference that nothing explains."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="projects of sdists.txt; default: all")
    wanted = parser.parse_args().names
    pins = [line for line in (HERE / "sdists.txt").read_text().split() if not line.startswith("#")]
    chosen = [pin for pin in pins if not wanted or pin.partition("==")[0] in wanted]
    python = _environment()
    causes: Counter[str] = Counter()
    unexplained = 0
    for pin in chosen:
        name = pin.partition("==")[0]
        differences, same, backend = _project(pin, python)
        open_ = [one for one in differences if _cause(name, one) is None]
        causes.update({cause for one in differences if (cause := _cause(name, one))})
        unexplained += len(open_) + (not same)
        modules = sum(one.aspect == "module" for one in differences)
        counts = f"{modules} modules, {len(differences) - modules} other, {len(open_)} unexplained"
        print(f"{pin:36} {backend:12} {counts:44} {'byte-identical' if same else 'NOT REPRODUCED'}")
        for one in open_:
            print(f"    {one}")
    print(f"\n{len(chosen)} projects, {unexplained} unexplained\n")
    for cause, count in causes.most_common():
        print(f"{count:4}  {cause}")
    return 1 if unexplained else 0


def _cause(project: str, difference: Difference) -> str | None:
    for name, aspect, beginning, cause in CAUSES:
        fits = (not name or name == project) and (not aspect or aspect == difference.aspect)
        # That a field is there which was not is explained for any project; that one changed is not.
        if fits and difference.name.startswith(beginning) and (name or difference.first is None):
            return cause
    return None


def _environment() -> Path:
    python = ROOT / "backends" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "backends.txt"], check=True)
    return python


def _project(pin: str, python: Path) -> tuple[tuple[Difference, ...], bool, str]:
    """Return the differences, whether all of dovetail's wheels are the same, and the project's backend."""
    folder = WORK / pin
    sdist = _sdist(pin, python)
    own = [*(folder / "own").glob("*.whl")]
    if not own:
        tree = _unpack(sdist, folder / "as-it-is")
        command = [str(python), "-m", "build", "-q", "--wheel", "--no-isolation", "-x"]
        # What other backends warn of is not for this table.
        subprocess.run([*command, str(tree), "-o", str(folder / "own")], check=True, capture_output=True)
        own = [*(folder / "own").glob("*.whl")]
    trees = [_unpack(sdist, folder / place) for place in ("one", "two/further/away")]
    backend = backend_of(trees[0])
    for tree in trees:
        _switch(tree)
    _disturb(trees[1])
    first = _build(trees[0], "build_wheel", folder / "out-1")
    second = _build(trees[1], "build_wheel", folder / "out-2", disturbed=True)
    sdists = [_build(trees[0], "build_sdist", folder / "out-1")]
    sdists.append(_build(trees[1], "build_sdist", folder / "out-2", disturbed=True))
    third = _build(_unpack(sdists[0], folder / "three"), "build_wheel", folder / "out-3")
    same = len({path.read_bytes() for path in (first, second, third)}) == 1
    return compare(own[0], first), same and len({path.read_bytes() for path in sdists}) == 1, backend


def _sdist(pin: str, python: Path) -> Path:
    folder = WORK / pin / "sdist"
    if not [*folder.glob("*.tar.gz")]:
        options = ["-q", "--no-deps", "--no-binary=:all:", "--no-build-isolation", "-d", str(folder)]
        subprocess.run(
            [python, "-m", "pip", "download", *options, pin], check=True, stdout=subprocess.DEVNULL
        )
    return next(folder.glob("*.tar.gz"))


def _unpack(sdist: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def _switch(tree: Path) -> None:
    original = (tree / "pyproject.toml").read_bytes()
    if "project" not in tomllib.loads(original.decode()):
        raise SystemExit(f"{tree.name} has no table [project]: it is none to compare")
    switch(tree, keep_version=True)
    with_version = subprocess.run(
        [sys.executable, "-c", "from dovetail.ship.backend.project import BuildProject; BuildProject('.')"],
        cwd=tree,
        env=_variables(),
        capture_output=True,
        check=False,
    )
    if with_version.returncode:
        (tree / "pyproject.toml").write_bytes(original)
        switch(tree, keep_version=False)


def _disturb(tree: Path) -> None:
    """Change all that an archive must not depend on: order on disk, dates and modes."""
    aside = tree.with_name("aside")
    tree.rename(aside)
    files = sorted((path for path in aside.rglob("*") if path.is_file()), reverse=True)
    for count, path in enumerate(files):
        target = tree / path.relative_to(aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        os.utime(target, (86_400 * count, 86_400 * count))
        target.chmod((0o600, 0o755, 0o644)[count % 3])
    shutil.rmtree(aside)


def _variables(*, disturbed: bool = False) -> dict[str, str]:
    more = {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"} if disturbed else {}
    return {**os.environ, "PYTHONPATH": str(SOURCE), **more}


def _build(tree: Path, hook: str, folder: Path, *, disturbed: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    code = "import os, sys, dovetail.ship.backend as b; os.umask(int(sys.argv[3]));"
    code += "print(getattr(b, sys.argv[1])(sys.argv[2]))"
    done = subprocess.run(
        [sys.executable, "-c", code, hook, str(folder), str(0o077 if disturbed else 0o022)],
        cwd=tree,
        env=_variables(disturbed=disturbed),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{tree.name}: {done.stderr}")
    return folder / done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
