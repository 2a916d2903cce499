"""Authors and maintainers: two fields of old metadata as one list of PEP 621."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.convert.found import Declared
    from dovetail.ship.convert.metadata import Metadata


def people(declared: dict[str, Declared], made: Metadata) -> None:
    """Move authors and maintainers from the arguments of ``setup()`` to ``[project]``."""
    for role in ("author", "maintainer"):
        names, addresses = (declared.pop(key, None) for key in (role, f"{role}_email"))
        found = paired(_text(names), _text(addresses))
        if found:
            made.project[f"{role}s"] = found


def _text(given: Declared | None) -> str:
    if given is None or not given.value:
        return ""
    value = given.value
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else " ".join(str(value).split())


def paired(names: str, addresses: str) -> list[dict[str, str]]:
    """Return persons: names with addresses where there are as many, and else each by itself."""
    from email.utils import getaddresses

    read = [(name, address) for name, address in getaddresses([addresses]) if "@" in address]
    named = [name.strip() for name in names.replace(" and ", ", ").split(",") if name.strip()]
    if len(read) == 1 and "," not in names and names:
        named = [names]  # of a team, perhaps: "A and B"
    if len(read) == len(named):
        pairs = zip(named, read, strict=True)
        return [{"name": given or name, "email": address} for given, (name, address) in pairs]
    # Whose addresses these are is not said: both fields are written as before.
    persons = [{"name": names}] if names else []
    return persons + [
        {"name": name, "email": address} if name else {"email": address} for name, address in read
    ]
