"""One import: what CPython did beside what was predicted, and where they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from asking import Failure, Truth
    from predict import Predicted


class Cause(NamedTuple):
    """The first point at which the prediction is wrong; equal ones are one cause."""

    kind: str
    what: str
    where: str


@dataclass
class Agreement:
    """What is right about a prediction."""

    entry: str
    same_set: bool
    same_order: bool
    same_outcome: bool
    both_fail: bool
    same_type: bool
    same_place: bool
    same_message: bool
    cause: Cause | None
    first: Cause | None
    """The same over all modules, not only those of the project."""

    @property
    def earlier(self) -> str:
        """What was wrong before that, outside the project, in words."""
        return ": ".join(self.first) if self.first and self.first != self.cause else ""

    @property
    def wrong(self) -> list[str]:
        """What is wrong, in words."""
        failing = {"type": self.same_type, "place": self.same_place, "message": self.same_message}
        always = {"set": self.same_set, "order": self.same_order, "outcome": self.same_outcome}
        said = always | (failing if self.both_fail else {})
        return [name for name, right in said.items() if not right]


def compare(truth: Truth, predicted: Predicted, project: set[str]) -> Agreement:
    """Return how the prediction for an entry agrees with the truth, over the modules of the project."""
    right = [name for name in truth.modules if name in project]
    ours = [name for name in predicted.modules if name in project]
    failure, fails = truth.failure, predicted.type is not None
    both = failure is not None and fails
    result = Agreement(
        entry=truth.entry,
        same_set=set(right) == set(ours),
        same_order=right == ours,
        same_outcome=(failure is not None) == fails,
        both_fail=both,
        same_type=both and same_type(failure, predicted),
        same_place=both and (predicted.file, predicted.line) in places(failure),
        same_message=failure is not None and failure.message == predicted.message,
        cause=None,
        first=None,
    )
    if result.wrong:
        result.cause = _cause(truth, predicted, right, ours)
        result.first = _cause(truth, predicted, truth.modules, predicted.modules)
    return result


def same_type(failure: Failure | None, predicted: Predicted) -> bool:
    """Say whether the exception types are equal; a prediction may leave out the module of a type."""
    if failure is None or predicted.type is None:
        return failure is None and predicted.type is None
    return predicted.type in (failure.type, failure.type.rpartition(".")[2])


def places(failure: Failure | None) -> list[tuple[str | None, int | None]]:
    """Return the places that count as that of a failure: innermost frame, or what a syntax error names."""
    if failure is None:
        return []
    last: list[tuple[str | None, int | None]] = [(None, None)]
    if failure.frames:
        file, line, _ = failure.frames[-1]
        last = [(file, line)]
    return [*last, (failure.syntax[0], failure.syntax[1])] if failure.syntax else last


def said(failure: Failure | None, *, message: bool = True) -> str:
    """Return a failure in words."""
    if failure is None:
        return "imports"
    file, line = places(failure)[0]
    what = f"{failure.type}: {short(failure.message)}" if message else failure.type
    return f"{what} at {where(file, line)}"


def predicted_said(predicted: Predicted) -> str:
    """Return the predicted outcome in words."""
    if predicted.type is None:
        return "imports"
    return f"{predicted.type}: {short(predicted.message)} at {where(predicted.file, predicted.line)}"


def where(file: str | None, line: int | None) -> str:
    """Return a place, without what all have in common."""
    if file is None:
        return "no file"
    for common in ("/site-packages/", "/lib-dynload/", "/lib/"):
        file = file.rpartition(common)[2]
    return f"{file}:{line}"


def short(message: str) -> str:
    """Return the beginning of a message, on one line."""
    line = " ".join(message.split())
    return line if len(line) <= 160 else line[:157] + "..."  # noqa: PLR2004 - about a line and a half


def importer(truth: Truth, at: int) -> str:
    """Return who imported the module at an index, and in which line."""
    by, line = truth.by[at]
    name = truth.modules[by] if isinstance(by, int) else by
    return "the entry" if name == "bare" else f"{name}:{line}"


def _parting(right: list[str], ours: list[str]) -> int:
    for at, (one, other) in enumerate(zip(right, ours, strict=False)):
        if one != other:
            return at
    return min(len(right), len(ours))


def _cause(  # noqa: PLR0911 - one for each kind
    truth: Truth, predicted: Predicted, right: list[str], ours: list[str]
) -> Cause:
    """Return what is wrong first."""
    if predicted.type == "the simulation itself":
        return Cause("the simulation raises", predicted.message, "")
    if right == ours:
        return _outcome(truth, predicted)
    at = _parting(right, ours)
    one, other = right[at : at + 1], ours[at : at + 1]
    by = importer(truth, truth.modules.index(one[0])) if one else ""
    if one and not other and predicted.type is not None:
        return Cause("predicted failure, goes on", predicted_said(predicted), f"with {one[0]} by {by}")
    if other and not one and truth.failure is not None:
        return Cause(
            "failure not predicted",
            said(truth.failure),
            f"predicted: on with {other[0]}, imported by {_predicted_by(predicted, other[0])}",
        )
    if one and one[0] not in ours:
        return Cause("missed", one[0], f"imported by {by}")
    if other and other[0] not in right:
        return Cause(
            "executed too much", other[0], f"predicted to be imported by {_predicted_by(predicted, other[0])}"
        )
    what = f"{one[0] if one else 'the end'} before {other[0] if other else 'the end'}"
    return Cause("order", what, f"imported by {by}")


def _predicted_by(predicted: Predicted, module: str) -> str:
    return predicted.by[predicted.modules.index(module)]


def _outcome(truth: Truth, predicted: Predicted) -> Cause:
    """Return how the outcome differs where all executed modules are equal."""
    failure = truth.failure
    if failure is None:
        return Cause("predicted failure, imports", predicted_said(predicted), "")
    if predicted.type is None:
        return Cause("failure not predicted", said(failure), "predicted: imports")
    kind = "type" if not same_type(failure, predicted) else ""
    kind = kind or ("place" if (predicted.file, predicted.line) not in places(failure) else "message")
    return Cause(f"other {kind}", said(failure), f"predicted: {predicted_said(predicted)}")
