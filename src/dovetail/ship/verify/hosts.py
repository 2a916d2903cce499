"""Imports that whoever imports a module provides: a plugin needs its host, a test its runner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dovetail._kernel import scan
from dovetail.graph.kind import Kind

if TYPE_CHECKING:
    from dovetail.graph.records import Import
    from dovetail.ship.verify.subject import Subject

_FRAMEWORK = re.compile(r"Framework :: ([\w.-]+)")
_RUNTIMES = frozenset(
    (
        *(
            "js",
            "pyodide",
            "pyodide_js",
            "micropip",
            "java",
            "javax",
            "org",
            "com",
            "clr",
            "bpy",
            "maya",
            "hou",
        ),
        *(
            "idaapi",
            "idc",
            "gdb",
            "lldb",
            "sublime",
            "sublime_plugin",
            "vim",
            "uno",
            "unreal",
            "xbmc",
            "uwsgi",
        ),
        *("sitecustomize", "usercustomize"),
    )
)
"""Modules that only a program or a platform has which embeds Python: nobody could require them."""
_WORD = re.compile(r"[a-z][a-z_]*")


def hosts(subject: Subject) -> frozenset[str]:
    """Return the import names of the programs that load parts of the archive as plugins.

    The groups of its entry points are named after them, and so are the classifiers of frameworks.
    """
    found: set[str] = set()
    for each in subject.entry_points:
        match = _WORD.match(each.group.lower())
        if match and not each.group.endswith("_scripts"):
            found.add(match[0].rstrip("_"))
    metadata = subject.metadata
    for text in metadata.raw.get("classifiers", []) if metadata else []:
        match = _FRAMEWORK.match(text)
        if match:
            found.add(match[1].lower())
    return frozenset(found) | _RUNTIMES


def is_hosted(subject: Subject, name: str) -> bool:
    """Whether an import name is that of such a program."""
    return name.partition(".")[0].strip("_").lower() in subject.hosts


def is_adapter(module: str, name: str) -> bool:
    """Whether a module is called after what it imports, as ``shop.contrib.django`` is: it adapts to that.

    Whoever imports it has the other already, and asks for the adapter.
    """
    wanted = {part for part in name.strip("_").lower().split("_") if part}
    words = {word for part in module.lower().split(".")[1:] for word in part.split("_") if word}
    return wanted <= words or any(name.strip("_").lower() in word for word in words)


def is_unconditional(site: Import) -> bool:
    """Whether an import is executed whenever its module is, and nothing catches its failure."""
    if site.guarded or not site.runs:
        return False
    return site.kind is Kind.EAGER or (site.kind is Kind.CONDITIONAL and site.taken is True)


def depends_on_others(text: bytes, line: int) -> bool:
    """Whether it depends on more than itself that the import on a line of ``text`` is executed, or fails.

    In the ``else`` of a ``try`` it is executed only if what was tried went well, which an import of another
    distribution did not need to; in a ``with`` the context manager may keep its failure to itself.
    """
    for statement in scan(text).imports:
        if not statement.line <= line <= statement.line + text[statement.offset : statement.end].count(b"\n"):
            continue
        for block in statement.blocks:
            if block.kind in ("with", "async with"):
                return True
            if block.kind == "else" and block.previous is not None:
                return text[block.previous :].startswith(b"except")
    return False


def alternatives(text: bytes, line: int) -> list[str]:
    """Return the modules that are tried before the import on a line of ``text`` stands in for them.

    That is where it stands in the ``except`` of a ``try``: either would do.
    """
    statements = scan(text).imports
    found: list[str] = []
    for statement in statements:
        if statement.line == line:
            handlers = [block for block in statement.blocks if block.kind == "except"]
            return found if handlers else []
        if any(block.kind == "try" for block in statement.blocks):
            found += [statement.module] if statement.module else [alias.name for alias in statement.names]
        elif not any(block.kind == "except" for block in statement.blocks):
            found = []
    return []


def is_under_condition(text: bytes, line: int) -> bool:
    """Whether the import on a line of ``text`` stands under an ``if`` whose test is perhaps not known.

    A constant of another module may hold the version or the platform.
    """
    for statement in scan(text).imports:
        if statement.line <= line <= statement.line + text[statement.offset : statement.end].count(b"\n"):
            return any(block.kind in ("if", "elif", "else", "match", "while") for block in statement.blocks)
    return False
