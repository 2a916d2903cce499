"""Verdicts on the imports of a project: which fail, and which only if they come first."""

from __future__ import annotations

from dovetail.execution.circular import circle
from dovetail.named_tuple import NamedTuple
from dovetail.str_enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dovetail.execution.circular import Circle
    from dovetail.execution.simulation import Failure, Simulation


class Verdict(StrEnum):
    """What comes of a cycle of imports."""

    CRASHES = "crashes"
    """Whichever of its modules is imported first."""
    ORDER_DEPENDENT = "order-dependent"
    """From some entries it works."""


class Cycle(NamedTuple):
    """A cycle of imports that fails."""

    verdict: Verdict
    modules: tuple[str, ...]
    """In the order in which they wait for each other; the first one lacks what is wanted."""
    circles: tuple[Circle, ...]
    """One for each statement that fails, with the shortest way to it; the one with most entries first."""
    fails: tuple[str, ...]
    """The modules of the project whose import fails in one of these ways, sorted."""
    works: tuple[str, ...]
    """The modules of the cycle whose import works."""


class Verdicts(NamedTuple):
    """What imports of a project come to, each as the first one of a fresh interpreter."""

    outcomes: Mapping[str, Failure | None]
    """Of each module that was tried."""
    cycles: tuple[Cycle, ...]
    """Those that fail, in the order of the places where they do."""
    failures: Mapping[str, Failure]
    """Of the modules that fail for another reason than a cycle."""


def judge(simulation: Simulation, modules: Iterable[str]) -> Verdicts:
    """Return what the import of each of ``modules`` comes to."""
    names = list(modules)
    outcomes = dict(zip(names, simulation.outcomes(names), strict=True))
    groups: dict[object, list[Circle]] = {}
    others: dict[str, Failure] = {}
    for name, failure in outcomes.items():
        if failure is None:
            continue
        found = circle(name, failure)
        # A cycle of modules that are none of the project's is not for the project to repair.
        if found is None or not any(module in outcomes for module in found.cycle):
            others[name] = failure
        else:
            groups.setdefault(found.key, []).append(found)
    return Verdicts(outcomes, _cycles(list(groups.values()), outcomes), others)


def _cycles(groups: list[list[Circle]], outcomes: Mapping[str, Failure | None]) -> tuple[Cycle, ...]:
    """Put together the statements that fail in the same circle of modules."""
    circles: dict[frozenset[str], list[list[Circle]]] = {}
    for group in groups:
        group.sort(key=lambda each: (len(each.chain), each.entry))
        circles.setdefault(frozenset(group[0].cycle), []).append(group)
    cycles = []
    for together in circles.values():
        together.sort(key=lambda group: (-len(group), str(group[0].key)))
        first = together[0][0]
        works = tuple(module for module in first.cycle if module in outcomes and outcomes[module] is None)
        fails = tuple(sorted({each.entry for group in together for each in group}))
        verdict = Verdict.ORDER_DEPENDENT if works else Verdict.CRASHES
        cycles.append(Cycle(verdict, first.cycle, tuple(group[0] for group in together), fails, works))
    return tuple(sorted(cycles, key=lambda cycle: str(cycle.circles[0].key)))
