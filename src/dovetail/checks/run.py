"""Runs the checks that are selected, and puts what they find in order."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from dovetail.checks import BY_NAME, CHECKS, Check, suppression
from dovetail.diagnostic import Diagnostic, Outcome, Severity, Summary
from dovetail.errors import UsageError
from dovetail.graph.records import ModuleKind
from dovetail.source.suppression import apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dovetail.configuration import Configuration
    from dovetail.project import Project

SUPPRESSION = "suppression"
"""The check of the comments that allow findings; it can only run after all others."""


def select(
    configuration: Configuration,
    *,
    selected: Sequence[str] | None = None,
    extended: Sequence[str] = (),
    ignored: Sequence[str] = (),
) -> list[Check]:
    """Return the checks to run, in the order of `CHECKS`.

    The arguments are those of the command line; ``selected`` replaces what the configuration selects, the
    others add to it. ``all`` stands for all checks. Raises `UsageError` for a name that no check has.
    """
    for name in [*(selected or ()), *extended, *ignored]:
        if name not in BY_NAME and name != "all":
            raise unknown_check(name)
    chosen = configuration.select if selected is None else tuple(selected)
    names = {check.name for check in CHECKS if check.default} if chosen is None else set(chosen)
    names.update(configuration.extend_select, extended)
    if "all" in names:
        names.update(BY_NAME)
    names.difference_update(configuration.ignore, ignored)
    return [check for check in CHECKS if check.name in names]


def unknown_check(name: str, known: Iterable[str] = tuple(BY_NAME), of: str = "") -> UsageError:
    """Return the error for a name that no check has, with the nearest one of those that are known.

    ``of`` says of what the checks are, where there are others.
    """
    names = list(known)
    near = get_close_matches(name, names, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"the checks are {', '.join(names)}"
    return UsageError(f"no such check{of and f' of {of}'}: {name}", hint=hint)


def run(project: Project, checks: Iterable[Check]) -> Outcome:
    """Run ``checks`` on ``project`` and return what they found, in order.

    Findings outside the project's scope, those that the configuration turns off for their file, and those
    that a comment allows are left out. Raises `DovetailError` if the project cannot be read.
    """
    start = perf_counter()
    configuration = project.configuration
    checks = list(checks)
    project.need(
        deep=any(check.deep for check in checks), marks=any(check.name == SUPPRESSION for check in checks)
    )
    found: list[Diagnostic] = []
    for check in checks:
        if check.name != SUPPRESSION:
            found += _with_severity(check, import_module(check.module).check(project), configuration)
    found = [diagnostic for diagnostic in found if _wanted(project, diagnostic)]
    ran = {check.name for check in checks}
    kept, suppressed, problems = apply(
        found,
        lambda path: _read(project, path),
        known=BY_NAME,
        ran=ran,
        paths=_addressed(project) if SUPPRESSION in ran else (),
    )
    if SUPPRESSION in ran:
        own = _with_severity(BY_NAME[SUPPRESSION], suppression.diagnostics(problems), configuration)
        kept = [*kept, *(diagnostic for diagnostic in own if _wanted(project, diagnostic))]
    kept = sorted(kept, key=Diagnostic.sort_key)
    summary = _summary(project, suppressed, perf_counter() - start)
    return Outcome(tuple(kept), summary, Path(project.folder))


def page(name: str) -> str:
    """Return the page of a check, in Markdown. Raises `UsageError` for a name that no check has."""
    if name not in BY_NAME:
        raise unknown_check(name)
    return BY_NAME[name].page()


def _with_severity(
    check: Check, diagnostics: Iterable[Diagnostic], configuration: Configuration
) -> list[Diagnostic]:
    severity = configuration.severity.get(check.name)
    if severity is None or severity == check.severity:
        return list(diagnostics)
    return [replace(diagnostic, severity=Severity(severity)) for diagnostic in diagnostics]


def _wanted(project: Project, diagnostic: Diagnostic) -> bool:
    path = diagnostic.place.path
    # A cycle that touches the scope anywhere belongs to it.
    places = [diagnostic.place, *(note.place for note in diagnostic.notes if note.place)]
    if not any(_in_scope(project, place.path) for place in places):
        return False
    configuration = project.configuration
    if configuration.source is None or not configuration.per_file_ignores:
        return True
    start = os.path.dirname(os.fspath(configuration.source))
    absolute = os.path.join(project.folder, path)
    if os.path.isdir(absolute):
        # A pattern may match what is in a folder, and not the folder.
        absolute = os.path.join(absolute, "__init__.py")
    relative = os.path.relpath(absolute, start).replace(os.sep, "/")
    return diagnostic.check not in configuration.ignored(relative)


def _in_scope(project: Project, path: str) -> bool:
    return not project.scope or f"{path}/".startswith(f"{project.scope}/")


def _addressed(project: Project) -> Iterator[str]:
    """Yield the paths of the files in scope whose text has a word for dovetail."""
    yield from (path for path in project.tree.marked() if _in_scope(project, path))


def _read(project: Project, path: str) -> bytes | None:
    whole = os.path.join(project.folder, path)
    try:
        # Reading a pipe or a device might never end.
        if not os.path.isfile(whole):
            return None
        with open(whole, "rb", buffering=0) as file:
            return file.read()
    except OSError:
        return None


def _summary(project: Project, suppressed: int, seconds: float) -> Summary:
    tree, graph = project.tree, project.graph
    unread = {path: reason for path, reason, _, _, whole in tree.unread() if whole}
    # Beside what could not be read, what has no text to read, or none that runs.
    for path in tree.stubs():
        unread.setdefault(path, "for type checkers only")
    for module in graph.modules:
        if module.kind in (ModuleKind.EXTENSION_MODULE, ModuleKind.BYTECODE_MODULE):
            unread.setdefault(module.path, "compiled")
    files, imports, _ = tree.totals()
    reasons = tuple(sorted(Counter(unread.values()).items()))
    return Summary(len(graph), imports, files - len(unread), reasons, suppressed, seconds)
