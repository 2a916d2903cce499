"""``false-import-name``: Import-Name or Import-Namespace that say what is not so (PEP 794)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.graph.records import ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.core_metadata import CoreMetadata
    from dovetail.ship.verify.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each name that is promised and not there, and for each that is there unpromised.

    Metadata that says neither promises nothing.
    """
    metadata = subject.metadata
    if metadata is None or not {"import_names", "import_namespaces"} & metadata.raw.keys():
        return
    names = [_name(text) for text in metadata.raw.get("import_names", [])]
    spaces = [_name(text) for text in metadata.raw.get("import_namespaces", [])]
    kinds = {module.name: module.kind for module in subject.modules}
    for name in filter(None, names):
        kind = kinds.get(name)
        if kind is None:
            yield _diagnostic(subject, metadata, "import-name", name, f"there is no module `{name}`")
        elif kind is ModuleKind.NAMESPACE_PACKAGE:
            message = f"`{name}` is a namespace package: it belongs to Import-Namespace"
            yield _diagnostic(subject, metadata, "import-name", name, message)
    for name in filter(None, spaces):
        kind = kinds.get(name)
        if kind is None:
            yield _diagnostic(subject, metadata, "import-namespace", name, f"there is no package `{name}`")
    yield from _unpromised(subject, metadata, {*names, *spaces} - {""}, kinds)


def _name(text: str) -> str:
    return text.partition(";")[0].strip()


def _unpromised(
    subject: Subject, metadata: CoreMetadata, said: set[str], kinds: dict[str, ModuleKind]
) -> Iterator[Diagnostic]:
    for name in sorted(said):
        parent = name.rpartition(".")[0]
        if parent and parent not in said:
            message = f"`{parent}` around it is neither an Import-Name nor an Import-Namespace"
            field = "import-name" if f"import-name: {name}" in metadata.text.lower() else "import-namespace"
            yield _diagnostic(subject, metadata, field, name, message)
    for name in subject.tops:
        covered = any(f"{each}.".startswith(f"{name}.") for each in said)
        if not covered and (kinds[name] is not ModuleKind.NAMESPACE_PACKAGE or not said):
            message = f"`{name}` can be imported, and no Import-Name says so"
            yield _diagnostic(subject, metadata, "import-name", "", message)


def _diagnostic(subject: Subject, metadata: CoreMetadata, field: str, value: str, message: str) -> Diagnostic:
    return Diagnostic(
        "false-import-name",
        Severity.ERROR,
        message,
        subject.stored_place(metadata.path, metadata.line(field, value)),
        "correct `import-names` and `import-namespaces` of `[project]`, or let the backend compute them",
    )
