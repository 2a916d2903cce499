"""``undocumented-module``: a module without a docstring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every module that has statements and does not begin with a docstring."""
    for module in project.graph.modules:
        if module.has_text and not module.is_empty and not module.has_docstring:
            yield Diagnostic(
                "undocumented-module",
                Severity.WARNING,
                f"`{module.name}` has no docstring",
                Place.of_file(module.path),
                "begin it with a sentence that says what it is for (PEP 257)",
            )
