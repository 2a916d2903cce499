"""An environment as JSON, and back: to keep it, to hand it on, or to write one by hand."""

from __future__ import annotations

from typing import Any

from dovetail.environment.editable.finder import HookFinder, Manner
from dovetail.environment.entry import (
    LoadedModule,
    PathEntry,
    Problem,
    ProblemKind,
    Provenance,
    StartUpCode,
)
from dovetail.environment.environment import Environment, Flags
from dovetail.errors import DovetailError

SCHEMA = "dovetail.environment/1"
_NAMES = {each.__name__: each for each in (HookFinder, LoadedModule, Manner, Problem, StartUpCode)}
"""What annotations of an environment use that their modules do not have at run time."""


def to_json(environment: Environment) -> str:
    """Return the whole environment as a JSON document; `from_json` gives an equal one back."""
    import json

    document: dict[str, Any] = {"schema": SCHEMA, **environment._asdict()}
    document["magic"] = environment.magic.hex()
    document["built_in"] = sorted(environment.built_in)
    document["flags"] = environment.flags._asdict()
    for name in ("search_path", "problems"):
        document[name] = [item._asdict() for item in getattr(environment, name)]
    document["start_up_code"] = [
        {**code._asdict(), "finder": code.finder and code.finder._asdict()}
        for code in environment.start_up_code
    ]
    document["loaded"] = [module._asdict() for module in environment.loaded.values()]
    return json.dumps(document, indent=1) + "\n"


def from_json(text: str | bytes) -> Environment:
    """Return the environment that a document of `to_json` describes. Raises `DovetailError` if it is none."""
    import json

    from dovetail.environment.shape import misfits

    try:
        document = json.loads(text)
        if document.pop("schema") != SCHEMA:
            raise DovetailError(f"the document is not of schema {SCHEMA}")
        environment = _environment(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise DovetailError(f"the document describes no environment: {error!r}") from error
    for field in misfits(environment, _NAMES):
        raise DovetailError(f"the document describes no environment: {field} is of another type")
    return environment


def _environment(document: dict[str, Any]) -> Environment:
    major, minor, micro = (int(part) for part in document["version"])
    lists = ("extension_suffixes", "source_suffixes", "bytecode_suffixes", "assumptions")
    return Environment(
        **{
            **document,
            **{name: tuple(str(item) for item in document[name]) for name in lists},
            "version": (major, minor, micro),
            "magic": bytes.fromhex(document["magic"]),
            "built_in": frozenset(str(name) for name in document["built_in"]),
            "frozen": {str(name): bool(package) for name, package in document["frozen"].items()},
            "flags": Flags(**document["flags"]),
            "search_path": tuple(
                PathEntry(**{**item, "provenance": Provenance(item["provenance"])})
                for item in document["search_path"]
            ),
            "loaded": {item["name"]: LoadedModule(**_tuples(item)) for item in document["loaded"]},
            "start_up_code": tuple(_start_up_code(item) for item in document["start_up_code"]),
            "problems": tuple(
                Problem(**{**item, "kind": ProblemKind(item["kind"])}) for item in document["problems"]
            ),
        }
    )


def _tuples(item: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}


def _start_up_code(item: dict[str, Any]) -> StartUpCode:
    finder = item["finder"]
    return StartUpCode(**{**_tuples(item), "finder": None if finder is None else _finder(finder)})


def _finder(item: dict[str, Any]) -> HookFinder:
    pairs = tuple((str(name), str(path)) for name, path in item["mapping"])
    locations = tuple((str(name), tuple(str(path) for path in paths)) for name, paths in item["locations"])
    return HookFinder(
        **{**_tuples(item), "manner": Manner(item["manner"]), "mapping": pairs, "locations": locations}
    )
