"""Know what ``import`` will do, before it does it.

Dovetail reads a Python project the way CPython would import it, without running it.

>>> import dovetail
>>> scan = dovetail.scan_imports(b"from . import a, b as c")
>>> [(name.name, name.asname) for name in scan.imports[0].names]
[('a', None), ('b', 'c')]
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail._kernel import Alias, Block, ImportStatement, Scan
    from dovetail.diagnostic import Diagnostic, Place, Severity
    from dovetail.environment.target import Target
    from dovetail.errors import ConfigurationError, DovetailError, UsageError
    from dovetail.graph.graph import Graph
    from dovetail.graph.kind import Kind
    from dovetail.graph.records import Import, Module
    from dovetail.project import Project
    from dovetail.source.scan import scan_imports

__version__ = "0.1.0"

_HOMES = {
    "Alias": "dovetail._kernel",
    "Block": "dovetail._kernel",
    "ConfigurationError": "dovetail.errors",
    "Diagnostic": "dovetail.diagnostic",
    "DovetailError": "dovetail.errors",
    "Graph": "dovetail.graph.graph",
    "Import": "dovetail.graph.records",
    "ImportStatement": "dovetail._kernel",
    "Kind": "dovetail.graph.kind",
    "Module": "dovetail.graph.records",
    "Place": "dovetail.diagnostic",
    "Project": "dovetail.project",
    "Scan": "dovetail._kernel",
    "Severity": "dovetail.diagnostic",
    "Target": "dovetail.environment.target",
    "UsageError": "dovetail.errors",
    "scan_imports": "dovetail.source.scan",
}

__all__ = [
    "Alias",
    "Block",
    "ConfigurationError",
    "Diagnostic",
    "DovetailError",
    "Graph",
    "Import",
    "ImportStatement",
    "Kind",
    "Module",
    "Place",
    "Project",
    "Scan",
    "Severity",
    "Target",
    "UsageError",
    "scan_imports",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: each command needs few of them."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
