"""One import, what CPython did beside what was predicted, for people."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

from agreeing import compare, importer, predicted_said, said
from packages import environment
from predict import Predictor
from record import truth_of

if TYPE_CHECKING:
    from asking import Truth
    from predict import Predicted

_AROUND = 4


def show(name: str, entry: str, python: str) -> None:
    """Print the import of a module: both orders where they differ, both outcomes, and the cause."""
    header, truths = truth_of(name)
    project = set(header["project"])
    truth = next((one for one in truths if one.entry == entry), None)
    if truth is None:
        sys.exit(f"{entry} is not recorded for {name}")
    folder = environment(name, python)
    predicted = Predictor(folder, header["loaded"])(entry)
    agreement = compare(truth, predicted, project)
    print(f"import {entry}    ({folder}/bin/python -I)")
    _show_orders(truth, predicted, project)
    print(f"CPython:   {truth.outcome}: {said(truth.failure)}")
    for file, number, function in truth.failure.frames if truth.failure else ():
        print(f"             {file}:{number} {function}")
    print(f"predicted: {predicted_said(predicted)}")
    for place in reversed(predicted.trace):
        print(f"             {place}")
    for unknown in predicted.unknowns[:30]:
        print(f"             unknown: {unknown}")
    if agreement.cause:
        print(f"wrong: {', '.join(agreement.wrong)}; {': '.join(agreement.cause)}")
    if agreement.earlier:
        print(f"earlier, outside the project: {agreement.earlier}")


def _show_orders(truth: Truth, predicted: Predicted, project: set[str]) -> None:
    right = [
        f"{'*' if module in project else ' '} {module}    <- {importer(truth, at)}"
        for at, module in enumerate(truth.modules)
    ]
    matcher = difflib.SequenceMatcher(None, truth.modules, predicted.modules, autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            shown = right[first:last]
            if len(shown) > 2 * _AROUND:
                skipped = len(shown) - 2 * _AROUND
                shown = [*shown[:_AROUND], f"  ... {skipped} more, equal ...", *shown[-_AROUND:]]
            print("\n".join(f"    {line}" for line in shown))
            continue
        for line in right[first:last]:
            print(f"  - {line}")
        for module, by in zip(predicted.modules[begin:end], predicted.by[begin:end], strict=True):
            print(f"  + {'*' if module in project else ' '} {module}    <- {by}")
    print("(* of the project; - CPython only; + predicted only)\n")
