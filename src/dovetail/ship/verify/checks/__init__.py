"""The checks of archives: a function ``check(subject) -> Iterator[Diagnostic]`` and a page beside it, each.

To add one, write those two files and add a line to `CHECKS`. Beside them run those checks of projects that
are as true of what is installed as of its sources.
"""

from __future__ import annotations

from dovetail.checks import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


CHECKS = (
    Check("unsafe-archive", "error", package=__name__),
    Check("invalid-metadata", "error", package=__name__),
    Check("invalid-record", "error", package=__name__),
    Check("missing-license-file", "error", package=__name__),
    Check("wrong-tag", "error", package=__name__),
    Check("undeclared-import", "error", package=__name__),
    Check("unconditional-extra", "error", package=__name__),
    Check("version-bound-import", "error", package=__name__),
    Check("unsupported-syntax", "error", package=__name__),
    Check("dead-entry-point", "error", package=__name__),
    Check("false-import-name", "error", package=__name__),
    Check("wrong-top-level", "error", package=__name__),
    Check("stray-top-level", "warning", package=__name__),
    Check("top-level-collision", "warning", package=__name__),
    Check("missing-module", "error", package=__name__),
    Check("missing-data", "warning", package=__name__),
    Check("missing-py-typed", "warning", package=__name__),
    Check("orphan-stub", "warning", package=__name__),
    Check("stray-file", "warning", package=__name__),
    Check("unused-requirement", "warning", default=False, package=__name__),
)
"""All checks of archives."""

BY_NAME: Mapping[str, Check] = {check.name: check for check in CHECKS}
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
