"""``unsupported-syntax``: text that an admitted Python cannot compile."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.ship.verify.places import is_for_tests
from dovetail.ship.verify.syntax import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each file that one of the admitted versions from 3.8 to 3.15 refuses to compile.

    Each is parsed with the grammar of that version. An error, unless nothing that users import first runs it:
    some modules are meant for other versions than the rest.
    """
    folder = subject.unpacked.folder
    real = os.path.realpath(folder)
    read = {path for path, *_ in subject.project.tree.unread()}
    paths = {
        os.path.join(real, module.path): module
        for module in subject.modules
        if module.has_text and module.path not in read
    }
    found: dict[str, tuple[str, int, list[tuple[int, int]]]] = {}
    for version in subject.admitted:
        # What an older grammar has, a newer one mostly has too: few files are to be read again.
        again = paths if version == subject.admitted[0] else list(found)
        for path, (message, line) in refused(again, version).items():
            found.setdefault(path, (message, line, []))[2].append(version)
    newest = subject.admitted[-1]
    for path, (message, line) in refused([p for p in paths if p not in found], newest).items():
        found[path] = (message, line, [newest])
    loaded = {module for root in subject.entries for module in {root, *subject.project.graph.loaded_by(root)}}
    for path, (message, line, versions) in sorted(found.items()):
        module = paths[path]
        if is_for_tests(module.path):
            continue
        every = len(versions) == len(subject.admitted)
        shown = ", ".join(".".join(map(str, version)) for version in versions)
        which = "no admitted Python" if every else f"Python {shown}"
        verb = "compiles" if every else "refuses to compile"
        stored = subject.unpacked.stored[module.path]
        yield Diagnostic(
            "unsupported-syntax",
            Severity.ERROR if module.name in loaded else Severity.WARNING,
            f"{which} {verb} this file: SyntaxError: {message}",
            subject.stored_place(stored, line),
            "raise `requires-python`, or write it as the oldest admitted version has it",
            (Note(_admits(subject)),),
        )


def _admits(subject: Subject) -> str:
    requires = subject.metadata.raw.get("requires_python") if subject.metadata else None
    first, last = (".".join(map(str, version)) for version in (subject.admitted[0], subject.admitted[-1]))
    return f"admitted are Python {first} to {last}" + (f": `Requires-Python: {requires}`" if requires else "")
