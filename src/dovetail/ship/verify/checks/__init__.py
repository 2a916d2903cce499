"""The checks of archives: a function ``check(subject) -> Iterator[Diagnostic]`` and a page beside it, each.

To add one, write those two files and add a line to `CHECKS`. Beside them run those checks of projects that
are as true of what is installed as of its sources.
"""

from __future__ import annotations

from dovetail.checks import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class ArchiveCheck(Check):
    """What is known of a check of archives without running it."""

    __slots__ = ()

    @property
    def module(self) -> str:
        """The name of the module that holds its function; the page lies beside it."""
        return f"{__name__}.{self.name.replace('-', '_')}"


CHECKS = (
    ArchiveCheck("unsafe-archive", "error"),
    ArchiveCheck("invalid-metadata", "error"),
    ArchiveCheck("invalid-record", "error"),
    ArchiveCheck("missing-license-file", "error"),
    ArchiveCheck("wrong-tag", "error"),
    ArchiveCheck("undeclared-import", "error"),
    ArchiveCheck("unconditional-extra", "error"),
    ArchiveCheck("version-bound-import", "error"),
    ArchiveCheck("unsupported-syntax", "error"),
    ArchiveCheck("dead-entry-point", "error"),
    ArchiveCheck("false-import-name", "error"),
    ArchiveCheck("wrong-top-level", "error"),
    ArchiveCheck("stray-top-level", "warning"),
    ArchiveCheck("top-level-collision", "warning"),
    ArchiveCheck("missing-module", "error"),
    ArchiveCheck("missing-data", "warning"),
    ArchiveCheck("missing-py-typed", "warning"),
    ArchiveCheck("orphan-stub", "warning"),
    ArchiveCheck("stray-file", "warning"),
    ArchiveCheck("unused-requirement", "warning", default=False),
)
"""All checks of archives."""

BY_NAME: Mapping[str, ArchiveCheck] = {check.name: check for check in CHECKS}
"""The same by their names."""

OF_PROJECTS = (
    "unresolved-import",
    "missing-name",
    "relative-beyond-top",
    "unreadable-file",
    "crashing-cycle",
    "fragile-cycle",
    "failing-import",
    "implicit-namespace",
    "shadowed-module",
)
"""The checks of `dovetail.checks` that run on the modules of an archive as well."""
