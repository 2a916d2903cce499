"""Real code to measure against: pinned wheels from the package index, and the standard library.

``python benchmarks/corpora.py [NAME...]`` fetches what is missing into ``.corpora/`` and prints where each
corpus is. The interpreter that runs it must have pip, which decides where packages come from.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

WHEELS = {
    "homeassistant": "2025.4.4",
    "sympy": "1.14.0",
    "ansible": "14.5.0",
    "django": "6.1.3",
    "pandas": "3.1.1",
    "sqlalchemy": "2.1.9",
}
STDLIB = "stdlib"
NAMES = (STDLIB, *WHEELS)

# The newest Python that the pinned releases have wheels for; they are only read, never imported.
TARGET = "3.14"
ROOT = Path(__file__).resolve().parent.parent / ".corpora"


def corpus(name: str) -> Path:
    """Return the folder of the corpus ``name`` (one of ``NAMES``), fetched first if it is not there."""
    if name == STDLIB:
        return Path(sysconfig.get_path("stdlib"))
    tree = ROOT / name
    if not _holds(tree, name):
        _fetch(name, tree)
    return tree


def sources(name: str) -> list[Path]:
    """Return the ``.py`` files of a corpus, sorted; what is installed beside the standard library is not."""
    root = corpus(name)
    return sorted(
        path
        for path in root.rglob("*.py")
        if path.is_file() and (name != STDLIB or "site-packages" not in path.relative_to(root).parts)
    )


def _holds(tree: Path, name: str) -> bool:
    """Say whether ``tree`` is the pinned release: a wheel names it in its ``.dist-info`` folder."""
    return (tree / f"{name}-{WHEELS[name]}.dist-info").is_dir()


def _fetch(name: str, tree: Path) -> None:
    """Download and unpack the wheel of ``name``; ``tree`` appears complete or not at all."""
    ROOT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=f".{name}-") as folder:
        download, unpacked = Path(folder, "download"), Path(folder, "unpacked")
        options = ["--no-deps", "--only-binary=:all:", f"--python-version={TARGET}", "--implementation=cp"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", *options, "--dest", str(download)]
        subprocess.run([*command, f"{name}=={WHEELS[name]}"], check=True)
        (wheel,) = download.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
        if tree.exists():
            # Another release, pinned earlier.
            shutil.rmtree(tree)
        unpacked.rename(tree)


def main() -> int:
    """Fetch the corpora that the command line names, or all of them, and print their folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; default: all")
    names: list[str] = parser.parse_args().names or list(NAMES)
    for name in names:
        if name not in NAMES:
            parser.error(f"no corpus is called {name!r}")
        print(f"{name:16} {len(sources(name)):6} files  {corpus(name)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
