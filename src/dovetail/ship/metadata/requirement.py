"""Requirements (PEP 508) and specifiers of versions (PEP 440), checked and in one spelling.

`packaging` knows the grammar; to import its parser takes as long as to build a small package. So what is
written in the plainest way, as most requirements are, is recognized here, and all else is left to it. A test
holds both against each other.
"""

from __future__ import annotations

import re

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_PLAIN_VERSION = r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*(?:(?:a|b|rc)(?:0|[1-9][0-9]*))?"
_CLAUSE = rf"(?:(?:>=|<=|<|>|!=|==){_PLAIN_VERSION}|~=[0-9]+\.[0-9]+|(?:==|!=)[0-9]+(?:\.[0-9]+)*\.\*)"
_CLAUSES = rf"{_CLAUSE}(?: ?, ?{_CLAUSE})*"
_VARIABLE = "sys_platform|platform_system|python_version|os_name|implementation_name"
_ATOM = rf"(?:{_VARIABLE}) ?(?:==|!=|<=|>=|<|>) ?(?:\"[A-Za-z0-9._]+\"|'[A-Za-z0-9._]+')"
_PLAIN = re.compile(rf"({_NAME})(\[{_NAME}\])? ?({_CLAUSES})?(?: ?; ?({_ATOM}))?")
_SPACES = re.compile(r" ?(==|!=|<=|>=|<|>) ?")
PROJECT_NAME = re.compile(_NAME)
_CANONICAL = re.compile(rf"{_PLAIN_VERSION}(?:\.post(?:0|[1-9][0-9]*))?(?:\.dev(?:0|[1-9][0-9]*))?")


def requirement(text: str, extra: str | None = None) -> str:
    """Return a requirement as metadata have it, for the extra of that name if one is given.

    Raises ValueError with what is wrong with it.
    """
    plain = _PLAIN.fullmatch(text.strip())
    if plain is not None:
        name, extras, clauses, marker = plain.groups()
        marker = _SPACES.sub(r" \1 ", marker).replace("'", '"') if marker else ""
        parts = [marker, *([f'extra == "{extra}"'] if extra else [])]
        tail = " and ".join(filter(None, parts))
        return f"{name}{extras or ''}{_sorted(clauses)}" + (f"; {tail}" if tail else "")
    return _parsed(text, extra)


def _sorted(clauses: str | None) -> str:
    return ",".join(sorted({part.strip() for part in clauses.split(",")})) if clauses else ""


def _parsed(text: str, extra: str | None) -> str:
    from packaging.markers import Marker
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        read = Requirement(text)
    except InvalidRequirement as error:
        raise ValueError(str(error).partition("\n")[0]) from None
    if extra:
        given = str(read.marker) if read.marker else ""
        given = f"({given})" if " or " in given else given
        read.marker = Marker(" and ".join(filter(None, [given, f'extra == "{extra}"'])))
    return str(read)


def specifiers(text: str) -> str:
    """Return specifiers of versions as metadata have them.

    Raises ValueError with what is wrong with them.
    """
    if re.fullmatch(_CLAUSES, text.strip()):
        return _sorted(text)
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return str(SpecifierSet(text))
    except InvalidSpecifier as error:
        raise ValueError(str(error)) from None


def version(text: str) -> str:
    """Return a version in its normal form (PEP 440).

    Raises ValueError for what is none.
    """
    if _CANONICAL.fullmatch(text):
        return text
    from packaging.version import InvalidVersion, Version

    try:
        return str(Version(text))
    except InvalidVersion as error:
        raise ValueError(str(error)) from None
