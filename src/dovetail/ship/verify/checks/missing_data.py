"""``missing-data``: files of a package that are no modules, and were not packed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Note, Severity
from dovetail.ship.archive import Form
from dovetail.ship.verify.companion import sources
from dovetail.ship.verify.places import is_for_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject

# What is compiled, describes the sources, or is made while they are edited.
_SOURCES = re.compile(
    r"(?i).*\.(?:c|cc|cpp|cxx|h|hh|hpp|pyx|pxi|pxd|pyi\.in|in|am|ac|rs|go|f|f90|cu|build|md|rst|toml|lock|cfg"
    r"|orig|rej|pyc|pyo|o|so|pyd|dylib|map|ipynb|sh|bat|ps1|po|pot|tmpl|j2)|(?:.*/)?(?:\.|readme|makefile|cmakelists"
    r"|license|licence|copying|notice|authors|changelog|dockerfile|requirements|meson\.build|build\b).*"
)
_SHOWN = 4


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each package whose data files the sources beside the wheel have and it has not.

    Left out are what is compiled, what describes the sources, hidden files and what belongs to tests. An
    error if the text of the package speaks of the file by name.
    """
    if subject.archive.form is not Form.WHEEL:
        return
    have = set(subject.unpacked.stored)
    for companion in sources(subject):
        groups: dict[str, list[str]] = {}
        for path in companion.data:
            folder, _, name = path.rpartition("/")
            if not companion.covers(path.partition("/")[0], subject.tops):
                continue
            if path in have or path.endswith((".py", ".pyi")) or is_for_tests(path):
                continue
            if _SOURCES.fullmatch(name) or "__pycache__" in path:
                continue
            groups.setdefault(folder, []).append(path)
        for folder, paths in sorted(groups.items()):
            used = [path for path in paths if _is_named(subject, folder, path)]
            first = (used or paths)[0]
            more = "" if len(paths) == 1 else f" and {len(paths) - 1} more"
            yield Diagnostic(
                "missing-data",
                Severity.ERROR if used else Severity.WARNING,
                f"`{first}`{more} of {companion.name} is not in the wheel",
                subject.stored_place(""),
                "tell the build backend that it is package data, or keep it outside the package",
                tuple(Note(f"`{folder.replace('/', '.')}` speaks of `{path}`") for path in used[:_SHOWN]),
            )


def _is_named(subject: Subject, folder: str, path: str) -> bool:
    """Whether a module of the package, or of one around it, has the name of the file in its text."""
    name = path.rpartition("/")[2].encode()
    top = folder.partition("/")[0]
    near = [module.path for module in subject.modules if module.path.startswith(f"{top}/")]
    return any(name in subject.text(each) for each in near if each.endswith(".py"))
