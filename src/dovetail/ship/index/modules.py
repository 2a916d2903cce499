"""Who provides a module: what an index answers that knows the imports of what it holds.

A page for each top-level name, schema ``dovetail.index.modules/1``: for each project the modules below that
name, and the files that have just these; a project appears again where other files of it have others.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dovetail.ship.index.errors import RefusedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dovetail.ship.index.record import Record
    from dovetail.ship.index.store import Store

SCHEMA = "dovetail.index.modules/1"
NAMES_SCHEMA = "dovetail.index.module-names/1"


def tops(store: Store) -> dict[str, list[str]]:
    """Return the projects of an index by the top-level modules that they provide."""
    found = store.read(store.page_key("modules"))
    return read_names(found.data if found else None)


def providers(store: Store, name: str) -> list[dict[str, Any]]:
    """Return who provides a module, as its page has it; raises `RefusedError` for what is no name of one."""
    if not all(part.isidentifier() for part in name.split(".")):
        raise RefusedError(f"no name of a module: {name!r}")
    found = store.read(store.page_key("modules", name.partition(".")[0]))
    data = narrowed(found.data, name) if found else None
    return [] if data is None else _providers(data, name)


def by_top(modules: Iterable[str]) -> dict[str, list[str]]:
    """Return modules by their top-level names, each sorted."""
    tops: dict[str, list[str]] = {}
    for module in sorted(modules):
        tops.setdefault(module.partition(".")[0], []).append(module)
    return tops


def with_records(data: bytes | None, top: str, records: Iterable[Record]) -> bytes:
    """Return the page of a top-level name with what these records say of it added."""
    providers = _providers(data, top)
    for record in records:
        modules = by_top(record.modules).get(top)
        if modules:
            _add(providers, record, modules)
    return page(top, providers)


def of_project(data: bytes | None, top: str, project: str, records: Iterable[Record]) -> bytes:
    """Return the page of a top-level name with these records of a project, and no others of it."""
    others = [row for row in _providers(data, top) if row["project"] != project]
    return with_records(page(top, others), top, records)


def without(data: bytes | None, top: str, project: str, filenames: set[str]) -> bytes | None:
    """Return the page of a top-level name without these files of a project, None if it has none of them."""
    providers = []
    for row in _providers(data, top):
        files = row["files"]
        if row["project"] == project:
            files = [file for file in files if file["filename"] not in filenames]
        if files:
            providers.append({**row, "files": files})
    new = page(top, providers)
    return None if data is None or new == data else new


def provides(data: bytes, project: str) -> bool:
    """Whether a project is on the page of a top-level name."""
    return any(row["project"] == project for row in _providers(data, project))


def page(name: str, providers: list[dict[str, Any]]) -> bytes:
    """Return a page as JSON, the same bytes for the same providers in whatever order."""
    rows = sorted(providers, key=lambda row: (row["project"], row["modules"]))
    return json.dumps({"schema": SCHEMA, "name": name, "providers": rows}, separators=(",", ":")).encode()


def narrowed(data: bytes, name: str) -> bytes | None:
    """Return the page of a module, made of that of its top-level name; None if nobody provides it.

    It has the modules from that one down.
    """
    providers = []
    for row in _providers(data, name):
        modules = [each for each in row["modules"] if each == name or each.startswith(f"{name}.")]
        if modules:
            providers.append({**row, "modules": modules})
    return page(name, providers) if providers else None


def names_with(data: bytes | None, tops: Iterable[str], project: str) -> bytes | None:
    """Return the list of top-level names with those of a project added, None if nothing is new."""
    names = read_names(data)
    before = sum(map(len, names.values()))
    for top in tops:
        names[top] = sorted({*names.get(top, ()), project})
    if data is not None and sum(map(len, names.values())) == before:
        return None
    return _names(names)


def names_of_project(data: bytes | None, tops: Iterable[str], project: str) -> bytes:
    """Return the list of top-level names with these of a project, and no others of it."""
    kept = {
        top: rest
        for top, projects in read_names(data, broken={}).items()
        if (rest := [each for each in projects if each != project])
    }
    return names_with(_names(kept), tops, project) or _names(kept)


def read_names(data: bytes | None, *, broken: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    """Return the projects by the top-level names that they provide.

    Raises `StoreError` for a document that is none, but where ``broken`` says what to take instead.
    """
    try:
        return {} if data is None else dict(json.loads(data)["modules"])
    except (ValueError, KeyError, TypeError) as error:
        if broken is not None:
            return broken
        hint = "`dovetail index repair` makes it anew"
        raise StoreError(f"the list of modules is broken: {error!r}", hint=hint) from error


def _names(names: dict[str, list[str]]) -> bytes:
    document = {"schema": NAMES_SCHEMA, "modules": dict(sorted(names.items()))}
    return json.dumps(document, separators=(",", ":")).encode()


def _providers(data: bytes | None, top: str) -> list[dict[str, Any]]:
    try:
        return [] if data is None else list(json.loads(data)["providers"])
    except (ValueError, KeyError, TypeError) as error:
        hint = "`dovetail index repair` makes it anew"
        raise StoreError(f"the page of module {top} is broken: {error!r}", hint=hint) from error


def _add(providers: list[dict[str, Any]], record: Record, modules: list[str]) -> None:
    file = {"filename": record.filename, "version": record.version}
    for row in providers:
        if row["project"] == record.project and row["modules"] == modules:
            if file not in row["files"]:
                row["files"] = sorted([*row["files"], file], key=lambda each: each["filename"])
            return
    providers.append({"project": record.project, "modules": modules, "files": [file]})
