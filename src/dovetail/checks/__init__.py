"""What can be wrong: one file and one page for each check.

A check is a function ``check(project) -> Iterable[Diagnostic]`` in the module of its name, and a page beside
it: the documentation, the text of ``dovetail explain``, and the test, for its examples are run. To add one,
write those two files and add a line to `CHECKS`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Check:
    """What is known of a check without running it.

    That is its name, its severity, whether it runs by default, and whether it asks for the names that modules
    bind: all files are then read to their ends.
    """

    __slots__ = ("deep", "default", "name", "package", "severity")

    def __init__(
        self,
        name: str,
        severity: str,
        *,
        default: bool = True,
        deep: bool = False,
        package: str = __name__,
    ) -> None:
        self.name = name
        self.severity = severity
        self.default = default
        self.deep = deep
        self.package = package

    @property
    def module(self) -> str:
        """The name of the module that holds its function; the page lies beside it."""
        return f"{self.package}.{self.name.replace('-', '_')}"

    def page(self) -> str:
        """Return its page, in Markdown."""
        from importlib.resources import files

        return files(self.package).joinpath(f"{self.name.replace('-', '_')}.md").read_text(encoding="utf-8")


CHECKS = (
    Check("unresolved-import", "error"),
    Check("missing-name", "error", deep=True),
    Check("relative-beyond-top", "error"),
    Check("unreadable-file", "error"),
    Check("crashing-cycle", "error"),
    Check("fragile-cycle", "warning"),
    Check("failing-import", "error"),
    Check("unreachable-module", "warning"),
    Check("duplicate-module", "warning"),
    Check("shadowed-module", "warning"),
    Check("implicit-namespace", "warning"),
    Check("star-import", "warning"),
    Check("module-name", "warning"),
    Check("suppression", "warning"),
    Check("import-cycle", "warning", default=False),
    Check("undocumented-module", "warning", default=False),
)
"""All checks."""

BY_NAME: Mapping[str, Check] = {check.name: check for check in CHECKS}
"""All checks by their names."""
