"""``wrong-top-level``: modules that lie in the archive under another name than they are imported by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.environment.standard_library import standard_names
from dovetail.ship.archive.unpack import read_safely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject

_AROUND = ("src", "lib", "python", "build", "Lib")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for a source root that was packed as a package, and for a false ``top_level.txt``."""
    archive = subject.archive
    if not archive.is_installed_layout:
        return
    yield from _nested(subject)
    path = f"{archive.dist_info}/top_level.txt"
    lines = (read_safely(archive, path) or b"").decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines, 1):
        name = line.strip().replace("/", ".")
        if name and name not in {module.name for module in subject.modules} and not _is_there(subject, name):
            yield Diagnostic(
                "wrong-top-level",
                Severity.WARNING,
                f"top_level.txt names `{name}`, and there is no such module",
                subject.stored_place(path, number),
                "build again from a clean tree: older metadata lies beside the sources",
            )


def _is_there(subject: Subject, name: str) -> bool:
    """Whether a file or folder of the name is in the wheel, although it may be no module here."""
    tops = {path.partition("/")[0].partition(".")[0] for path in subject.unpacked.stored}
    return name.partition(".")[0] in tops


def _nested(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each folder whose packages are imported as if they lay outside of it."""
    wanted = {
        site.imported.partition(".")[0]
        for site in subject.project.graph.imports(external=True)
        if site.external
    } - standard_names()
    for top, module in subject.tops.items():
        inner = {
            each.name.split(".")[1]
            for each in subject.modules
            if each.name.startswith(f"{top}.") and each.name.count(".") >= 1
        }
        lost = sorted(name for name in inner & wanted if name not in subject.tops)
        is_root = top in _AROUND and (
            module.path == top or not module.path.endswith("__init__.py") or module.is_empty
        )
        if not is_root and not (lost and module.path == top):
            continue
        names = lost or sorted(inner)
        notes = tuple(Note(f"imports say `{name}`, and installed it is `{top}.{name}`") for name in lost[:4])
        yield Diagnostic(
            "wrong-top-level",
            Severity.ERROR if lost else Severity.WARNING,
            f"`{top}` was packed as a package: what is in it is imported as `{'.'.join([top, *names[:1]])}`",
            subject.stored_place(subject.unpacked.stored.get(module.path, module.path)),
            f"tell the build backend that `{top}` is the source root, not a package",
            notes,
        )
