"""The proof of an environment: what is installed imports what it needs, and nothing is in the way of another.

An environment is read, never run. A check is a function ``check(subject) -> Iterable[Diagnostic]`` in the
module of its name, and a page beside it, as those of `dovetail.checks` are.
"""

from __future__ import annotations

from dovetail.checks import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def _check(name: str, severity: str, *, default: bool = True) -> Check:
    return Check(name, severity, default=default, package=__name__)


CHECKS = (
    _check("failing-distribution", "error"),
    _check("dead-entry-point", "error"),
    _check("unsatisfied-requirement", "error"),
    _check("unsupported-python", "warning"),
    _check("file-collision", "error"),
    _check("module-collision", "error"),
    _check("import-name-overlap", "warning"),
    _check("hidden-distribution", "warning"),
    _check("case-collision", "warning"),
    _check("missing-file", "error"),
    _check("changed-file", "warning", default=False),
    _check("broken-editable", "error"),
    _check("broken-path-file", "warning"),
    _check("damaged-metadata", "warning"),
    _check("unreached-import", "warning", default=False),
)
"""All checks of an environment."""

BY_NAME: Mapping[str, Check] = {check.name: check for check in CHECKS}
"""The same by their names."""
