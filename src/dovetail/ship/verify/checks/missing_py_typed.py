"""``missing-py-typed``: annotations and stubs that type checkers will not read (PEP 561)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.ship.verify.places import is_for_tests, is_vendored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject

_TYPED = "Typing :: Typed"
_LEAST = 20
"""Functions: of fewer the annotations say little about what was meant."""
_SHARE = 0.95


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each package without ``py.typed`` that says it has types, or has them.

    Annotated is one in which at least 95 of 100 functions say what they return. A module that is no package
    cannot be marked; stub-only packages need no marker.
    """
    if not subject.archive.is_installed_layout:
        return
    stored = subject.unpacked.stored
    says = _TYPED in (subject.metadata.raw.get("classifiers", []) if subject.metadata else [])
    packages = [root for root in subject.roots if f"{root.replace('.', '/')}/__init__.py" in stored]
    marked = [name for name in packages if _is_marked(name, stored)]
    for name in packages:
        folder = name.replace(".", "/")
        if name in marked or (says and marked):
            continue
        stubs = [path for path in stored if path.startswith(f"{folder}/") and _is_stub(path)]
        reason = None
        if says:
            reason = f"the classifier `{_TYPED}` says that it is typed"
        elif stubs:
            reason = f"it has stubs, such as `{min(stubs)}`"
        elif _is_annotated(subject, folder):
            reason = "nearly all of its functions are annotated"
        if reason:
            yield Diagnostic(
                "missing-py-typed",
                Severity.WARNING,
                f"`{name}` has no `py.typed`, although {reason}: type checkers ignore its types",
                subject.stored_place(stored[f"{folder}/__init__.py"]),
                "add an empty file `py.typed` to the package, and have the build backend take it",
            )


def _is_stub(path: str) -> bool:
    """Whether a file is a stub of a public module of the project's own."""
    *folders, name = path.split("/")
    if not name.endswith(".pyi") or is_vendored(path) or is_for_tests(path):
        return False
    return not any(part.startswith("_") for part in folders) and (name[0] != "_" or name == "__init__.pyi")


def _is_marked(name: str, stored: dict[str, str]) -> bool:
    """Whether the package, or one around or in it, has the marker; parts of a namespace have their own."""
    folder = name.replace(".", "/")
    return any(path.startswith(f"{folder}/") and path.endswith("/py.typed") for path in stored) or any(
        f"{folder[:at]}/py.typed" in stored for at, letter in enumerate(folder) if letter == "/"
    )


def _is_annotated(subject: Subject, folder: str) -> bool:
    functions = annotated = 0
    for module in subject.modules:
        if module.path.startswith(f"{folder}/") and not is_for_tests(module.path) and module.has_text:
            text = subject.text(module.path)
            functions += text.count(b"def ")
            annotated += text.count(b") -> ")
    return functions >= _LEAST and annotated >= functions * _SHARE
