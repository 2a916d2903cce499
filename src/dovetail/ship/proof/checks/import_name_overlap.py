"""``import-name-overlap``: two distributions say that the same import name is theirs (PEP 794)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.recorded import Recorded
    from dovetail.ship.proof.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each name that two distributions claim as ``Import-Name``.

    Also where one claims as its own what another claims as ``Import-Namespace``, which it shares. Names
    marked as private (``; private``) count: they are installed like the others.
    """
    owned: dict[str, Recorded] = {}
    for one in subject.recorded:
        for name in stated(one.core.get("import_names")):
            other = owned.setdefault(name, one)
            if other is not one:
                yield _diagnostic(subject, name, other, one, "Import-Name")
    for one in subject.recorded:
        for name in stated(one.core.get("import_namespaces")):
            if name in owned and owned[name] is not one:
                yield _diagnostic(subject, name, owned[name], one, "Import-Namespace")


def stated(values: list[str] | None) -> list[str]:
    """Return the names of the fields ``Import-Name`` or ``Import-Namespace``, without what follows ``;``.

    An empty value says that there is none.
    """
    names = (value.partition(";")[0].strip() for value in values or ())
    return [name for name in names if name]


def _diagnostic(subject: Subject, name: str, owner: Recorded, other: Recorded, field: str) -> Diagnostic:
    line = subject.line_of(other.core_path, f"{field}: {name}")
    first = subject.line_of(owner.core_path, f"Import-Name: {name}")
    says = "is its own" if field == "Import-Name" else "is a namespace that it shares"
    return Diagnostic(
        "import-name-overlap",
        Severity.WARNING,
        f"{other} says that `{name}` {says}, and {owner} says that it is its own",
        subject.place(other.core_path, line),
        "installers are asked to refuse that (PEP 794): keep one of the two",
        (Note(f"{owner} says so here", subject.place(owner.core_path, first)),),
    )
