"""Whether an object of a module exists, as far as its text tells, through what modules hand on."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from dovetail._kernel import scan
from dovetail.ship.requirement.provision import Certainty

if TYPE_CHECKING:
    from dovetail._kernel import ImportStatement
    from dovetail.graph.records import Module
    from dovetail.ship.verify.subject import Subject

# Ways to bind names of a module that are not statements of its top level.
_OTHERWISE = re.compile(
    rb"\b(?:globals|vars|locals)\s*\(\s*\)|\b(?:exec|setattr)\s*\(|\b__dict__\b|\bsys\s*\.\s*modules\b"
)
_DEEPEST = 20


def lacks(subject: Subject, module: str, attribute: str, depth: int = 0) -> str | None:
    """Return what of ``module:attribute`` is not there, in words; None if it is, or if that is unknown.

    ``attribute`` may be dotted, or empty for the module itself.
    """
    graph = subject.project.graph
    if module not in graph:
        return _missing_module(subject, module)
    if not attribute or depth > _DEEPEST:
        return None
    name, _, rest = attribute.partition(".")
    if f"{module}.{name}" in graph:
        return lacks(subject, f"{module}.{name}", rest, depth + 1)
    return _lacks_object(subject, graph[module], name, rest, depth) if graph[module].has_text else None


def _lacks_object(subject: Subject, found: Module, name: str, rest: str, depth: int) -> str | None:
    """Return what is not there of an object that the text of a module would have to bind."""
    graph = subject.project.graph
    text = subject.text(found.path)
    seen = scan(text, names=True)
    if "__getattr__" in seen.bindings or _OTHERWISE.search(text):
        return None
    source = _source(seen.imports, found.name, name, is_package=found.path.endswith("__init__.py"))
    if source is not None:
        origin, original = source
        if origin in graph and subject.prediction.is_own(origin):
            return lacks(subject, origin, f"{original}.{rest}".strip("."), depth + 1)
        return None
    if name not in seen.bindings:
        if any(_binds(each, name) for each in seen.imports):
            return None
        return f"`{found.name}` binds no `{name}`"
    return _in_class(text, name, rest) if rest else None


def _missing_module(subject: Subject, module: str) -> str | None:
    folder = module.replace(".", "/")
    if any(path.startswith(f"{folder}/") for path in subject.unpacked.stored):
        return None  # a folder of files that are no modules is a namespace package
    if subject.prediction.is_own(module):
        around = module.rpartition(".")[0]
        while around and around not in subject.project.graph:
            around = around.rpartition(".")[0]
        found = subject.project.graph[around] if around else None
        if found is not None and not found.has_text:
            return None
        return f"there is no module `{module}` in the archive"
    provision = subject.prediction.anywhere()
    if provision.provided(module).certainty is Certainty.NO:
        return f"neither the archive nor a requirement has a module `{module}`"
    return None


def _binds(statement: ImportStatement, name: str) -> bool:
    """Whether an import statement may bind a name in another way than ``from module import name``."""
    if statement.form == "from":
        return any(alias.name == "*" for alias in statement.names)
    return any((alias.asname or alias.name.partition(".")[0]) == name for alias in statement.names)


def _source(
    imports: list[ImportStatement], module: str, name: str, *, is_package: bool
) -> tuple[str, str] | None:
    """Return the module and the name there that an import binds ``name`` to, None if no import does."""
    for statement in reversed(imports):
        if statement.form != "from" or any(block.kind == "function" for block in statement.blocks):
            continue
        for alias in statement.names:
            if (alias.asname or alias.name) == name:
                base = module.split(".")
                if statement.level:
                    base = base[: len(base) - statement.level + is_package]
                    return ".".join([*base, *filter(None, [statement.module])]), alias.name
                return statement.module or "", alias.name
    return None


def _in_class(text: bytes, name: str, rest: str) -> str | None:
    """Return what a class lacks that has no bases and nothing that would make attributes."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return None
    attribute = rest.partition(".")[0]
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            if node.bases or node.keywords or node.decorator_list or not _is_plain(node):
                return None
            names = {
                each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
            }
            names |= {n.id for each in node.body for n in ast.walk(each) if isinstance(n, ast.Name)}
            return None if attribute in names else f"the class `{name}` has no `{attribute}`"
    return None


def _is_plain(node: ast.ClassDef) -> bool:
    return all(
        isinstance(e, ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign | ast.AnnAssign | ast.Expr)
        for e in node.body
    )
