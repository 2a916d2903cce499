"""Changes that people make to the imports of a package, chosen at random, always the same."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from kinds import Change, made_eager, moved_up, name_for_module, swapped, through_the_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from sources import Source


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
