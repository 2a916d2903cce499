"""``star-import``: ``from module import *``."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.graph.records import ModuleKind
from dovetail.source.scan import scan_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Import
    from dovetail.project import Project

# What generators write above what they generate, such as the `Code generated ... DO NOT EDIT.` of Go and
# protobuf and the `Generated from X.g4 by ANTLR`.
_GENERATED = re.compile(rb"do not edit|generated (?:from|by|with)", re.IGNORECASE)
_HEAD = 1024


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every star import of which the reader of the file cannot know what it binds.

    Left out are modules that only pass on names of the project, and generated code, where nobody reads.
    """
    for site in project.graph.imports(star=True, external=True):
        if not _passes_on(project, site) and not _is_generated(_source(project, site.path)):
            yield Diagnostic(
                "star-import",
                Severity.WARNING,
                f"`from {site.imported} import *` binds names that this file does not show",
                site.place,
                "name what is used",
            )


def _passes_on(project: Project, site: Import) -> bool:
    """Whether the import takes over names for others to import from here: no code here uses them."""
    importer = project.graph.at(site.path)
    is_package = importer is not None and importer.kind is ModuleKind.REGULAR_PACKAGE
    if is_package and site.imported.startswith(f"{site.importer}."):
        return True
    if site.external:
        return False
    try:
        bindings = scan_imports(_source(project, site.path), names=True).bindings
    except (ValueError, LookupError):
        return False
    return all(name.startswith("__") and name.endswith("__") for name in bindings)


def _is_generated(source: bytes) -> bool:
    comments = (line for line in source[:_HEAD].splitlines() if line.lstrip().startswith(b"#"))
    return any(_GENERATED.search(line) for line in comments)


def _source(project: Project, path: str) -> bytes:
    try:
        with open(os.path.join(project.folder, path), "rb") as file:
            return file.read()
    except OSError:
        return b""
