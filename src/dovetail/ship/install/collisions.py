"""What would collide if a lock file were installed: found before anything is."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Outcome, Place, Severity, Summary
from dovetail.environment.standard_library import standard_names
from dovetail.execution.account import listed
from dovetail.ship.proof.roots import top_modules
from dovetail.ship.proof.run import Proof

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dovetail.environment.environment import Environment
    from dovetail.ship.install.contents import Contents


def prove_lock(path: str, contents: Sequence[Contents], environment: Environment, start: float) -> Proof:
    """Return what the wheels of the lock file ``path`` would do to each other in an environment.

    ``start`` is when the work began, as `time.perf_counter` has it.
    """
    known = [one for one in contents if not one.unknown]
    base = os.path.dirname(os.path.abspath(path))
    found = [
        *_files(path, known),
        *_modules(path, known, environment),
        *_names(path, known),
        *_cases(path, known),
    ]
    modules = sum(len(top_modules(_local(one), environment)) for one in known)
    files = sum(len(one.files) for one in known)
    summary = Summary(modules, 0, files, (), 0, perf_counter() - start)
    outcome = Outcome(tuple(sorted(found, key=Diagnostic.sort_key)), summary, Path(base))
    return Proof(outcome, _line(contents, outcome))


def _line(contents: Sequence[Contents], outcome: Outcome) -> str:
    unknown = [one for one in contents if one.unknown]
    many = len(contents) - len(unknown)
    collisions = len(outcome.diagnostics)
    text = f"{many:,} locked distribution{'' if many == 1 else 's'}: "
    text += (
        "nothing collides" if not collisions else f"{collisions:,} collision{'' if collisions == 1 else 's'}"
    )
    if unknown:
        reasons = [f"{one.locked} ({one.unknown})" for one in unknown]
        text += f"; unknown: {listed(reasons, quoted=False)}"
    return text


def _place(path: str, one: Contents) -> Place:
    name, line = os.path.basename(path), one.locked.line
    if line is None:
        return Place.of_file(name)
    width = len(f'name = "{one.locked.name}"')
    return Place(name, line, 0, line, width)


def _local(one: Contents) -> list[str]:
    """Return the files of a wheel that are installed where modules lie, with the separator of the platform.

    What is in ``purelib`` and ``platlib`` of its ``.data`` folder goes there too.
    """
    found = []
    for file in one.files:
        top, _, rest = file.partition("/")
        if top.endswith(".data"):
            scheme, _, inner = rest.partition("/")
            if scheme not in ("purelib", "platlib"):
                continue
            file = inner  # noqa: PLW2901 - where it is installed
        found.append(file.replace("/", os.sep))
    return found


def _files(path: str, known: Sequence[Contents]) -> Iterator[Diagnostic]:
    owners: dict[str, Contents] = {}
    pairs: dict[tuple[str, str], tuple[Contents, Contents, list[str]]] = {}
    for one in known:
        for file in one.files:
            other = owners.setdefault(file, one)
            if other is not one:
                pair = pairs.setdefault((other.locked.name, one.locked.name), (other, one, []))
                pair[2].append(file)
    for first, second, files in pairs.values():
        differing = [file for file in files if first.files[file] != second.files[file]]
        if not differing and all(os.path.basename(file) == "__init__.py" for file in files):
            continue  # the same in both: the portions of a namespace package older than PEP 420
        same = "" if differing else ", the same in both"
        yield Diagnostic(
            "file-collision",
            Severity.ERROR if differing else Severity.WARNING,
            f"{first.locked} and {second.locked} both install {listed(files)}{same}",
            _place(path, second),
            "whichever is installed last overwrites the other: keep one of the two",
            (Note(f"{first.locked} is locked here", _place(path, first)),),
        )


def _modules(path: str, known: Sequence[Contents], environment: Environment) -> Iterator[Diagnostic]:
    """Yield names that two have as different files, and names of the standard library."""
    standard = standard_names(environment.version[:2])
    owners: dict[str, tuple[Contents, str]] = {}
    for one in known:
        for name, file in sorted(top_modules(_local(one), environment).items()):
            other, known_file = owners.setdefault(name, (one, file))
            if other is not one and known_file != file:
                yield Diagnostic(
                    "module-collision",
                    Severity.ERROR,
                    f"{other.locked} has `{name}` as {known_file}, and {one.locked} as {file}: one hides the"
                    " other",
                    _place(path, one),
                    "keep one of the two",
                    (Note(f"{other.locked} is locked here", _place(path, other)),),
                )
            if name in standard:
                yield Diagnostic(
                    "hidden-distribution",
                    Severity.WARNING,
                    f"`{name}` of {one.locked} is never imported: the standard library has one, which comes"
                    " first",
                    _place(path, one),
                    "leave it out, if it is a copy for older Pythons",
                )


def _names(path: str, known: Sequence[Contents]) -> Iterator[Diagnostic]:
    owners: dict[str, Contents] = {}
    for one in known:
        for name in one.import_names:
            other = owners.setdefault(name, one)
            if other is not one:
                yield _overlap(path, name, other, one, "is its own")
    for one in known:
        for name in one.import_namespaces:
            if name in owners and owners[name] is not one:
                yield _overlap(path, name, owners[name], one, "is a namespace that it shares")


def _overlap(path: str, name: str, owner: Contents, other: Contents, says: str) -> Diagnostic:
    return Diagnostic(
        "import-name-overlap",
        Severity.WARNING,
        f"{other.locked} says that `{name}` {says}, and {owner.locked} says that it is its own",
        _place(path, other),
        "installers are asked to refuse that (PEP 794): keep one of the two",
        (Note(f"{owner.locked} is locked here", _place(path, owner)),),
    )


def _cases(path: str, known: Sequence[Contents]) -> Iterator[Diagnostic]:
    """Yield names at the top of two distributions that differ by case alone."""
    seen: dict[str, tuple[str, Contents]] = {}
    for one in known:
        for top in sorted({file.partition("/")[0] for file in one.files}):
            spelled, other = seen.setdefault(top.lower(), (top, one))
            if spelled != top and other is not one:
                yield Diagnostic(
                    "case-collision",
                    Severity.WARNING,
                    f"`{spelled}` of {other.locked} and `{top}` of {one.locked} differ by case alone",
                    _place(path, one),
                    "on file systems that do not tell cases apart one overwrites the other: keep one",
                )
