"""Owners of modules as commands show them."""

from __future__ import annotations

from dovetail.modules.owner import OwnerKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.environment.distribution import Distribution
    from dovetail.modules.owner import Owner


def owner_text(owner: Owner) -> str:
    """Return whose a module is, as the end of "belongs to"."""
    if owner.kind is OwnerKind.STANDARD_LIBRARY:
        return "the standard library"
    if owner.kind is OwnerKind.EDITABLE:
        return " and ".join(f"{one}, an editable install of {one.editable}" for one in owner.distributions)
    return str(owner)


def owner_object(owner: Owner) -> dict[str, object]:
    """Return the same for JSON."""
    return {
        "kind": owner.kind,
        "distributions": [distribution_object(one) for one in owner.distributions],
    }


def distribution_object(distribution: Distribution) -> dict[str, object]:
    """Return a distribution for JSON."""
    names = ("name", "project_name", "version", "metadata", "installer", "url", "editable")
    return {name: getattr(distribution, name) for name in names}
