"""``module-name``: a module whose name will make trouble."""

from __future__ import annotations

import keyword
import os
import sys
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Place, Severity
from dovetail.graph.records import ModuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.project import Project


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for names that are keywords, that PEP 8 advises against, or of the standard library.

    The last only at the top level, and not in the standard library itself.
    """
    library = os.path.dirname(os.path.realpath(os.__file__))
    is_library = os.path.realpath(project.folder) == library
    for module in project.graph.modules:
        if module.kind is ModuleKind.EXTENSION_MODULE:
            continue
        name = module.name.rpartition(".")[2]
        if keyword.iskeyword(name):
            message = f"`{name}` is a keyword: no import statement can name this module"
            advice = f"rename it, as PEP 8 does: `{name}_`"
        elif name != name.lower() and name.isidentifier():
            message = f"the name `{name}` has capital letters"
            advice = f"PEP 8 asks for a name in lower case: `{_lower(name)}`"
        elif "." not in module.name and name in sys.stdlib_module_names and not is_library:
            message = f"`{name}` is also a module of the standard library"
            advice = "one of the two hides the other, depending on how the program is started: rename this one"
        else:
            continue
        path = module.path
        if module.kind is ModuleKind.REGULAR_PACKAGE:
            path = os.path.dirname(path)
        yield Diagnostic("module-name", Severity.WARNING, message, Place.of_file(path), advice)


def _lower(name: str) -> str:
    """The name in the style of PEP 8: ``BaseHandler`` becomes ``base_handler``."""
    result = ""
    for before, character, after in zip(" " + name, name, name[1:] + " ", strict=False):
        begins = character.isupper() and (before.islower() or before.isdigit() or after.islower())
        result += "_" if begins and before.isalnum() else ""
        result += character.lower()
    return result
