"""Change packages as people do, import from several entries, and keep what CPython did.

``python benchmarks/truth/record_changes.py [NAME...]`` makes ``.corpora/truth/changes/NAME.jsonl``: a line
about the package, then one for each change (`kinds.Change`) with the truth for its entries: the changed
module, the package around it, the module that the changed statement imports, and a module that loads the
changed one. All of them import without the change (``record.py`` says so). What is there is not asked again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from random import Random
from typing import TYPE_CHECKING

from asking import CHANGED, VENV, Server
from changed import read_change, written
from changed_tree import ChangedTree
from changing import changes
from packages import PYTHON, ROOT, environment, modules, pins
from record import truth_of
from sources import Source, read

if TYPE_CHECKING:
    from pathlib import Path

    from kinds import Change

MOST = 200
# Pure Python, of moderate size.
PACKAGES = (
    *("click", "jinja2", "requests", "urllib3", "httpx", "attrs", "flask", "werkzeug", "marshmallow", "rich"),
    *("pyramid", "jedi", "tornado", "fastapi", "kombu", "openpyxl", "docutils", "aiohttp", "pydantic"),
    *("networkx", "celery", "scrapy", "sqlalchemy", "django"),
)


def entries(rng: Random, change: Change, fine: dict[str, set[str]]) -> list[str]:
    """Return the modules that are imported; ``fine`` has what each module that imports executes."""
    package = change.module.rpartition(".")[0] or change.module
    found = [one for one in dict.fromkeys((change.module, package, change.target)) if one in fine]
    loading = sorted(one for one, loads in fine.items() if change.module in loads and one not in found)
    return [*found, rng.choice(loading)] if loading else found


def record(name: str, python: str, most: int) -> None:
    """Make the file of a package, or what is missing of it."""
    folder = environment(name, python)
    header, truths = truth_of(name)
    fine = {truth.entry: set(truth.modules) for truth in truths if truth.outcome == "imports"}
    sources = read(modules(name, folder))
    wanted = _wanted(name, sources, fine)
    tree = ChangedTree(folder, {module.partition(".")[0] for module in sources})
    hidden = {str(tree.root): CHANGED, str(folder): VENV}
    path = ROOT / "changes" / f"{name}.jsonl"
    first = json.dumps({"package": name, "requirements": pins()[name], "project": header["project"]}) + "\n"
    done = _known(path, first, wanted)
    begin, failing, asked = time.monotonic(), 0, 0
    server = Server(folder / "bin" / "python")
    with path.open("a", encoding="utf-8") as kept:
        for at, change in enumerate(wanted[done:most], done):
            source = sources[change.module]
            tree.change(source.file, change.text(source))
            chosen = entries(Random(f"{name} {at}"), change, fine)
            found = [server.ask(entry, str(tree.root)) for entry in chosen]
            tree.restore(source.file)
            asked += len(found)
            failing += sum(truth.outcome == "fails" for truth in found)
            kept.write(written(change, [truth.to_json(hidden) for truth in found]))
            kept.flush()
    server.close()
    tree.remove()
    said = f"{len(wanted[:most])} changes, {done} known before; {asked} imports, {failing} fail"
    print(f"{name:14} {said}; {time.monotonic() - begin:.0f} s", flush=True)


def _wanted(name: str, sources: dict[str, Source], fine: dict[str, set[str]]) -> list[Change]:
    """Return the changes of a package, always the same, of modules that import."""
    return changes(Random(name), {one: sources[one] for one in sources if one in fine}, MOST)


def _known(path: Path, first: str, wanted: list[Change]) -> int:
    """Leave in the file what is still wanted; return how many changes that is."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    lines = [line for line in lines if line.endswith("\n")]
    changed = [read_change(json.loads(line)) for line in lines[1:]]
    if lines[:1] != [first] or changed != wanted[: len(changed)]:
        lines, changed = [first], []
    path.write_text("".join(lines), encoding="utf-8")
    return len(changed)


def main() -> int:
    """Record the changes of the packages that the command line names, or of all that are changed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all that are changed")
    parser.add_argument("--python", default=PYTHON, help="a CPython 3.13 (default: %(default)s)")
    parser.add_argument("--most", type=int, default=MOST, help="changes of a package (default: %(default)s)")
    arguments = parser.parse_args()
    for name in arguments.names or PACKAGES:
        if name not in PACKAGES:
            parser.error(f"{name} is not changed")
        record(name, arguments.python, arguments.most)
    return 0


if __name__ == "__main__":
    sys.exit(main())
