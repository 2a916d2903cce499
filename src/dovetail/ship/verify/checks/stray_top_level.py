"""``stray-top-level``: tests, documentation and loose files at the top of site-packages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.environment.distribution import normalized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.verify.subject import Subject

_NAMES = frozenset(
    (
        *(
            "test",
            "tests",
            "testing",
            "doc",
            "docs",
            "documentation",
            "example",
            "examples",
            "sample",
            "samples",
        ),
        *("benchmark", "benchmarks", "bench", "demo", "demos", "script", "scripts", "tools", "tool", "setup"),
        *("conftest", "noxfile", "tasks", "fabfile", "versioneer", "ci", "dist", "fixtures", "notebooks"),
        *("test_utils", "tests_integration", "integration_tests", "unit_tests", "utils", "helpers", "common"),
        *("config", "settings", "github", "requirements", "assets", "images", "data"),
    )
)
_LOOSE = re.compile(
    r"(?i)(?:readme|licen[cs]e|notice|changelog|changes|history|authors|contributing|copying|makefile|dockerfile"
    r"|manifest|requirements[\w.-]*|todo)(?:\.\w+)?|pyproject\.toml|setup\.cfg|tox\.ini|py\.typed|.*\.(?:md|rst|ya?ml)"
)


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each name at the top of a wheel that every other distribution may use as well."""
    archive = subject.archive
    if not archive.is_installed_layout:
        return
    own = {normalized(archive.project), *map(normalized, _promised(subject))}
    tops: dict[str, list[str]] = {}
    for path, stored in subject.unpacked.stored.items():
        tops.setdefault(path.partition("/")[0], []).append(stored)
    single = len(subject.tops) <= 1
    for top, paths in sorted(tops.items()):
        name = top.removesuffix(".py")
        if top.endswith((".dist-info", ".data", ".libs")) or normalized(name) in own:
            continue
        is_folder = "/" in paths[0] or len(paths) > 1
        if name.lower() in _NAMES and (is_folder or top.endswith(".py")):
            if single and name in subject.tops:
                continue  # all that it has: it is meant so, whatever its name
            message = (
                f"`{name}` is installed at the top level, where every other distribution may put its own"
            )
            yield _diagnostic(subject, min(paths), message)
        elif not is_folder and _LOOSE.fullmatch(top):
            yield _diagnostic(subject, paths[0], f"`{top}` is installed into site-packages itself")


def _promised(subject: Subject) -> list[str]:
    metadata = subject.metadata
    names = metadata.raw.get("import_names", []) if metadata else []
    return [text.partition(";")[0].strip() for text in names]


def _diagnostic(subject: Subject, path: str, message: str) -> Diagnostic:
    return Diagnostic(
        "stray-top-level",
        Severity.WARNING,
        message,
        subject.stored_place(path),
        "tell the build backend which packages to take, or move it into the package",
    )
