"""``missing-name``: an import of a name that the module does not have."""

from __future__ import annotations

import re
from difflib import get_close_matches
from types import ModuleType
from typing import TYPE_CHECKING

from dovetail.diagnostic import Diagnostic, Severity
from dovetail.graph.kind import Kind
from dovetail.graph.records import Missing
from dovetail.graph.stand_in import content, will_be_there

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.graph.records import Module, Unresolved
    from dovetail.project import Project

# What the import system gives every module ("Import-related attributes on module objects").
_GIVEN = frozenset(
    (
        "__builtins__",
        "__cached__",
        "__file__",
        "__loader__",
        "__name__",
        "__package__",
        "__path__",
        "__spec__",
    )
)
# Ways to bind names of a module that are not statements of its top level.
_BINDS_OTHERWISE = re.compile(
    rb"\b(?:globals|vars|locals)\s*\(\s*\)|\b(?:exec|setattr)\s*\(|\b__dict__\b|\bsys\s*\.\s*modules\b"
)
_NAME = re.compile(rb"\w+")


def check(project: Project) -> Iterator[Diagnostic]:
    """Yield a finding for every ``from module import name`` where nothing gives ``module`` that name.

    That is where all statements at its top level are known, on whatever target, none of them binds the name,
    and there is no submodule of that name. Left out are imports whose failure is caught or that stand in for
    one that failed, and those that do not run on the target.
    """
    graph = project.graph
    texts: dict[str, bytes] = {}
    for unresolved in graph.unresolved():
        site = unresolved.site
        if unresolved.missing is not Missing.NO_NAME or site.guarded or site.taken is False:
            continue
        if site.kind in (Kind.OPTIONAL, Kind.DYNAMIC):
            continue
        module, name = graph[unresolved.within], unresolved.name.rpartition(".")[2]
        if name in _GIVEN or hasattr(ModuleType, name):
            continue
        if module.path not in texts:
            texts[module.path] = content(project.folder, module.path)
        if not _may_bind(texts[module.path], name) and not _has_stand_in(project, module, name):
            yield _diagnostic(module, name, texts[module.path], unresolved)


def _has_stand_in(project: Project, module: Module, name: str) -> bool:
    """Whether something on disk may become a submodule of that name."""
    return module.path.endswith("__init__.py") and will_be_there(project.folder, module, name)


def _may_bind(text: bytes, name: str) -> bool:
    """Whether code that is not at the top level of a module may bind a name there."""
    if _BINDS_OTHERWISE.search(text):
        return True
    declared = rb"(?m)^[^#\n]*\bglobal\b[^#\n]*\b%s\b" % re.escape(name.encode())
    return re.search(declared, text) is not None


def _diagnostic(module: Module, name: str, text: bytes, unresolved: Unresolved) -> Diagnostic:
    site = unresolved.site
    words = sorted({word.decode(errors="replace") for word in _NAME.findall(text)} - {name})
    near = get_close_matches(name, words, 1, cutoff=0.8)
    if near:
        advice = f"did you mean `{near[0]}`?"
    elif site.kind is Kind.TYPING:
        advice = "type checkers will not find it either; correct the name, or delete the import"
    else:
        advice = f"define it in {module.path}, correct the name, or delete the import"
    return Diagnostic(
        "missing-name",
        Severity.ERROR,
        f"cannot import name `{name}` from `{module.name}`: nothing there binds it",
        site.place,
        advice,
    )
