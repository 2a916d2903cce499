"""An execution as a flame chart: an evented profile by the file format of speedscope."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dovetail.execution.really import Run
    from dovetail.execution.simulation import Execution

_SCHEMA = "https://www.speedscope.app/file-format-schema.json"


def predicted(
    execution: Execution, sizes: Mapping[str, int], files: Mapping[str, str | None]
) -> dict[str, object]:
    """Return the chart of a prediction, whose unit is bytes of source: what has to be read and compiled."""
    events: list[tuple[str, str, float]] = []
    open_: list[str] = []
    at = 0
    for step in execution.steps:
        while len(open_) > step.depth:
            events.append(("C", open_.pop(), at))
        events.append(("O", step.module, at))
        open_.append(step.module)
        at += sizes.get(step.module, 0)
    events += [("C", module, at) for module in reversed(open_)]
    return _document(f"import {execution.name}", "bytes", events, at, files)


def measured(name: str, ran: Run, files: Mapping[str, str | None]) -> dict[str, object]:
    """Return the chart of what an interpreter did, whose unit is seconds."""
    events = [("O" if event.opens else "C", event.module, event.at) for event in ran.events]
    return _document(f"import {name}", "seconds", events, ran.seconds, files)


def _document(
    name: str,
    unit: str,
    events: Sequence[tuple[str, str, float]],
    end: float,
    files: Mapping[str, str | None],
) -> dict[str, object]:
    numbers = {module: number for number, module in enumerate(dict.fromkeys(event[1] for event in events))}
    frames = [
        {"name": module, **({"file": files[module]} if files.get(module) else {})} for module in numbers
    ]
    profile = {
        "type": "evented",
        "name": name,
        "unit": unit,
        "startValue": 0,
        "endValue": end,
        "events": [{"type": kind, "frame": numbers[module], "at": at} for kind, module, at in events],
    }
    shared = {"frames": frames}
    return {"$schema": _SCHEMA, "name": name, "exporter": "dovetail", "shared": shared, "profiles": [profile]}
