"""``unsupported-python``: a distribution says that it is not for the Python of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from dovetail.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.proof.subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each distribution whose ``Requires-Python`` leaves this Python out.

    Where the patch version of the interpreter is not known, it counts only if no patch version fits.
    """
    versions = [values["python_full_version"] for values in subject.marker_environments]
    for one in subject.recorded:
        text = one.core.get("requires_python")
        try:
            wanted = SpecifierSet(text or "")
        except InvalidSpecifier:
            continue  # `damaged-metadata` tells of it
        if not any(wanted.contains(version, prereleases=True) for version in versions):
            python = ".".join(str(part) for part in subject.environment.version[:2])
            yield Diagnostic(
                "unsupported-python",
                Severity.WARNING,
                f"{one} requires Python `{text}`, and this is Python {python}",
                subject.place(one.core_path, subject.line_of(one.core_path, "Requires-Python:")),
                f"install another version of {one.distribution.project_name}",
            )
