"""Relative names: "Package Relative Imports" in the language reference, and `importlib.util.resolve_name`."""

from __future__ import annotations


def absolute_name(name: str, package: str | None) -> tuple[str | None, str]:
    """Return the absolute name that ``name``, with leading dots, means within ``package``; else why not.

    ``package`` is ``__package__`` of the importing module: empty for a module outside packages, None for a
    script.
    """
    rest = name.lstrip(".")
    level = len(name) - len(rest)
    if not package:
        return None, "attempted relative import with no known parent package"
    parts = package.rsplit(".", level - 1)
    if len(parts) < level:
        return None, "attempted relative import beyond top-level package"
    return (f"{parts[0]}.{rest}" if rest else parts[0]), ""
