"""Converts real projects of the time before PEP 621, and compares their wheels before and after.

``python benchmarks/conversions.py [--corpus FOLDER] [NAME...]`` fetches the pinned sdists that are missing,
runs ``dovetail convert`` on a copy of each, which builds both wheels, and prints a table: what was declared
where, what is left by hand, and whether the wheels are the same. Pip says where packages come from.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

SDISTS = {
    # setup.py
    "bottle": "0.12.25",
    "boltons": "21.0.0",
    "click": "7.1.2",
    "colorama": "0.4.4",
    "decorator": "4.4.2",
    "docopt": "0.6.2",
    "Flask": "1.1.4",
    "itsdangerous": "1.1.0",
    "Jinja2": "2.11.3",
    "Markdown": "3.3.7",
    "pytz": "2023.3",
    "python-slugify": "6.1.2",
    "requests": "2.31.0",
    "six": "1.16.0",
    "tabulate": "0.8.10",
    "termcolor": "1.1.0",
    "toolz": "0.12.0",
    "wcwidth": "0.2.5",
    "xmltodict": "0.13.0",
    # setup.cfg
    "mock": "4.0.3",
    "prettytable": "2.0.0",
    "tqdm": "4.60.0",
    "virtualenv": "20.4.7",
    "zipp": "3.8.0",
    # Poetry
    "commitizen": "2.42.0",
    "crashtest": "0.4.1",
    "isort": "5.12.0",
    "rich": "10.16.2",
    "textual": "0.11.1",
    "tomlkit": "0.10.2",
}
"""Releases by the names of their projects."""
ROOT = Path(__file__).resolve().parent.parent / ".corpora" / "conversions"


def index_url() -> str:
    """Return the index that pip is configured for, or its own default."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if said or os.environ.get("PIP_INDEX_URL"):
        return os.environ.get("PIP_INDEX_URL") or said
    ask = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
    return subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True
    ).stdout.strip()


def fetch(name: str, version: str, corpus: Path) -> Path:
    """Return the folder of an sdist, fetched first if it is not there."""
    folder = corpus / f"{name}-{version}"
    if folder.is_dir():
        return folder
    page = f"{index_url().rstrip('/')}/{name.lower()}/"
    with urllib.request.urlopen(page) as answer:
        links = re.findall(r'<a [^>]*href="([^"#]+)[^"]*"', answer.read().decode())
    wanted = f"{name}-{version}.tar.gz".lower()
    (url,) = [link for link in links if link.rpartition("/")[2].lower().replace("_", "-") == wanted]
    corpus.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=corpus) as work:
        archive = Path(work, "sdist.tar.gz")
        with urllib.request.urlopen(urllib.parse.urljoin(page, url)) as answer:
            archive.write_bytes(answer.read())
        with tarfile.open(archive) as opened:
            opened.extractall(Path(work, "tree"), filter="data")
        (tree,) = Path(work, "tree").iterdir()
        tree.rename(folder)
    return folder


def measure(folder: Path, installer: str) -> dict[str, Any]:
    """Return what ``dovetail convert`` says of a copy of a project."""
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work, folder.name)
        shutil.copytree(folder, copy, symlinks=True)
        words = ["convert", str(copy), "--format", "json", "--installer", installer]
        command = [sys.executable, "-m", "dovetail", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.stdout:
            return {"error": done.stderr.strip()}
        document: dict[str, Any] = json.loads(done.stdout)
        return document | {"code": done.returncode}


def main() -> int:
    """Convert all, print the table, and what is behind each line of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="or NAME==VERSION (default: all)")
    parser.add_argument("--corpus", type=Path, default=ROOT, help="where the sdists are, or are put")
    parser.add_argument("--installer", default="uv", choices=("pip", "uv"))
    arguments = parser.parse_args()
    details = []
    print(f"{'project':24} {'declared in':22} {'by hand':>7} {'written':>7}  wheels")
    for given in arguments.names or SDISTS:
        name, _, version = given.partition("==")
        found = measure(fetch(name, version or SDISTS[name], arguments.corpus), arguments.installer)
        if "error" in found:
            print(f"{name:24} {found['error']}")
            continue
        proof = found["proof"]
        verdict = "not built: too much is computed"
        if proof is not None:
            verdict = "the same" if proof["holds"] else proof["failure"] or "different"
        by_hand = len(found["by_hand"])
        print(
            f"{name:24} {found['source']:22} {by_hand:7} {'yes' if found['written'] else 'no':>7}  {verdict}"
        )
        details += [f"{name}: by hand: {each['file']}:{each['line']}: {each['field']}: {each['reason']}"
                    for each in found["by_hand"]]  # fmt: skip
        for each in (proof or {}).get("differences", ()):
            details.append(f"{name}: {each['name']}: {each['before']} became {each['after']}"[:300])
        details += [f"{name}: note: {each}" for each in found["notes"]]
    print(*["", *details], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
