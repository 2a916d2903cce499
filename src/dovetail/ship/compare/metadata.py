"""Core metadata in one form, so that what means the same is the same.

The rules are those of the core metadata specification and of the standards it refers to:

- names of projects and extras are compared normalized (PEP 503, PEP 685), versions and specifiers as PEP 440
  compares them, requirements with their markers as PEP 508 reads them;
- fields that may be repeated are sets; keywords may be parted by commas or, in old metadata, by blanks;
- ``Home-page`` and ``Download-URL`` are what the well-known labels of ``Project-URL`` have replaced;
- the names in ``Author-email`` say what ``Author`` says, and likewise the maintainers;
- of the description, line ends and blank ends do not count, nor does a parameter of its content type that is
  the default;
- ``Metadata-Version`` and ``Dynamic`` tell of the file, not of the project; ``UNKNOWN`` is no value.
"""

from __future__ import annotations

import re
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any

from packaging.metadata import parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name, canonicalize_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_OF_THE_FILE = ("metadata_version", "dynamic")
_ABOUT_PEOPLE = ("author", "author_email", "maintainer", "maintainer_email")
_WELL_KNOWN = {"home_page": "homepage", "download_url": "download"}


def equivalent_fields(data: bytes) -> dict[str, str]:
    """Return the fields of a METADATA or PKG-INFO in one form, each by its name in lower case.

    A field that the specification does not know, or that cannot be read, is taken as it stands. It never
    raises.
    """
    parsed, unread = parse_email(data)
    raw: dict[str, Any] = dict(parsed)
    fields: dict[str, str] = {}
    for name, value in raw.items():
        if name not in (*_OF_THE_FILE, *_ABOUT_PEOPLE, *_WELL_KNOWN, "project_urls"):
            text = _FORMS.get(name, _plain)(value)
            if text and text != "UNKNOWN":
                fields[name.replace("_", "-")] = text
    for role in ("author", "maintainer"):
        people = sorted({*_people(raw.get(role), raw.get(f"{role}_email"))})
        if people:
            fields[role] = "; ".join(people)
    urls = sorted({*_urls(raw)})
    if urls:
        fields["project-url"] = "; ".join(urls)
    for name, values in unread.items():
        fields[name] = "; ".join(sorted(" ".join(str(value).split()) for value in values))
    return fields


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(sorted({" ".join(item.split()) for item in value}))
    return " ".join(str(value).split())


def _requirement(text: str) -> str:
    """Return a requirement in its normal form; what is none stays as it is."""
    try:
        read = Requirement(text)
    except InvalidRequirement:
        return " ".join(text.split())
    read.name = canonicalize_name(read.name)
    read.extras = {canonicalize_name(extra) for extra in read.extras}
    head = read.name + (f"[{','.join(sorted(read.extras))}]" if read.extras else "")
    where = _specifiers(str(read.specifier)) if read.url is None else f" @ {read.url}"
    return f"{head}{where}{_marker(str(read.marker)) if read.marker else ''}"


def _requirements(value: object) -> str:
    """Return requirements, one that holds under either of two markers as one for each of them."""
    if not isinstance(value, list):
        return _plain(value)
    return "; ".join(sorted({each for item in value for each in _alternatives(_requirement(item))}))


def _alternatives(requirement: str) -> Iterator[str]:
    head, separator, marker = requirement.partition("; ")
    group = re.search(r"\(([^()]*)\)", marker)
    if group is not None:
        for choice in group[1].split(" or "):
            parts = marker.replace(group[0], choice).split(" and ")
            yield from _alternatives(f"{head}; {' and '.join(sorted(parts))}")
    else:
        for choice in marker.split(" or "):
            yield f"{head}{separator}{choice}"


def _marker(text: str) -> str:
    """Return a marker, which `packaging` gave one spelling, without brackets and order that mean nothing."""
    text = re.sub(r'(?<=extra == ")[^"]*', lambda found: canonicalize_name(found[0]), text)
    tokens: list[str] = []
    joining = ("(", ")", "and", "or")
    for word in re.findall(r"""\(|\)|"[^"]*"|'[^']*'|[^\s()"']+""", text):
        if word in joining or not tokens or tokens[-1] in joining:
            tokens.append(word)
        else:
            tokens[-1] += f" {word}"
    return f"; {_either(tokens)}"


def _either(tokens: list[str]) -> str:
    """Take one expression off the front of the tokens, and return it with its parts in order."""
    choices = [_both(tokens)]
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        choices.append(_both(tokens))
    if len(choices) == 1:
        return " and ".join(sorted(choices[0]))
    return " or ".join(sorted(" and ".join(sorted(parts)) for parts in choices))


def _both(tokens: list[str]) -> set[str]:
    """Take the parts that ``and`` joins off the front of the tokens."""
    parts: set[str] = set()
    while tokens:
        if tokens[0] != "(":
            parts.add(tokens.pop(0))
        else:
            tokens.pop(0)
            inner = _either(tokens)
            tokens.pop(0)  # the closing bracket
            parts |= {f"({inner})"} if " or " in inner else set(inner.split(" and "))
        if tokens[:1] != ["and"]:
            break
        tokens.pop(0)
    return parts


def _specifiers(text: str) -> str:
    try:
        read = SpecifierSet(text)
    except InvalidSpecifier:
        return " ".join(text.split())
    # `== 1.*` and `~= 1.0` say by the number of their parts what they mean, and `===` compares texts.
    exact = ("~=", "===")
    parts = (
        (
            one.operator,
            one.version if one.operator in exact or "*" in one.version else canonicalize_version(one.version),
        )
        for one in read
    )
    return ",".join(sorted(operator + version for operator, version in parts))


def _each(form: Callable[[str], str]) -> Callable[[object], str]:
    def whole(value: object) -> str:
        return "; ".join(sorted({form(item) for item in value})) if isinstance(value, list) else _plain(value)

    return whole


def _keywords(value: object) -> str:
    words: Iterable[str] = value if isinstance(value, list) else [str(value)]
    if isinstance(value, list) and len(value) == 1:
        words = value[0].split()
    return "; ".join(sorted({word.strip() for word in words if word.strip()}))


def _content_type(value: object) -> str:
    main, _, rest = str(value).partition(";")
    given = (part.strip().lower() for part in rest.split(";"))
    kept = [part for part in given if part and part not in ("charset=utf-8", "variant=gfm")]
    return "; ".join([main.strip().lower(), *sorted(kept)])


def _description(value: object) -> str:
    return "\n".join(line.rstrip() for line in str(value).strip().splitlines())


def _people(names: str | None, emails: str | None) -> Iterator[str]:
    """Yield each person once: the address where there is one, and each name that no address goes with."""
    named = set()
    for name, address in getaddresses([emails or ""]):
        if name:
            named.add(name.strip('"'))
            yield name.strip('"')
        if address:
            yield address
    for name in (names or "").split(","):
        text = name.strip()
        if text and text != "UNKNOWN" and text not in named:
            yield text


def _urls(raw: dict[str, object]) -> Iterator[str]:
    """Yield ``label, address`` with labels as the well-known labels of Project-URL are compared."""
    for field, label in _WELL_KNOWN.items():
        value = raw.get(field)
        if value and value != "UNKNOWN":
            yield f"{label}, {value}"
    urls = raw.get("project_urls")
    for label, address in (urls if isinstance(urls, dict) else {}).items():
        yield f"{re.sub(r'[^a-z0-9]', '', label.lower())}, {address}"


_FORMS: dict[str, Callable[[object], str]] = {
    "name": lambda value: canonicalize_name(str(value)),
    "version": lambda value: canonicalize_version(str(value)),
    "keywords": _keywords,
    "requires_python": lambda value: _specifiers(str(value)),
    "requires_dist": _requirements,
    "provides_extra": _each(canonicalize_name),
    "description": _description,
    "description_content_type": _content_type,
}
