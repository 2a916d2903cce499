"""Changes that people make to the imports of a package, each a few edits of one file."""

from __future__ import annotations

import ast
import keyword
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from sources import Edit, Import, Source

_MOST_NAMES = 8


class Change(NamedTuple):
    """One change."""

    kind: str
    module: str
    """Whose file is changed."""
    target: str
    """The module that the changed statement imports."""
    edits: list[Edit]

    def text(self, source: Source) -> bytes:
        """Return the changed text."""
        text = source.text
        for begin, end, new in sorted(self.edits, reverse=True):
            text = text[:begin] + new + text[end:]
        return text


def _statement(node: Import) -> bytes:
    return ast.unparse(node).encode() + b"\n"


def _removed(source: Source, node: Import, *, alone: bool) -> Edit:
    """Return the edit that takes a statement out of a block, which may not stay empty."""
    if alone:
        return (*source.span(node), b"pass")
    lines = source.lines(node)
    assert lines
    return (*lines, b"")


def made_eager(source: Source, kind: str) -> Iterator[Change]:
    """Yield the changes of deferred or typing imports into imports at the top of the file."""
    at = source.end_of_imports()
    for found, block, nodes in source.blocks():
        for node in nodes if found == kind else ():
            body: list[ast.stmt] = getattr(block, "body")  # noqa: B009 - functions and ifs have one
            edits = [_removed(source, node, alone=len(body) == 1), (at, at, _statement(node))]
            yield Change(f"{kind}-made-eager", source.name, source.targets(node)[0], edits)


def moved_up(source: Source) -> Iterator[Change]:
    """Yield the changes that put an import before all others."""
    at = source.top()
    for node in source.imports:
        lines = source.lines(node)
        if lines and lines[0] > at:
            edits = [(*lines, b""), (at, at, _statement(node))]
            yield Change("moved-up", source.name, source.targets(node)[0], edits)


def name_for_module(source: Source) -> Iterator[Change]:
    """Yield the changes of ``from . import b`` and ``b.x`` into ``from .b import x`` and ``x``."""
    nodes = list(ast.walk(source.tree))
    names = [one.id for one in nodes if isinstance(one, ast.Name)]
    for node in source.imports:
        (target, *others), alias = source.targets(node), node.names[0]
        if others or (isinstance(node, ast.Import) and not alias.asname):
            continue
        if isinstance(node, ast.ImportFrom) and target == source.base(node):
            continue
        bound = alias.asname or alias.name
        uses = [
            one
            for one in nodes
            if isinstance(one, ast.Attribute)
            and isinstance(one.value, ast.Name)
            and one.value.id == bound
            and isinstance(one.ctx, ast.Load)
        ]
        wanted = sorted({use.attr for use in uses})
        clash = any(name in names or keyword.iskeyword(name) for name in wanted)
        if not wanted or len(wanted) > _MOST_NAMES or clash or len(uses) != names.count(bound):
            continue
        if isinstance(node, ast.ImportFrom):
            dots = "." * node.level
            origin = f"{dots}{node.module}.{alias.name}" if node.module else f"{dots}{alias.name}"
        else:
            origin = alias.name
        edits = [(*source.span(use), use.attr.encode()) for use in uses]
        text = f"from {origin} import {', '.join(wanted)}".encode()
        yield Change("name-for-module", source.name, target, [(*source.span(node), text), *edits])


def through_the_package(source: Source, exported: dict[str, dict[str, str]]) -> Iterator[Change]:
    """Yield the changes of ``from .b import X`` into ``from . import X``, where that is the same.

    ``exported`` has for each package the names that its body imports, with the modules they are from.
    """
    for node in source.imports:
        base = source.base(node)
        if not isinstance(node, ast.ImportFrom) or base is None or base == source.name:
            continue
        package = base.rpartition(".")[0]
        while package:
            there = exported.get(package, {})
            if package != source.name and all(there.get(alias.name) == base for alias in node.names):
                level = _level(source, package) if node.level else 0
                name = "." * level if level else package
                shown = ", ".join(
                    alias.name + (f" as {alias.asname}" if alias.asname else "") for alias in node.names
                )
                edit = (*source.span(node), f"from {name} import {shown}".encode())
                yield Change("through-the-package", source.name, package, [edit])
            package = package.rpartition(".")[0]


def _level(source: Source, package: str) -> int:
    """Return with how many dots a module says a package around it, 0 if it is not around it."""
    if f"{source.package}.".startswith(f"{package}."):
        return source.package.count(".") - package.count(".") + 1
    return 0


def swapped(source: Source) -> Iterator[Change]:
    """Yield the changes that swap two imports of the body of a package."""
    nodes = source.imports if source.is_package else []
    for at, one in enumerate(nodes):
        for other in nodes[at + 1 :]:
            (begin, end), (first, last) = source.span(one), source.span(other)
            edits = [(begin, end, source.text[first:last]), (first, last, source.text[begin:end])]
            yield Change("swapped", source.name, source.targets(other)[0], edits)


def lower_to_higher(rng: Random, sources: dict[str, Source]) -> Iterator[Change]:
    """Yield changes that import, in a module, one that imports it, directly or not; without an end."""
    edges = {name: {to for node in one.imports for to in one.targets(node)} for name, one in sources.items()}
    names = sorted(sources)
    reached = cache(lambda start: _reached(edges, start))
    for _ in range(len(names) * 40):
        higher = rng.choice(names)
        below = sorted(reached(higher) - {higher})
        if not below:
            continue
        source = sources[rng.choice(below)]
        if higher in reached(source.name):
            continue
        defined = [
            node.name
            for node in sources[higher].tree.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("__")
        ]
        at, name = source.end_of_imports(), rng.choice(defined) if defined else None
        text = _import_of(rng, higher, name).encode() + b"\n"
        yield Change("lower-to-higher", source.name, higher, [(at, at, text)])


def _import_of(rng: Random, module: str, name: str | None) -> str:
    """Return an import of a name of a module, or of the module, with a use of the name or without."""
    package, _, last = module.rpartition(".")
    if name and rng.random() < 0.6:  # noqa: PLR2004 - mostly
        return f"from {module} import {name}"
    bound, text = module, f"import {module}"
    if package and rng.random() < 0.5:  # noqa: PLR2004
        bound, text = last, f"from {package} import {last}"
    return f"{text}\n_used = {bound}.{name}" if name and rng.random() < 0.6 else text  # noqa: PLR2004


def _reached(edges: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    pending = [start]
    while pending:
        for name in edges.get(pending.pop(), ()):
            if name not in seen:
                seen.add(name)
                pending.append(name)
    return seen


def exports(sources: dict[str, Source]) -> dict[str, dict[str, str]]:
    """Return for each package the names that its body imports from modules of the same distribution."""
    found: dict[str, dict[str, str]] = {}
    for name, source in sources.items():
        if source.is_package:
            for node in source.imports:
                base = source.base(node)
                if isinstance(node, ast.ImportFrom) and base:
                    found.setdefault(name, {}).update(
                        {one.name: base for one in node.names if one.asname in (None, one.name)}
                    )
    return found


def changes(rng: Random, sources: dict[str, Source], most: int) -> list[Change]:
    """Return up to ``most`` changes, the kinds in turn, each kind shuffled; all of them still parse.

    Neither a changed module nor one that a changed statement imports is outside ``sources``.
    """
    exported = exports(sources)
    each: list[Callable[[Source], Iterator[Change]]] = [
        lambda source: made_eager(source, "deferred"),
        lambda source: made_eager(source, "typing"),
        moved_up,
        name_for_module,
        lambda source: through_the_package(source, exported),
        swapped,
    ]
    pools = [[change for source in sources.values() for change in kind(source)] for kind in each]
    for pool in pools:
        rng.shuffle(pool)
        del pool[most // 3 :]
    # There would be any number of these.
    some = zip(range(most // 5), lower_to_higher(rng, sources), strict=False)
    pools.append([change for _, change in some])
    result: list[Change] = []
    while any(pools) and len(result) < most:
        for pool in pools:
            if pool and _is_sound(change := pool.pop(), sources) and change not in result:
                result.append(change)
    return result[:most]


def _is_sound(change: Change, sources: dict[str, Source]) -> bool:
    if change.target not in sources:
        return False
    try:
        ast.parse(change.text(sources[change.module]))
    except SyntaxError:
        return False
    return True
