"""Runs the checks of an archive, and puts what they find in order."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from dovetail import checks as project_checks
from dovetail.checks.run import unknown_check
from dovetail.diagnostic import Diagnostic, Outcome, Place, Severity, Summary
from dovetail.graph.kind import Kind
from dovetail.ship.archive import BombError, Form, open_archive
from dovetail.ship.archive.archive import Archive
from dovetail.ship.verify.checks import BY_NAME, OF_PROJECTS
from dovetail.ship.verify.places import is_for_tests, is_vendored
from dovetail.ship.verify.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

KNOWN = (*BY_NAME, *OF_PROJECTS)
"""The names of all checks that run on archives."""

DEFAULT = tuple(name for name in KNOWN if name not in BY_NAME or BY_NAME[name].default)
"""Those that run unless others are named."""


def select(chosen: Collection[str] | None, ignored: Collection[str]) -> list[str]:
    """Return the names of the checks to run, in their order; ``all`` stands for all of them.

    Raises `UsageError` for a name that no check of archives has.
    """
    for name in [*(chosen or ()), *ignored]:
        if name not in KNOWN and name != "all":
            raise unknown_check(name, KNOWN, "archives")
    names = set(DEFAULT) if chosen is None else set(KNOWN) if "all" in chosen else set(chosen)
    return [name for name in KNOWN if name in names and name not in ignored]


def verify_one(
    archive: Archive | str | os.PathLike[str],
    *,
    beside: Sequence[Archive | str | os.PathLike[str]] = (),
    select: Collection[str] | None = None,
    ignore: Collection[str] = (),
    provided: Mapping[str, frozenset[str]] | None = None,
) -> Outcome:
    """See `dovetail.ship.verify.verify`."""
    names = _select(select, ignore)
    start = perf_counter()
    opened: list[Archive] = []
    try:
        others = [each if isinstance(each, Archive) else open_archive(each) for each in beside]
        opened += [each for each, given in zip(others, beside, strict=True) if each is not given]
        main = archive if isinstance(archive, Archive) else open_archive(archive)
        opened += [main] if main is not archive else []
        with TemporaryDirectory(prefix="dovetail-") as folder:
            subject = Subject(main, folder, beside=others, provided=provided)
            return run(subject, names, start)
    except BombError as error:
        path = os.path.abspath(os.fspath(archive.path if isinstance(archive, Archive) else archive))
        return _bomb(path, error, start)
    finally:
        for each in opened:
            each.close()


_select = select


def run(subject: Subject, names: Sequence[str], start: float) -> Outcome:
    """Run the checks of these names, and return what they found, in order."""
    found: set[Diagnostic] = set()
    for name in names:
        if name in BY_NAME:
            found.update(import_module(BY_NAME[name].module).check(subject))
        else:
            found.update(_of_project(subject, name))
    kept = sorted(found, key=Diagnostic.sort_key)
    return Outcome(tuple(kept), _summary(subject, perf_counter() - start), base_of(subject.archive))


def base_of(archive: Archive) -> Path:
    """Return the folder that places in findings are relative to."""
    return Path(archive.path) if archive.form is Form.TREE else Path(archive.path).parent


def merged(outcomes: Mapping[str, Outcome]) -> Outcome:
    """Return the outcomes of several archives as one, below the folder around all of them."""
    every = list(outcomes.values())
    if len(every) == 1:
        return every[0]
    base = os.path.commonpath([os.fspath(outcome.base) for outcome in every])
    found: list[Diagnostic] = []
    for outcome in every:
        shift = os.path.relpath(outcome.base, base).replace(os.sep, "/")
        found += (_shifted(each, shift) for each in outcome.diagnostics)
    unread: dict[str, int] = {}
    for outcome in every:
        for reason, count in outcome.summary.unread:
            unread[reason] = unread.get(reason, 0) + count
    summaries = [outcome.summary for outcome in every]
    summary = Summary(
        sum(each.modules for each in summaries),
        sum(each.imports for each in summaries),
        sum(each.files for each in summaries),
        tuple(sorted(unread.items())),
        sum(each.suppressed for each in summaries),
        sum(each.seconds for each in summaries),
    )
    return Outcome(tuple(sorted(found, key=Diagnostic.sort_key)), summary, Path(base))


def _shifted(diagnostic: Diagnostic, shift: str) -> Diagnostic:
    if shift == ".":
        return diagnostic

    def moved(place: Place) -> Place:
        return replace(place, path=f"{shift}/{place.path}")

    notes = [replace(note, place=note.place and moved(note.place)) for note in diagnostic.notes]
    return replace(diagnostic, place=moved(diagnostic.place), notes=tuple(notes))


def _of_project(subject: Subject, name: str) -> Iterator[Diagnostic]:
    """Yield what a check of projects finds in the modules that are installed, tests among them left out.

    Nobody imports them but who has what they need, which no metadata declares.
    """
    check = project_checks.BY_NAME[name]
    subject.project.need(deep=True)
    own = subject.own_paths
    for diagnostic in import_module(check.module).check(subject.project):
        path = diagnostic.place.path
        known = path in own or any(each.startswith(f"{path}/") for each in own)
        inside = path if path in subject.unpacked.stored else f"{path}/"
        if known and not is_for_tests(inside) and not is_vendored(inside):
            yield subject.moved(_weighed(subject, diagnostic))


def _weighed(subject: Subject, diagnostic: Diagnostic) -> Diagnostic:
    """Return a finding as a warning, if it is about an import that only type checkers read."""
    place = diagnostic.place
    if diagnostic.check not in ("unresolved-import", "missing-name"):
        return diagnostic
    sites = (each.site for each in subject.project.graph.unresolved())
    typing = {(site.path, site.line, site.column) for site in sites if site.kind is Kind.TYPING}
    if (place.path, place.line, place.column) in typing:
        return replace(diagnostic, severity=Severity.WARNING)
    return diagnostic


def _summary(subject: Subject, seconds: float) -> Summary:
    tree = subject.project.tree
    unread: dict[str, int] = {}
    for _, reason, _, _, whole in tree.unread():
        if whole:
            unread[reason] = unread.get(reason, 0) + 1
    compiled = sum(module.kind == "extension module" for module in subject.modules)
    if compiled:
        unread["compiled"] = unread.get("compiled", 0) + compiled
    if subject.unpacked.refused:
        unread["left out as unsafe"] = len(subject.unpacked.refused)
    files, imports, _ = tree.totals()
    return Summary(len(subject.modules), imports, files, tuple(sorted(unread.items())), 0, seconds)


def _bomb(path: str, error: BombError, start: float) -> Outcome:
    """Return the one finding about what is not read at all."""
    diagnostic = Diagnostic(
        "unsafe-archive",
        Severity.ERROR,
        error.message,
        Place.of_file(os.path.basename(path)),
        error.hint or "do not unpack it: nothing that is meant to be installed is packed like that",
    )
    summary = Summary(0, 0, 0, (("not unpacked", 1),), 0, perf_counter() - start)
    return Outcome((diagnostic,), summary, Path(path).parent)
