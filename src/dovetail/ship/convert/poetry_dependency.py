"""One dependency of Poetry as dependency specifiers of PEP 508."""

from __future__ import annotations

from typing import Any

from dovetail.ship.convert.poetry_constraint import UntranslatableError, python_marker, specifier

_KNOWN = frozenset(("version", "python", "platform", "markers", "extras", "optional", "git", "url"))
_OF_GIT = frozenset(("rev", "tag", "branch", "subdirectory"))


def specifiers(name: str, value: Any) -> list[str]:
    """Return a dependency as it stands in ``[tool.poetry.dependencies]``: one for each of its constraints.

    Raises `UntranslatableError` for what a dependency specifier cannot say, with the reason.
    """
    values = value if isinstance(value, list) else [value]
    return [_one(name, {"version": each} if isinstance(each, str) else dict(each)) for each in values]


def is_optional(value: Any) -> bool:
    """Whether a dependency is installed only with an extra."""
    return isinstance(value, dict) and bool(value.get("optional"))


def _one(name: str, table: dict[str, Any]) -> str:
    known = _KNOWN | _OF_GIT if "git" in table else _KNOWN
    for key in table:
        if key not in known:
            raise UntranslatableError(f"a dependency specifier cannot say `{key}`")
    head = name + (f"[{','.join(table['extras'])}]" if table.get("extras") else "")
    if "git" in table:
        head = f"{head} @ {_repository(table)}"
    elif "url" in table:
        head = f"{head} @ {table['url']}"
    else:
        try:
            head += specifier(str(table.get("version", "*")))
        except UntranslatableError:
            raise UntranslatableError(f"PEP 440 cannot say `{table['version']}`") from None
    marker = _marker(table)
    # After an address, a blank is what ends it.
    return f"{head}{' ' if ' @ ' in head else ''}; {marker}" if marker else head


def _repository(table: dict[str, Any]) -> str:
    address = str(table["git"])
    if "://" not in address:
        # What git takes for `user@host:path`.
        host, colon, path = address.partition(":")
        if not colon:
            raise UntranslatableError(f"`{address}` is no URL")
        address = f"ssh://{host}/{path}"
    address = address if address.startswith("git+") else f"git+{address}"
    reference = table.get("rev") or table.get("tag") or table.get("branch")
    address += f"@{reference}" if reference else ""
    return address + (f"#subdirectory={table['subdirectory']}" if table.get("subdirectory") else "")


def _marker(table: dict[str, Any]) -> str:
    parts = []
    if table.get("markers"):
        parts.append(str(table["markers"]).strip())
    if table.get("python"):
        try:
            parts.append(python_marker(str(table["python"])))
        except UntranslatableError:
            raise UntranslatableError(f"a marker cannot say `python = {table['python']}`") from None
    if table.get("platform"):
        parts.append(f'sys_platform == "{table["platform"]}"')
    parts = [part for part in parts if part]
    if len(parts) == 1:
        return parts[0]
    return " and ".join(f"({part})" if " or " in part else part for part in parts)
