"""The ``[project]`` table of a ``pyproject.toml`` (PEP 621), read into the fields of the core metadata."""

from __future__ import annotations

import keyword

from dovetail.ship.metadata import entry_points, licences, people, requirement
from dovetail.ship.metadata.document import Table, kind
from dovetail.ship.metadata.fields import Fields
from dovetail.ship.metadata.readme import readme

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.metadata.document import Document

_KEYS = (
    *("name", "version", "description", "readme", "requires-python", "license", "license-files"),
    *("authors", "maintainers", "keywords", "classifiers", "urls", "scripts", "gui-scripts"),
    *("entry-points", "dependencies", "optional-dependencies", "import-names", "import-namespaces"),
    "dynamic",
)
COMPUTED = ("version", "description", "import-names", "import-namespaces")
"""What may be in ``dynamic``: what dovetail reads from the text of the modules."""
_EXTENSIBLE = ("import-names", "import-namespaces")
"""What may be given and dynamic at once (PEP 808): what is given stays, and more may come."""


def read_project_table(document: Document) -> Fields:
    """Return what the project says of itself; faults are noted in the document.

    Of ``dynamic`` fields the value is empty; `Fields.dynamic` names them.
    """
    if not isinstance(document.at("project"), dict):
        document.fault(("project",) if document.at("project") else None, "there is no table `[project]`")
        return Fields()
    table = Table.of(document, "project")
    table.known(_KEYS)
    dynamic = _dynamic(table)
    fields = Fields(name=_name(table), version=_version(table, dynamic), dynamic=dynamic)
    fields.summary = table.string("description")
    fields.keywords = table.strings("keywords", _keyword_fault) or []
    fields.requires_python = _requires_python(table)
    fields.author, fields.author_email = people.people(table, "authors")
    fields.maintainer, fields.maintainer_email = people.people(table, "maintainers")
    fields.licence = licences.licence(table, dynamic)
    fields.classifiers = sorted({*(table.strings("classifiers") or ())})
    if fields.licence.expression and any(one.startswith("License ::") for one in fields.classifiers):
        fields.remarks.append("`license` is an SPDX expression: classifiers for licences are to go (PEP 639)")
    fields.urls = _urls(table)
    fields.extras = _extras(table)
    fields.requirements = _requirements(table, fields.extras)
    fields.entry_points = entry_points.entry_points(table)
    fields.readme = readme(table)
    fields.import_names = table.strings("import-names", _import_name_fault)
    fields.import_namespaces = table.strings("import-namespaces", _import_name_fault)
    _check_groups(document)
    return fields


def _dynamic(table: Table) -> frozenset[str]:
    names = table.strings("dynamic") or []
    for name in names:
        if name == "name" or name not in _KEYS or name == "dynamic":
            table.fault("dynamic", f"`dynamic` has `{name}`, which cannot be dynamic")
        elif name in table.values and name not in _EXTENSIBLE:
            table.fault("dynamic", f"`{name}` is given, and in `dynamic` too; it can be only one of them")
        elif name not in COMPUTED:
            can = ", ".join(f"`{one}`" for one in COMPUTED)
            table.fault("dynamic", f"`dynamic` has `{name}`, but dovetail computes only {can}: give it here")
    return frozenset(names)


def _name(table: Table) -> str:
    name = table.string("name")
    if name is None:
        if "name" not in table.values:
            table.fault("name", "`[project]` has no `name`")
        return ""
    if not requirement.PROJECT_NAME.fullmatch(name):
        what = "letters, digits, and between them `.`, `_` and `-`"
        table.fault("name", f"`{name}` is no name of a project: it can have {what}")
    return name


def _version(table: Table, dynamic: frozenset[str]) -> str:
    text = table.string("version")
    if text is None:
        if "version" not in dynamic and "version" not in table.values:
            table.fault(
                "version",
                '`[project]` has no `version`: give it, or `dynamic = ["version"]` for `__version__`',
            )
        return ""
    try:
        return requirement.version(text.strip())
    except ValueError:
        table.fault("version", f"`{text}` is no version (PEP 440)")
        return ""


def _requires_python(table: Table) -> str | None:
    text = table.string("requires-python")
    try:
        return None if text is None else requirement.specifiers(text)
    except ValueError as error:
        table.fault("requires-python", f"`requires-python` is wrong: {error}")
        return None


def _keyword_fault(word: str) -> str | None:
    return "in which a comma would make two of one" if "," in word else None


def _import_name_fault(text: str) -> str | None:
    name, semicolon, mark = text.partition(";")
    if semicolon and mark.strip() != "private":
        return "and only `private` can follow the semicolon"
    parts = name.strip().split(".")
    if any(not part.isidentifier() or keyword.iskeyword(part) for part in parts):
        return "which no import statement can spell"
    return None


def _urls(table: Table) -> dict[str, str]:
    urls = table.mapping("urls")
    for label in urls:
        if len(label) > 32 or "," in label:  # noqa: PLR2004 - the specification's
            table.document.fault(
                (*table.keys, "urls", label),
                f"the label `{label}` must be at most 32 characters without a comma",
            )
    return urls


def _extras(table: Table) -> dict[str, str]:
    """Return the extras, normalized (PEP 685), each with the key that names it."""
    value = table.values.get("optional-dependencies", {})
    if not isinstance(value, dict):
        table.fault("optional-dependencies", f"`optional-dependencies` must be a table, not {kind(value)}")
        return {}
    result: dict[str, str] = {}
    for key in value:
        name = key.lower().replace("_", "-").replace(".", "-")
        while "--" in name:
            name = name.replace("--", "-")
        keys = (*table.keys, "optional-dependencies", key)
        if not requirement.PROJECT_NAME.fullmatch(key):
            table.document.fault(keys, f"`{key}` is no name of an extra")
        elif name in result:
            table.document.fault(keys, f"`{key}` and `{result[name]}` are the same extra")
        else:
            result[name] = key
    return result


def _requirements(table: Table, extras: dict[str, str]) -> list[str]:
    result = _of_key(table, "dependencies", None)
    if extras:
        values = table.values["optional-dependencies"]
        inner = Table(table.document, (*table.keys, "optional-dependencies"), values)
        for name, key in extras.items():
            result += _of_key(inner, key, name)
    return list(dict.fromkeys(result))


def _of_key(table: Table, key: str, extra: str | None) -> list[str]:
    result = []
    for text in table.strings(key) or ():
        try:
            result.append(requirement.requirement(text, extra))
        except ValueError as error:
            table.fault(key, f"`{text}` is no requirement (PEP 508): {error}")
    return result


def _check_groups(document: Document) -> None:
    """Note what is wrong with ``[dependency-groups]`` (PEP 735): no part of metadata, but read by many."""
    groups = document.at("dependency-groups")
    if groups is None:
        return
    if not isinstance(groups, dict):
        document.fault(("dependency-groups",), f"`dependency-groups` must be a table, not {kind(groups)}")
        return
    for name, items in groups.items():
        if not isinstance(items, list):
            document.fault(("dependency-groups", name), f"`{name}` must be an array, not {kind(items)}")
            continue
        for item in items:
            included = isinstance(item, dict) and list(item) == ["include-group"]
            if not isinstance(item, str) and not included:
                what = 'requirements and `{include-group = "..."}`'
                document.fault(("dependency-groups", name), f"`{name}` can have {what}, not {item!r}")
