"""The kinds of an import. The kernel decides them; everybody else filters on them."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """When an import runs, in the order and with the words of the kernel."""

    EAGER = "eager"
    """Runs when the module is imported."""
    DEFERRED = "deferred"
    """Inside a function body."""
    TYPING = "typing"
    """Under ``TYPE_CHECKING``."""
    OPTIONAL = "optional"
    """Its failure is caught, or it stands in for an import that failed."""
    CONDITIONAL = "conditional"
    """Under a version or platform test, or a constant; ``taken`` says which way the test goes."""
    MAIN = "main"
    """Under ``__name__ == "__main__"``."""
    DYNAMIC = "dynamic"
    """A literal name given to ``importlib.import_module`` or ``__import__``."""
    LAZY = "lazy"
    """A ``lazy import`` of PEP 810."""
    IMPLICIT = "implicit"
    """A parent package that runs because a child is imported."""
