"""``unused-requirement``: a requirement that nothing in the archive speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.environment.distribution import normalized
from dovetail.ship.requirement.table import covers, known
from dovetail.ship.verify.checks.undeclared_import import declares_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.requirements import Requirement

    from dovetail.ship.verify.core_metadata import CoreMetadata
    from dovetail.ship.verify.subject import Subject

_APART = re.compile(r"types-|.*-stubs$|.*-plugin$|backports|.*-compat$|standard-|.*-lts$")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Yield a finding for each requirement of the base install that is not imported and not mentioned.

    An import of any kind counts, and so does the name in any text: plugins and drivers are named in strings.
    What is not in the table of projects is unknown; what has a marker, or extras of its own, has its reasons.
    """
    metadata = subject.metadata
    if metadata is None or not declares_requirements(subject) or not subject.modules:
        return
    if any(not module.has_text and module.kind == "extension module" for module in subject.modules):
        return  # machine code imports as well
    imported = {site.imported for site in subject.project.graph.imports(external=True) if site.external}
    text = b"\n".join(
        subject.text(path) for path in subject.unpacked.stored if path.endswith((".py", ".txt"))
    )
    for requirement in metadata.requires:
        name = normalized(requirement.name)
        found = known(name)
        if requirement.marker is not None or requirement.extras or found is None or not found.imports:
            continue
        if _APART.match(name) or any(covers(own, each) for own in found.imports for each in imported):
            continue
        words = {own.partition(".")[0] for own in found.imports} | {requirement.name, name}
        if not any(re.search(rb"(?i)\b%s\b" % re.escape(word.encode()), text) for word in words):
            yield _diagnostic(subject, metadata, requirement)


def _diagnostic(subject: Subject, metadata: CoreMetadata, requirement: Requirement) -> Diagnostic:
    line = metadata.line("requires-dist", requirement.name)
    return Diagnostic(
        "unused-requirement",
        Severity.WARNING,
        f"nothing in the archive imports or mentions {requirement.name}, which everybody has to install",
        subject.stored_place(metadata.path, line),
        "delete it from the dependencies, or say in the code what it is for",
    )
