"""Which modules and packages a distribution ships, and by which names they are imported (PEP 794).

In order, the first that says anything:

1. ``import-names`` and ``import-namespaces`` of ``[project]``;
2. the name of the project: ``shop-tools`` is ``shop_tools``, or ``tools`` in the namespace package ``shop``,
   whatever the case of the letters; with it, ``shop_tools-stubs``;
3. the only module or package that there is, but for what lies beside packages (tests, docs, ``setup.py``).

They are looked for in the source roots of dovetail's configuration, else in ``src``, else beside
``pyproject.toml``. With what 2 or 3 found go those of its neighbours in the root that its modules import,
unless that import may fail, and those that its entry points name: without them it would not work.
"""

from __future__ import annotations

import os

from dovetail.named_tuple import NamedTuple
from dovetail.ship.backend.candidates import Candidate, candidates, find, package_at
from dovetail.ship.backend.neighbours import with_neighbours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dovetail.configuration import Configuration
    from dovetail.ship.metadata.document import Document
    from dovetail.ship.metadata.fields import Fields


class Selection(NamedTuple):
    """What is shipped."""

    packages: tuple[Candidate, ...]
    """Sorted by name; none lies in another."""
    roots: tuple[str, ...]
    """The source roots they lie in, relative to the project; empty for the project itself."""
    left_out: tuple[Candidate, ...] = ()
    """What lies in the same roots, would have been a package, and is not shipped."""


def select(document: Document, fields: Fields, configuration: Configuration | None) -> Selection:
    """Return what a project ships; faults are noted in the document."""
    base = document.folder
    groups = source_roots(base, configuration)
    given = [*(fields.import_names or ()), *(fields.import_namespaces or ())]
    declared = _declared(document, fields, groups) if given else []
    if (given or fields.import_names == []) and not fields.dynamic & {"import-names", "import-namespaces"}:
        return _selection(declared, {})
    offers = [_offered(base, roots) for roots in groups]
    for offered in offers:
        chosen = _by_name(base, fields.name, offered)
        if chosen:
            break
    else:
        offered, roots = next((pair for pair in zip(offers, groups, strict=True) if pair[0]), ({}, ("",)))
        chosen = _only(offered, roots)
        if not chosen:
            _note_none(document, fields.name, roots, offered)
            return Selection((), ())
    chosen = with_neighbours(base, chosen, offered, fields.entry_points, configuration)
    return _selection([*declared, *chosen], offered)


def source_roots(base: str, configuration: Configuration | None) -> list[tuple[str, ...]]:
    """Return the folders that modules are looked for in, relative to the project; empty for itself.

    What one of the tuples offers goes before what the next one does.
    """
    if configuration is not None and configuration.roots:
        return [tuple("" if root == "." else root for root in configuration.roots)]
    source = os.path.join(base, "src")
    if os.path.isdir(source) and not os.path.lexists(os.path.join(source, "__init__.py")):
        return [("src",), ("",)]
    return [("",)]


def _offered(base: str, roots: tuple[str, ...]) -> dict[str, Candidate]:
    offered: dict[str, Candidate] = {}
    for root in roots:
        offered = {**candidates(base, root), **offered}
    return offered


def _selection(chosen: Iterable[Candidate], offered: dict[str, Candidate]) -> Selection:
    packages = {one.path: one for one in chosen}
    for path in list(packages):
        if any(path.startswith(f"{other}/") for other in packages):
            del packages[path]  # what lies in a package that is shipped goes with it
    shipped = tuple(sorted(packages.values()))
    tops = {one.name.partition(".")[0] for one in shipped}
    roots = tuple(dict.fromkeys(one.root for one in shipped))
    rest = (one for one in offered.values() if one.name not in tops and one.root in roots)
    # Single files, and folders without `__init__`, at the top of a flat project are seldom meant to be.
    left = tuple(one for one in rest if not one.lies_beside and (one.root or one.is_regular))
    return Selection(shipped, roots, left)


def _declared(document: Document, fields: Fields, groups: list[tuple[str, ...]]) -> list[Candidate]:
    found = []
    roots = [root for group in groups for root in group]
    for entry in fields.import_names or ():
        name = entry.partition(";")[0].strip()
        one = find(document.folder, roots, name)
        outer = None if one is None else _regular_parent(document.folder, one)
        if outer is not None:
            text = f"`import-names` has `{name}`, but `{outer}` is a regular package: name that"
            document.fault(("project", "import-names"), text)
        elif one is None:
            where = " or ".join(f"`{root}`" if root else "this folder" for root in roots)
            document.fault(
                ("project", "import-names"), f"`import-names` has `{name}`, but {where} has no such module"
            )
        else:
            found.append(one)
    named = [one.name for one in found]
    for entry in fields.import_namespaces or ():
        name = entry.partition(";")[0].strip()
        one = find(document.folder, roots, name)
        if one is None or not one.is_namespace:
            what = "there is no such package" if one is None else f"`{one.path}` is a regular package"
            document.fault(("project", "import-namespaces"), f"`import-namespaces` has `{name}`, but {what}")
        elif not any(other.startswith(f"{name}.") for other in named):
            found.append(one)  # all that is in it, for none of it is named
    return found


def _regular_parent(base: str, one: Candidate) -> str | None:
    """Return the outermost package around a module that nobody else can have a portion of."""
    parts = one.name.split(".")
    for count in range(1, len(parts)):
        inside = "/".join(parts[:count])
        name = ".".join(parts[:count])
        outer = package_at(base, one.root, f"{one.root}/{inside}" if one.root else inside, name)
        if outer is not None and not outer.is_namespace:
            return name
    return None


def _by_name(base: str, project: str, offered: dict[str, Candidate]) -> list[Candidate]:
    """Return what has the name of the project."""
    wanted = comparable(project)
    found = [
        one
        for one in offered.values()
        if comparable(one.name) in (wanted, f"{wanted}_stubs")
        and (one.name.endswith("-stubs") or not one.is_stubs)
    ]
    if found:
        return found
    for one in offered.values():
        if one.is_namespace and wanted.startswith(f"{comparable(one.name)}_"):
            inner = _within(base, one, wanted[len(comparable(one.name)) + 1 :])
            if inner is not None:
                return [inner]
    return [one for one in offered.values() if one.is_stubs and comparable(one.name) == wanted]


def _within(base: str, package: Candidate, wanted: str) -> Candidate | None:
    """Return what the rest of the project's name means in a namespace package."""
    for name, one in candidates(base, package.path).items():
        inner = Candidate(f"{package.name}.{name}", one.path, package.root, one.is_namespace)
        if comparable(name) == wanted:
            return inner
        if one.is_namespace and wanted.startswith(f"{comparable(name)}_"):
            deeper = _within(base, inner, wanted[len(comparable(name)) + 1 :])
            if deeper is not None:
                return deeper
    return None


def _only(offered: dict[str, Candidate], roots: tuple[str, ...]) -> list[Candidate]:
    """Return the one thing that can be meant, if there is one thing."""
    flat = roots == ("",)
    meant = [one for one in offered.values() if not one.lies_beside and not (flat and one.is_namespace)]
    names = {one.name.removesuffix("-stubs") for one in meant}
    return meant if len(names) == 1 else []


def _note_none(
    document: Document, project: str, roots: tuple[str, ...], offered: dict[str, Candidate]
) -> None:
    where = " or ".join(f"`{root}`" if root else "this folder" for root in roots)
    names = [one.name for one in offered.values() if not one.lies_beside]
    text = f"{where} has no module or package named for the project `{project}`"
    if names:
        several = ", ".join(f"`{name}`" for name in names)
        text += f", but {several}: give the ones to ship as `import-names`"
    document.fault(("project", "name"), text)


def comparable(name: str) -> str:
    """Return a name of a project or a module as the two are compared."""
    return name.lower().replace("-", "_").replace(".", "_")


def import_names(selection: Selection, shipped: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return Import-Name and Import-Namespace of what is shipped, each sorted (PEP 794).

    ``shipped`` are the paths in the wheel; they are asked for what is in namespace packages. A name with an
    underscore in front is private. Stubs have none.
    """
    names: set[str] = set()
    namespaces: set[str] = set()
    for one in selection.packages:
        if one.is_stubs:
            continue
        parts = one.name.split(".")
        namespaces |= {".".join(parts[:count]) for count in range(1, len(parts))}
        if one.is_namespace:
            start = one.inside + "/"
            _collect(
                one.name,
                {path[len(start) :] for path in shipped if path.startswith(start)},
                names,
                namespaces,
            )
        else:
            names.add(one.name)
    private = {name for name in names if any(part.startswith("_") for part in name.split("."))}
    marked = (f"{name} ; private" if name in private else name for name in sorted(names))
    return list(marked), sorted(namespaces)


def _collect(package: str, paths: set[str], names: set[str], namespaces: set[str]) -> None:
    """Add what the files in a namespace package are; ``paths`` are relative to its folder."""
    if not any(path.endswith(".py") for path in paths):
        return
    namespaces.add(package)
    for path in paths:
        stem, suffix = os.path.splitext(path)
        if suffix == ".py" and "/" not in path and stem.isidentifier() and stem != "__init__":
            names.add(f"{package}.{stem}")
    for folder in {path.partition("/")[0] for path in paths if "/" in path}:
        if folder.isidentifier():
            inner = {path[len(folder) + 1 :] for path in paths if path.startswith(f"{folder}/")}
            if "__init__.py" in inner:
                names.add(f"{package}.{folder}")
            else:
                _collect(f"{package}.{folder}", inner, names, namespaces)
