"""Whether the text of an installed module binds a name, as far as text tells."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dovetail._kernel import scan

if TYPE_CHECKING:
    from dovetail.ship.proof.subject import Subject

_COMPUTED = ("globals()", "locals()", "vars()", "setattr(", "sys.modules", "__dict__", "exec(")
"""What a module says that may bind names for which there is no statement."""


def binds(subject: Subject, module: str, name: str) -> bool | None:
    """Return whether a module has a name when it has been imported; None where only running it tells.

    That is where it is compiled, has a ``__getattr__``, takes all that another has, or binds by code.
    """
    found = subject.resolver.resolve(module)
    if subject.resolver.resolve(f"{module}.{name}").found:
        return True
    origin = found.origin
    if origin is None or not os.path.isabs(origin) or not origin.endswith(".py"):
        return None
    text = subject.text(origin)
    scanned = scan(text.encode("utf-8", "replace"), names=True, version=subject.environment.version[:2])
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for statement in scanned.imports
        for alias in statement.names
    }
    bound = imported | set(scanned.bindings)
    if name in bound:
        return True
    if {"*", "__getattr__"} & bound or any(word in text for word in _COMPUTED):
        return None
    return False
