"""Arguments of ``setup()`` as ``[project]`` (PEP 621) and ``[tool.setuptools]``."""

from __future__ import annotations

import os

from dovetail.ship.convert.found import ByHand, Files
from dovetail.ship.convert.licence import PREFIX, licence
from dovetail.ship.convert.metadata import Metadata
from dovetail.ship.convert.people import people
from dovetail.ship.convert.project_module import bound_values
from dovetail.ship.convert.readme import readme
from dovetail.ship.convert.requirements import extras, requirements
from dovetail.ship.convert.setuptools_files import files
from dovetail.ship.convert.value import AttributeText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.convert.found import Declared, Source
    from dovetail.ship.convert.value import Value

_DYNAMIC = {
    **dict.fromkeys(("version", "use_scm_version"), "version"),
    "description": "description",
    "long_description": "readme",
    "long_description_content_type": "readme",
    "python_requires": "requires-python",
    "license": "license",
    "keywords": "keywords",
    "classifiers": "classifiers",
    "install_requires": "dependencies",
    "extras_require": "optional-dependencies",
    "entry_points": "entry-points",
    **dict.fromkeys(("author", "author_email"), "authors"),
    **dict.fromkeys(("maintainer", "maintainer_email"), "maintainers"),
    **dict.fromkeys(("url", "download_url", "project_urls"), "urls"),
}
"""The fields that setuptools takes from ``setup.py`` if they are dynamic."""
_NO_MEANING = frozenset(
    (
        *("test_suite", "tests_require", "test_loader", "use_2to3", "requires", "bugtrack_url", "keyword"),
        *("provides_extra", "requires_dist", "requires_external", "description_file", "dist_name"),
    )
)
"""Arguments that setuptools does not use any more, or never did."""


def setuptools_metadata(source: Source, folder: str) -> Metadata:
    """Return the tables for what a project gives to ``setup()``.

    What is computed becomes ``dynamic``, which setuptools then takes from ``setup.py`` as before.
    """
    made = Metadata(by_hand=[_advised(each, folder) for each in source.by_hand], notes=list(source.notes))
    declared = dict(source.declared)
    for each in source.by_hand:
        if each.field in _DYNAMIC:
            made.dynamic(_DYNAMIC[each.field])
            # What belongs together comes from one place.
            for name, key in _DYNAMIC.items():
                if key == _DYNAMIC[each.field]:
                    declared.pop(name, None)
            if each.field == "entry_points":
                made.dynamic("scripts")
                made.dynamic("gui-scripts")
    _plain(declared, made)
    _version(declared, made)
    readme(declared, made, folder)
    _licence(declared, made)
    people(declared, made)
    _urls(declared, made)
    requirements(declared, made)
    extras(declared, made)
    _entry_points(declared, made, folder)
    files(declared, made, folder, computed=source.computed)
    for name, value in declared.items():
        if name in _NO_MEANING:
            if name == "tests_require":
                made.groups["test"] = _texts(value.value)
                made.notes.append("`tests_require` became the dependency group `test` (PEP 735)")
        else:
            made.needs_script.append(name)
            reason = "has no place in pyproject.toml: setup.py has to stay"
            made.by_hand.append(ByHand(name, value.file, value.line, reason))
    return made


def _plain(declared: dict[str, Declared], made: Metadata) -> None:
    for name, key in {"name": "name", "python_requires": "requires-python"}.items():
        given = declared.pop(name, None)
        if given is not None and given.value:
            made.project[key] = str(given.value).strip()
    given = declared.pop("description", None)
    if given is not None and given.value:
        # setuptools keeps the first line alone.
        made.project["description"] = next(iter(str(given.value).strip().splitlines()), "").strip()
    given = declared.pop("classifiers", None)
    if given is not None:
        if isinstance(given.value, Files):
            made.dynamic("classifiers")
            made.tool.setdefault("dynamic", {})["classifiers"] = {"file": list(given.value.paths)}
        else:
            made.project["classifiers"] = _texts(given.value)
    given = declared.pop("keywords", None)
    if given is not None and given.value:
        words = given.value.split(",") if isinstance(given.value, str) else given.value
        made.project["keywords"] = [str(word).strip() for word in words if str(word).strip()]


def _version(declared: dict[str, Declared], made: Metadata) -> None:
    given = declared.pop("version", None)
    scm = declared.pop("use_scm_version", None)
    if scm is not None:
        made.dynamic("version")
        made.tool["setuptools_scm"] = scm.value if isinstance(scm.value, dict) else {}
        if not any(each.partition("=")[0].startswith("setuptools_scm") for each in made.build_requires):
            made.build_requires.append("setuptools_scm>=8")
    if given is None:
        return
    if isinstance(given.value, AttributeText):
        made.dynamic("version")
        made.tool.setdefault("dynamic", {})["version"] = {"attr": given.value.attribute}
    elif isinstance(given.value, Files):
        made.dynamic("version")
        made.tool.setdefault("dynamic", {})["version"] = {"file": list(given.value.paths)}
    else:
        path = getattr(given.value, "path", None)
        if path is not None:
            made.dynamic("version")
            made.tool.setdefault("dynamic", {})["version"] = {"file": [path]}
        else:
            made.project["version"] = str(given.value)


def _licence(declared: dict[str, Declared], made: Metadata) -> None:
    given = declared.pop("license", None)
    files = declared.pop("license_files", None) or declared.pop("license_file", None)
    declared.pop("license_file", None)
    if files is not None:
        made.project["license-files"] = _patterns(files.value)
    classifiers = made.project.get("classifiers", [])
    if given is None and "license" in made.project.get("dynamic", ()):
        return
    text = str(given.value).strip() if given is not None and given.value else None
    found = licence(text, classifiers)
    if found.expression is not None:
        made.project["license"] = found.expression
        # PEP 639: with an expression there are no classifiers of licences.
        made.project["classifiers"] = [each for each in classifiers if not each.startswith(PREFIX)]
    elif found.reason:
        # The form before PEP 639, which setuptools still takes, though no longer beside `license-files`.
        if text:
            made.project["license"] = {"text": text}
            if "license-files" in made.project:
                made.tool["license-files"] = made.project.pop("license-files")
        file, line = (given.file, given.line) if given else ("pyproject.toml", 1)
        made.by_hand.append(ByHand("license", file, line, f"{found.reason}: choose an SPDX expression"))


def _urls(declared: dict[str, Declared], made: Metadata) -> None:
    urls: dict[str, str] = {}
    for name, label in {"url": "Homepage", "download_url": "Download"}.items():
        given = declared.pop(name, None)
        if given is not None and given.value:
            urls[label] = str(given.value).strip()
    given = declared.pop("project_urls", None)
    urls |= {str(key): str(value) for key, value in (given.value if given else {}).items()}
    if urls:
        made.project["urls"] = urls


def _entry_points(declared: dict[str, Declared], made: Metadata, folder: str) -> None:
    given = declared.pop("entry_points", None)
    if given is None or not given.value:
        return
    value = given.value
    if isinstance(value, Files):
        texts = []
        for path in value.paths:
            with open(os.path.join(folder, path), encoding="utf-8") as file:
                texts.append(file.read())
        value = "\n".join(texts)
    groups = _sections(value) if isinstance(value, str) else value
    keys = {"console_scripts": "scripts", "gui_scripts": "gui-scripts"}
    for group, lines in groups.items():
        points = {}
        for line in _texts(lines):
            name, _, reference = line.partition("=")
            points[name.strip()] = reference.strip()
        if group in keys:
            made.project[keys[group]] = points
        elif points:
            made.project.setdefault("entry-points", {})[group] = points


def _advised(each: ByHand, folder: str) -> ByHand:
    """Add to a version that is computed which module has it as a literal, if one does."""
    if each.field != "version":
        return each
    found = sorted(_versions(folder))
    if len(found) != 1:
        return each
    advice = (
        f'`{found[0]}` is a literal: try `version = {{attr = "{found[0]}"}}` in [tool.setuptools.dynamic]'
    )
    return each._replace(reason=f"{each.reason}; {advice}")


def _versions(folder: str) -> Iterator[str]:
    for root in ("", "src"):
        start = os.path.join(folder, root)
        for entry in os.listdir(start) if os.path.isdir(start) else ():
            for path in (entry, os.path.join(entry, "__init__.py")):
                if path.endswith(".py") and entry != "setup.py" and os.path.isfile(os.path.join(start, path)):
                    value = bound_values(folder, os.path.join(root, path)).get("__version__")
                    if isinstance(value, AttributeText):
                        yield value.attribute


def _patterns(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else _texts(value)


def _sections(text: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    group = ""
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("[") and stripped.endswith("]"):
            group = stripped[1:-1].strip()
            groups.setdefault(group, [])
        elif stripped and not stripped.startswith(("#", ";")):
            groups.setdefault(group, []).append(stripped)
    return groups


def _texts(value: Value) -> list[str]:
    items = value.splitlines() if isinstance(value, str) else value
    return [str(item).strip() for item in items or () if str(item).strip()]
