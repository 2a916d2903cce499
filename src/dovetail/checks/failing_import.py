"""``failing-import``: a module of the project that cannot be imported, for another reason than a cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.checks import missing_name, relative_beyond_top, unreadable_file, unresolved_import
from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.execution.account import Account, listed
from dovetail.execution.circular import way_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.diagnostic import Place
    from dovetail.execution.simulation import Failure
    from dovetail.project import Project

_MODULE_HAS_NONE = "module '"
"""How the message of an `AttributeError` begins that is about a module."""


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for each statement of the project at which imports of its modules fail.

    Left out are exceptions that a ``raise`` statement makes, distributions that are not installed, the
    statements that `unresolved-import`, `missing-name` and `relative-beyond-top` report in any case, and the
    files that `unreadable-file` reports.
    """
    account = Account(project.whole, project.verdicts)
    groups: dict[Place, list[tuple[str, Failure]]] = {}
    unreadable = {diagnostic.place.path for diagnostic in unreadable_file.check(project)}
    for name, failure in project.verdicts.failures.items():
        if failure.type == "SyntaxError" and not failure.trace:
            place = _place_of_syntax(project, account, name, failure)
        else:
            place = _place(project, account, failure)
        if place is not None and place.path not in unreadable:
            groups.setdefault(place, []).append((name, failure))
    if not groups:
        return
    reported = _reported(project, account)
    for place, failed in groups.items():
        if (place.path, place.line) not in reported:
            yield _diagnostic(account, place, sorted(failed, key=lambda each: len(each[1].trace)))


def _place(project: Project, account: Account, failure: Failure) -> Place | None:
    """Return the statement that fails, None if that is not for this check to report."""
    if failure.deliberate or failure.doubtful or not failure.trace:
        return None
    if failure.type == "ModuleNotFoundError":
        missing = failure.message.partition("'")[2].partition("'")[0]
        if not project.whole.is_own(missing):
            return None
    elif failure.type == "AttributeError":
        if not failure.message.startswith(_MODULE_HAS_NONE):
            return None
    elif failure.type not in ("ImportError", "NameError"):
        return None
    return account.place_of(way_of(failure)[-1])


def _place_of_syntax(project: Project, account: Account, name: str, failure: Failure) -> Place | None:
    """Return the line of a module at which it does not compile; the message ends in it, as CPython's does."""
    path = account.path(project.whole.simulation.origin(name))
    line = failure.message.rpartition(" ")[2].rstrip(")")
    return account.place_in(path, int(line)) if path and line.isdecimal() else None


def _reported(project: Project, account: Account) -> set[tuple[str, int]]:
    """Return the lines of statements that other checks report."""
    checks = [unresolved_import.check, relative_beyond_top.check]
    if project.deep:
        checks.append(missing_name.check)
    places = [diagnostic.place for check in checks for diagnostic in check(project)]
    lines = {(place.path, place.line) for place in places}
    # A traceback has the first line of a statement, which may be above that of the name.
    for path, line in list(lines):
        start = account.statement_start(path, line)
        lines.add((path, start))
    return lines


def _diagnostic(account: Account, place: Place, failed: list[tuple[str, Failure]]) -> Diagnostic:
    name, failure = failed[0]
    notes = account.steps(way_of(failure))
    if len(failed) > 1:
        names = sorted(each for each, _ in failed if each != name)
        notes.append(Note(f"so it is for {listed(names)}"))
    return Diagnostic(
        "failing-import",
        Severity.ERROR,
        f"`import {name}` fails: {account.described(failure)}",
        place,
        _advice(failure),
        tuple(notes),
    )


def _advice(failure: Failure) -> str:
    if failure.type == "SyntaxError":
        return "correct it, or say with `python-version` in the configuration which Python it is meant for"
    if failure.type == "NameError":
        return "define or import the name above this line, or correct it"
    if failure.type == "AttributeError":
        return "correct the name, or import the submodule that it is"
    return "correct the import, or catch `ImportError` if the project can do without"
