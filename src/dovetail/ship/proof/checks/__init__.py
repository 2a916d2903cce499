"""The checks of environments: each a function ``check(subject) -> Iterator[Diagnostic]`` and a page.

To add one, write those two files and add a line to `CHECKS`.
"""

from __future__ import annotations

from dovetail.checks import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


CHECKS = (
    Check("failing-distribution", "error", package=__name__),
    Check("broken-entry-point", "error", package=__name__),
    Check("unsatisfied-requirement", "error", package=__name__),
    Check("unsupported-python", "warning", package=__name__),
    Check("file-collision", "error", package=__name__),
    Check("module-collision", "error", package=__name__),
    Check("import-name-overlap", "warning", package=__name__),
    Check("hidden-distribution", "warning", package=__name__),
    Check("case-collision", "warning", package=__name__),
    Check("missing-file", "error", package=__name__),
    Check("changed-file", "warning", default=False, package=__name__),
    Check("broken-editable", "error", package=__name__),
    Check("broken-path-file", "warning", package=__name__),
    Check("damaged-metadata", "warning", package=__name__),
    Check("unreached-import", "warning", default=False, package=__name__),
)
"""All checks of an environment."""

BY_NAME: Mapping[str, Check] = {check.name: check for check in CHECKS}
"""The same by their names."""
