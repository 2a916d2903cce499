"""``orphan-stub``: a stub for a module that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject

_SHOWN = 4


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for the stubs of a package for which there is no module, if it has modules at all.

    Type checkers believe a stub; importing what it describes raises `ModuleNotFoundError`. Private stubs are
    for other stubs, and those of a stub-only package (``shop-stubs``) for another distribution.
    """
    have = {module.name for module in subject.modules}
    bare = {name.rpartition(".")[2].lstrip("_") for name in have}
    groups: dict[str, list[tuple[str, str]]] = {}
    for path, stored in sorted(subject.unpacked.stored.items()):
        top = path.partition("/")[0]
        if not path.endswith(".pyi") or not subject.archive.is_installed_layout or "/" not in path:
            continue
        name = path.removesuffix(".pyi").removesuffix("/__init__").replace("/", ".")
        parts = name.split(".")
        if not all(part.isidentifier() for part in parts) or any(part.startswith("_") for part in parts):
            continue
        around = ".".join(parts[:-1])
        if top not in subject.tops or name in have or around not in have or parts[-1] in bare:
            continue
        if not subject.text(_init(around)).strip() or not _may_make(subject, around):
            groups.setdefault(around, []).append((name, stored))
    for names in groups.values():
        first, stored = names[0]
        more = "" if len(names) == 1 else f" and {len(names) - 1} more"
        yield Diagnostic(
            "orphan-stub",
            Severity.WARNING,
            f"there is a stub for `{first}`{more}, and no such module: importing it fails",
            subject.stored_place(stored),
            "pack the module, or delete the stub",
            tuple(Note(f"also `{name}`") for name, _ in names[1:_SHOWN]),
        )


def _init(package: str) -> str:
    return f"{package.replace('.', '/')}/__init__.py"


def _may_make(subject: Subject, package: str) -> bool:
    """Whether the text of a package may make submodules by itself."""
    text = subject.text(_init(package))
    return any(word in text for word in (b"sys.modules", b"__path__", b"__getattr__", b"ModuleType"))
