"""``missing-module``: a module of the sources that was not packed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.ship.archive import Form
from dovetail.ship.verify.companion import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Import
    from dovetail.ship.verify.companion import Companion
    from dovetail.ship.verify.subject import Subject

_SHOWN = 5


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each module or package that the sources beside the archive have and it has not.

    A compiled module stands for its source. An error if anything that was packed imports it.
    """
    have = {module.name for module in subject.modules}
    for companion in sources(subject):
        missing = {
            name: path
            for name, path in companion.modules.items()
            if name not in have and companion.covers(name.partition(".")[0], subject.tops)
        }
        outermost = [name for name in missing if name.rpartition(".")[0] not in missing]
        for name in sorted(outermost):
            yield _diagnostic(subject, companion, name, missing)


def _diagnostic(subject: Subject, companion: Companion, name: str, missing: dict[str, str]) -> Diagnostic:
    inner = [each for each in missing if each.startswith(f"{name}.")]
    more = f" with {len(inner)} module{'' if len(inner) == 1 else 's'} in it" if inner else ""
    importers = sorted(
        {site.importer for site in _imports(subject) if f"{site.imported}.".startswith(f"{name}.")}
    )
    notes = [Note(f"`{importer}` imports it") for importer in importers[:_SHOWN]]
    folder = name.rpartition(".")[0]
    bare = (
        folder and folder in {module.name for module in subject.modules} and _has_no_init(companion, folder)
    )
    advice = "tell the build backend to take it"
    if bare or _parent_without_init(companion, name):
        advice = "add the missing `__init__.py`: discovery of packages passes over folders without one"
    what = "wheel" if subject.archive.form is Form.WHEEL else subject.archive.form
    return Diagnostic(
        "missing-module",
        Severity.ERROR if importers or "." in name else Severity.WARNING,
        f"`{name}`{more} is in {companion.name}, and not in the {what}",
        subject.stored_place(""),
        advice,
        tuple(notes),
    )


def _imports(subject: Subject) -> Iterator[Import]:
    graph = subject.project.graph
    yield from graph.imports(external=True)
    yield from (each.site for each in graph.unresolved())


def _has_no_init(companion: Companion, package: str) -> bool:
    path = companion.modules.get(package, "")
    return not path.endswith("__init__.py")


def _parent_without_init(companion: Companion, name: str) -> bool:
    """Whether the module lies in a folder below a package that is none itself."""
    parent, around = name.rpartition(".")[0], name.partition(".")[0]
    return bool(parent) and around in companion.modules and parent not in companion.modules
