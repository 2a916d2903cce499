"""The checks of environments: each a function ``check(subject) -> Iterator[Diagnostic]`` and a page.

To add one, write those two files and add a line to `CHECKS`.
"""

from __future__ import annotations

from dovetail.checks import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class EnvironmentCheck(Check):
    """What is known of a check of environments without running it."""

    __slots__ = ()

    @property
    def module(self) -> str:
        """The name of the module that holds its function; the page lies beside it."""
        return f"{__name__}.{self.name.replace('-', '_')}"


CHECKS = (
    EnvironmentCheck("failing-distribution", "error"),
    EnvironmentCheck("broken-entry-point", "error"),
    EnvironmentCheck("unsatisfied-requirement", "error"),
    EnvironmentCheck("unsupported-python", "warning"),
    EnvironmentCheck("file-collision", "error"),
    EnvironmentCheck("module-collision", "error"),
    EnvironmentCheck("import-name-overlap", "warning"),
    EnvironmentCheck("hidden-distribution", "warning"),
    EnvironmentCheck("case-collision", "warning"),
    EnvironmentCheck("missing-file", "error"),
    EnvironmentCheck("changed-file", "warning", default=False),
    EnvironmentCheck("broken-editable", "error"),
    EnvironmentCheck("broken-path-file", "warning"),
    EnvironmentCheck("damaged-metadata", "warning"),
    EnvironmentCheck("unreached-import", "warning", default=False),
)
"""All checks of an environment."""

BY_NAME: Mapping[str, EnvironmentCheck] = {check.name: check for check in CHECKS}
"""The same by their names."""
