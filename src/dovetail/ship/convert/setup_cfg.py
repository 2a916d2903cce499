"""The declarative part of ``setup.cfg``, as setuptools documents it."""

from __future__ import annotations

import configparser
import os
import re

from dovetail.errors import DovetailError
from dovetail.ship.convert.found import ByHand, Files
from dovetail.ship.convert.value import AttributeText, FindPackages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.ship.convert.found import Source
    from dovetail.ship.convert.value import Value

FILE = "setup.cfg"
_OTHER_NAMES = {
    "home_page": "url",
    "summary": "description",
    "classifier": "classifiers",
    "platform": "platforms",
    "license_file": "license_files",
    "requires_python": "python_requires",
}
_SECTIONS = {
    "options.extras_require": "extras_require",
    "options.entry_points": "entry_points",
    "options.package_data": "package_data",
    "options.exclude_package_data": "exclude_package_data",
    "options.data_files": "data_files",
}
DECLARATIVE = frozenset(("metadata", "options", "options.packages.find", *_SECTIONS))
"""The sections that have a place in ``pyproject.toml``."""


def read_setup_cfg(folder: str, source: Source) -> str | None:
    """Add what ``setup.cfg`` declares to ``source``; return its text, None if there is no such file.

    Raises `DovetailError` for a file that setuptools could not read either.
    """
    path = os.path.join(folder, FILE)
    if not os.path.isfile(path):
        return None
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        parser = parsed(text)
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise DovetailError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    for section in ("metadata", "options"):
        for given, value in parser.items(section) if parser.has_section(section) else ():
            key = given.replace("-", "_")
            name = _OTHER_NAMES.get(key, key)
            line = line_of(text, section, given)
            try:
                source.declare(name, _value(name, value, parser), FILE, line)
            except ValueError as error:
                source.by_hand.append(ByHand(name, FILE, line, str(error)))
    for section, name in _SECTIONS.items():
        if parser.has_section(section):
            source.declare(name, _section(name, parser), FILE, line_of(text, section, None))
    return text


def parsed(text: str) -> configparser.RawConfigParser:
    """Return ``setup.cfg`` as setuptools reads it. Raises `configparser.Error`."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # extras and packages have case
    parser.read_string(text)
    return parser


def line_of(text: str, section: str, key: str | None) -> int:
    """Return the 1-based line of a key in a section, of the section itself without a key."""
    at = found = 1
    inside = False
    for at, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\[(.+)\]", line)
        if header:
            inside = header[1].strip() == section
            found = at if inside else found
            if inside and key is None:
                break
        elif inside and key is not None and re.match(rf"{re.escape(key)}\s*[=:]", line):
            return at
    return found


def _value(name: str, text: str, parser: configparser.RawConfigParser) -> Value:
    """Return what a key has, in the form that ``setup()`` takes it in. Raises ValueError."""
    word, colon, rest = text.strip().partition(":")
    if colon and word == "file":
        return Files(tuple(_listed(rest)))
    if colon and word == "attr":
        return AttributeText.of("", rest.strip())
    if name == "packages" and colon and word in ("find", "find_namespace"):
        return _find(parser, namespaces=word == "find_namespace")
    return _FORMS.get(name, str.strip)(text)


def _find(parser: configparser.RawConfigParser, *, namespaces: bool) -> FindPackages:
    section = "options.packages.find"

    def given(key: str) -> str:
        return parser.get(section, key, fallback="")

    where, *more = _listed(given("where")) or ["."]
    if more:
        raise ValueError("packages are sought in several folders")
    exclude, include = (tuple(_listed(given(key))) for key in ("exclude", "include"))
    return FindPackages(where, exclude, include, namespaces)


def _section(name: str, parser: configparser.RawConfigParser) -> Value:
    section = next(section for section, of in _SECTIONS.items() if of == name)
    items = parser.items(section)
    if name in ("extras_require", "entry_points"):
        return {key.strip(): _lines(value) for key, value in items}
    listed = {key.strip(): _listed(value) for key, value in items}
    if name == "data_files":
        return list(listed.items())
    # A star alone stands for all packages, and so does an empty name in `setup()`.
    return {"" if key == "*" else key: value for key, value in listed.items()}


def _listed(text: str) -> list[str]:
    parts = text.splitlines() if "\n" in text else text.split(",")
    return [part.strip() for part in parts if part.strip()]


def _lines(text: str) -> list[str]:
    """Return requirements or entry points: one on each line, or parted by semicolons on a single one."""
    parts = text.replace("\\\n", " ").splitlines() if "\n" in text else text.split(";")
    return [part.strip() for part in parts if part.strip()]


def _mapping(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in _listed(text))
    return {key.strip(): value.strip() for key, _, value in pairs}


def _flag(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes")


_FORMS: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(
        ("classifiers", "keywords", "license_files", "packages", "py_modules", "scripts"), _listed
    ),
    **dict.fromkeys(("platforms", "provides", "requires", "obsoletes", "namespace_packages"), _listed),
    **dict.fromkeys(("install_requires", "setup_requires", "tests_require"), _lines),
    **dict.fromkeys(("project_urls", "package_dir"), _mapping),
    **dict.fromkeys(("zip_safe", "include_package_data", "use_2to3"), _flag),
}
