"""What is kept of changed packages: each change with its truth, while its changed copy is in a folder."""

from __future__ import annotations

import difflib
import json
import shutil
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeAlias

from agreeing import compare, importer, predicted_said, said
from asking import Truth
from changed_tree import ChangedTree
from kinds import Change
from packages import ROOT, environment, modules
from predict import Predictor
from record import truth_of
from sources import read

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from predict import Predicted
    from sources import Source

    Recorded: TypeAlias = tuple[int, Change, Source, Path, list[Truth]]


def read_change(data: dict[str, Any]) -> Change:
    """Return the change of a line."""
    edits = [(begin, end, text.encode()) for begin, end, text in data["change"]["edits"]]
    return Change(**{**data["change"], "edits": edits})


def written(change: Change, truths: list[dict[str, Any]]) -> str:
    """Return the line of a change."""
    edits = [(begin, end, text.decode()) for begin, end, text in change.edits]
    return json.dumps({"change": {**change._asdict(), "edits": edits}, "truths": truths}) + "\n"


def changes_of(name: str) -> Iterator[tuple[Change, list[Truth]]]:
    """Yield the changes that are kept of a package, with their truth."""
    lines = (ROOT / "changes" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")[1:-1]
    for data in map(json.loads, lines):
        yield read_change(data), [Truth.from_json(truth) for truth in data["truths"]]


def changed(name: str, venv: Path) -> Generator[Recorded]:
    """Yield the recorded changes of a package, each while its changed copy is in a folder."""
    sources = read(modules(name, venv))
    tree = ChangedTree(venv, {module.partition(".")[0] for module in sources})
    try:
        for number, (change, truths) in enumerate(changes_of(name)):
            source = sources[change.module]
            tree.change(source.file, change.text(source))
            yield number, change, source, tree.root, truths
            tree.restore(source.file)
    finally:
        tree.remove()


def show(name: str, wanted: int, python: str, make: Path | None) -> None:
    """Print a change, its imports and what is predicted of them."""
    venv, loaded = environment(name, python), truth_of(name)[0]["loaded"]
    with closing(changed(name, venv)) as recorded:
        for number, change, source, root, truths in recorded:
            if number == wanted:
                if make:
                    shutil.copytree(root, make)
                before, after = (text.decode().split("\n") for text in (source.text, change.text(source)))
                diff = difflib.unified_diff(before, after, change.module, "changed", lineterm="", n=1)
                print(f"{change.kind}: {change.module}, target {change.target}", *diff, sep="\n")
                predictor = Predictor(venv, loaded, root)
                for truth in truths:
                    _show_import(truth, predictor(truth.entry), source.known)
                return
    sys.exit(f"{name} has no change {wanted}")


def _show_import(truth: Truth, predicted: Predicted, known: set[str]) -> None:
    agreement = compare(truth, predicted, known)
    print(f"\nimport {truth.entry}: {', '.join(agreement.wrong) or 'right'}")
    print(f"  CPython:   {said(truth.failure)}\n  predicted: {predicted_said(predicted)}")
    if not agreement.cause:
        return
    print(f"  {': '.join(agreement.cause)}")
    for at, module in enumerate(truth.modules):
        if module in known:
            print(f"    {module} <- {importer(truth, at)}")
    print("  predicted:")
    for module, by in zip(predicted.modules, predicted.by, strict=True):
        if module in known:
            print(f"    {module} <- {by}")
    for unknown in predicted.unknowns[:30]:
        print(f"    unknown: {unknown}")
