"""Authors and maintainers (PEP 621): who is named, and who can be written to."""

from __future__ import annotations

import re

from dovetail.ship.metadata.document import kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.metadata.document import Table

_SPECIAL = re.compile(r'[()<>@,:;.\\"\[\]]')
_ADDRESS = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")


def people(table: Table, key: str) -> tuple[str | None, str | None]:
    """Return the names without an address, and the addresses, as two fields of the core metadata.

    None stands for a field with nothing in it. An address with a name is written as RFC 822 has it.
    """
    value = table.values.get(key, [])
    names: list[str] = []
    addresses: list[str] = []
    if not isinstance(value, list):
        table.fault(key, f"`{key}` must be an array of tables, not {kind(value)}")
        value = []
    for person in value:
        wrong = _fault(person)
        if wrong:
            table.fault(key, f"`{key}` {wrong}")
        elif "email" not in person:
            names.append(person["name"])
        elif "name" not in person:
            addresses.append(person["email"])
        else:
            addresses.append(f"{_quoted(person['name'])} <{person['email']}>")
    return ", ".join(names) or None, ", ".join(addresses) or None


def _fault(person: object) -> str:
    """Return what is wrong with one of the tables, an empty text if it is right."""
    if not isinstance(person, dict):
        return f"must be an array of tables with `name` and `email`, but has {kind(person)}"
    if not person:
        return "has an empty table; give `name`, `email` or both"
    for key, value in person.items():
        if key not in ("name", "email"):
            return f"has a table with the key `{key}`; it can have `name` and `email`"
        if not isinstance(value, str) or not value.strip() or len(value.splitlines()) > 1:
            return f"has `{key} = {value!r}`, which must be one line of text"
    email = person.get("email")
    wrong = ""
    if email is not None and not _ADDRESS.fullmatch(email):
        wrong = f"has the email `{email}`, which is no address"
    elif email is None and "," in person["name"]:
        wrong = (
            f"has the name `{person['name']}`; a comma separates names in the metadata, so none can have it"
        )
    return wrong


def _quoted(name: str) -> str:
    if not _SPECIAL.search(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
