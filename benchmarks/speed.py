"""Speed: whole processes side by side in one run, dovetail, grimp without its cache, and ruff.

``python benchmarks/speed.py [CORPUS...] [--runs N]`` reads each corpus (homeassistant, sympy, ansible and
django unless told otherwise) with each tool in turn, N times, and prints CPU time, wall time and peak memory:
the best run and the median. Beside them stand the start of Python alone, and a program that does nothing but
find the ``.py`` files and read them. Below each table are the ratios that dovetail is held to; the exit code
is 1 if one is missed.

``python3 dev.py bench`` installs a release build and the pinned releases of the others; `cargo` comes with
the `rustc` that compiles the program that only reads.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

from measure import Command, Summary, bar, costs, report, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

#: Each corpus and the package in it that grimp is asked for; the others read the whole folder.
PACKAGES = {
    "homeassistant": "homeassistant",
    "sympy": "sympy",
    "ansible": "ansible_collections",
    "django": "django",
}
RUNS = 7

PYTHON, READ, DOVETAIL, GRIMP, RUFF = "python -c pass", "walk and read", "dovetail", "grimp", "ruff"

_HERE = os.path.dirname(os.path.abspath(__file__))
_TOP = os.path.dirname(_HERE)
_BIN = os.path.dirname(sys.executable)


def commands(name: str, folder: str, reader: str) -> dict[str, Command]:
    """Return what reads the corpus ``name`` in ``folder``; ``reader`` is the program that does only that.

    The current folder must be the same: ruff looks for absolute names there, and finds few elsewhere.
    """
    build = f"import grimp; grimp.build_graph({PACKAGES[name]!r}, cache_dir=None)"
    return {
        PYTHON: Command([sys.executable, "-c", "pass"]),
        READ: Command([reader, "."]),
        DOVETAIL: Command([os.path.join(_BIN, "dovetail"), "graph", "--format", "json", folder]),
        GRIMP: Command([sys.executable, "-c", build], {"PYTHONPATH": "."}),
        RUFF: Command([os.path.join(_BIN, "ruff"), "analyze", "graph", "--isolated", "."]),
    }


def verdict(name: str, found: Mapping[str, Summary]) -> bool:
    """Print the ratios that matter for a corpus, and say whether each is within its bar."""
    dovetail, grimp, ruff = found[DOVETAIL], found[GRIMP], found[RUFF]
    start = found[PYTHON]
    large = name != "django"
    fifth = 0.2 if large else None
    over = (ruff.wall + start.wall) / ruff.wall
    return all(
        [
            bar("CPU of dovetail / CPU of grimp", dovetail.cpu / grimp.cpu, fifth),
            bar("CPU of dovetail / CPU of ruff", dovetail.cpu / ruff.cpu, fifth),
            bar(
                "wall of dovetail / wall of ruff (and Python's start)",
                dovetail.wall / ruff.wall,
                None if large else over,
            ),
            bar("memory of dovetail / memory of grimp", dovetail.memory / grimp.memory, 1),
            bar("memory of dovetail / memory of ruff", dovetail.memory / ruff.memory, 1),
            bar(
                "(CPU of dovetail - Python's start) / CPU of walk and read",
                (dovetail.cpu - start.cpu) / found[READ].cpu,
                3,
            ),
        ]
    )


def compiled() -> str:
    """Compile the program that only finds and reads files; return where it is."""
    program = os.path.join(_TOP, "target", "walk_and_read")
    source = os.path.join(_TOP, "crates", "kernel", "examples", "walk_and_read.rs")
    os.makedirs(os.path.dirname(program), exist_ok=True)
    subprocess.run(["rustc", "-O", "--edition=2024", "-o", program, source], check=True)
    return program


def folder_of(name: str) -> str:
    """Return the folder of a corpus, fetched if need be, in a process of its own: see `measure`."""
    script = os.path.join(_HERE, "corpora.py")
    shown = subprocess.run([sys.executable, script, name], check=True, capture_output=True, text=True).stdout
    counted, folder = shown.strip().split(" files  ", 1)
    print(f"{counted} files")
    return folder


def is_editable() -> bool:
    """Say whether dovetail is installed from its sources: then it is hardly a release build."""
    look = "import dovetail, sys; sys.exit('site-packages' not in dovetail.__file__)"
    return subprocess.run([sys.executable, "-P", "-c", look], check=False).returncode != 0


def main() -> int:
    """Measure the corpora that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="CORPUS", help=f"of {', '.join(PACKAGES)}")
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    for name in options.names:
        if name not in PACKAGES:
            parser.error(f"no corpus is called {name!r}")
    if is_editable():
        print("note: dovetail is installed from its sources; `python3 dev.py bench` installs a release build")
    reader = compiled()
    held = True
    with tempfile.TemporaryDirectory() as outside:
        for name in options.names or PACKAGES:
            # Reached through a link: the corpora lie in this repository, and what stands alone elsewhere
            # would be read as a part of it.
            folder = os.path.join(outside, name)
            os.symlink(folder_of(name), folder)
            os.chdir(folder)
            asked = commands(name, folder, reader)
            found = {tool: summary(runs) for tool, runs in costs(asked, options.runs).items()}
            report(found)
            held &= verdict(name, found)
            print(flush=True)
            os.chdir(_TOP)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
