"""``[tool.poetry]`` as ``[project]`` (PEP 621) and ``[dependency-groups]`` (PEP 735).

The backend stays poetry-core, which reads both since its version 2. What only it knows (which files to
ship, the sources of packages) stays in ``[tool.poetry]``.
"""

from __future__ import annotations

from typing import Any

from dovetail.ship.convert.found import ByHand
from dovetail.ship.convert.licence import licence
from dovetail.ship.convert.metadata import Metadata
from dovetail.ship.convert.people import paired
from dovetail.ship.convert.poetry_constraint import UntranslatableError, python_specifier
from dovetail.ship.convert.poetry_dependency import is_optional, specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "pyproject.toml"
_SAME = {"name": "name", "version": "version", "description": "description", "keywords": "keywords"}
_URLS = {"homepage": "Homepage", "repository": "Repository", "documentation": "Documentation"}
_STAYS = frozenset(
    (
        "packages",
        "include",
        "exclude",
        "build",
        "source",
        "package-mode",
        "requires-poetry",
        "requires-plugins",
    )
)


class Poetry:
    """The tables of Poetry while they are moved; ``tables`` becomes what is left of them."""

    def __init__(self, tables: dict[str, Any], line: Callable[[tuple[str, ...]], int]) -> None:
        self.tables = tables
        self.made = Metadata()
        self._translated: dict[str, list[str]] = {}
        self._optional: set[str] = set()
        self._line = line

    def move(self) -> Metadata:
        """Return the new tables; what was moved is gone from ``tables``."""
        made, project = self.made, self.made.project
        for key, name in _SAME.items():
            if key in self.tables:
                project[name] = self.tables.pop(key)
        self._people()
        self._urls()
        self._readme()
        self._licence_and_classifiers()
        self._dependencies()
        self._extras()
        self._scripts()
        self._groups()
        for key in self.tables:
            if key not in {
                *_STAYS,
                "dependencies",
                "group",
                "dev-dependencies",
                "classifiers",
                "extras",
                "scripts",
            }:
                self._by_hand(key, "dovetail does not know this key: it stays")
        return made

    def _by_hand(self, key: str, reason: str, *below: str) -> None:
        line = self._line(("tool", "poetry", key, *below))
        self.made.by_hand.append(ByHand(".".join((key, *below)), FILE, line, reason))

    def _people(self) -> None:
        for role in ("authors", "maintainers"):
            found = []
            for each in self.tables.pop(role, None) or ():
                name, _, rest = str(each).partition("<")
                found += paired(name.strip(), rest.strip(" >"))
            if found:
                self.made.project[role] = found

    def _urls(self) -> None:
        urls = {label: self.tables.pop(key) for key, label in _URLS.items() if key in self.tables}
        urls |= self.tables.pop("urls", None) or {}
        if urls:
            self.made.project["urls"] = urls

    def _readme(self) -> None:
        given = self.tables.get("readme")
        if isinstance(given, str):
            self.made.project["readme"] = self.tables.pop("readme")
        elif given:
            # Several files: PEP 621 has one, and Poetry joins them itself.
            self.made.dynamic("readme")

    def _licence_and_classifiers(self) -> None:
        text = self.tables.get("license")
        classifiers = list(self.tables.get("classifiers") or ())
        if text:
            found = licence(str(text), classifiers)
            if found.expression is not None:
                self.made.project["license"] = found.expression
            else:
                self.made.project["license"] = {"text": str(text)}
                self._by_hand("license", f"{found.reason}: choose an SPDX expression")
            self.tables.pop("license")
        # Poetry adds those of the Python versions, as before, only if the field is dynamic.
        self.made.dynamic("classifiers")

    def _dependencies(self) -> None:
        given = dict(self.tables.get("dependencies") or {})
        python = given.pop("python", None)
        if isinstance(python, str):
            try:
                found = python_specifier(python)
            except UntranslatableError:
                self._by_hand("dependencies", f"`Requires-Python` cannot say `{python}`", "python")
            else:
                if found:
                    self.made.project["requires-python"] = found
                self.tables["dependencies"].pop("python")
        result: dict[str, list[str]] = {}
        failed = False
        for name, value in given.items():
            try:
                result[name] = specifiers(name, value)
            except UntranslatableError as error:
                failed = True
                self._by_hand("dependencies", f"{error}: all dependencies stay with Poetry", name)
        self._translated = {} if failed else result
        if failed:
            self.made.dynamic("dependencies")
            return
        always = [one for name, each in result.items() if not is_optional(given[name]) for one in each]
        if always:
            self.made.project["dependencies"] = always
        self._optional = {name for name in given if is_optional(given[name])}
        if not self.tables.get("dependencies", {}).keys() - given.keys():
            self.tables.pop("dependencies", None)

    def _extras(self) -> None:
        given = self.tables.get("extras")
        if "dependencies" in self.made.project.get("dynamic", ()):
            if given:
                self.made.dynamic("optional-dependencies")
            return
        self.tables.pop("extras", None)
        used: set[str] = set()
        extras: dict[str, list[str]] = {}
        for extra, names in (given or {}).items():
            found = {_normalized(name): each for name, each in self._translated.items()}
            extras[extra] = [one for name in names for one in found.get(_normalized(name), [])]
            used.update(_normalized(name) for name in names)
        if extras:
            self.made.project["optional-dependencies"] = extras
        for name in sorted(self._optional):
            if _normalized(name) not in used:
                self.made.notes.append(f"`{name}` was optional and in no extra: nothing ever installed it")

    def _scripts(self) -> None:
        scripts, left = {}, {}
        for name, value in (self.tables.pop("scripts", None) or {}).items():
            if isinstance(value, str):
                scripts[name] = value
            elif isinstance(value, dict) and value.get("type") == "console" and "reference" in value:
                scripts[name] = value["reference"]
            elif isinstance(value, dict) and "callable" in value:
                scripts[name] = value["callable"]
            else:
                left[name] = value
        if scripts:
            self.made.project["scripts"] = scripts
        if left:
            self.tables["scripts"] = left
        plugins = {group: dict(points) for group, points in (self.tables.pop("plugins", None) or {}).items()}
        if plugins:
            self.made.project["entry-points"] = plugins

    def _groups(self) -> None:
        old = self.tables.get("dev-dependencies")
        if old is not None and self._group("dev", old, ("dev-dependencies",)):
            self.tables.pop("dev-dependencies")
        groups = self.tables.get("group") or {}
        for name in list(groups):
            table = groups[name]
            if self._group(name, table.get("dependencies") or {}, ("group", name, "dependencies")):
                table.pop("dependencies", None)
                if table.get("include-groups"):
                    included = [{"include-group": each} for each in table.pop("include-groups")]
                    self.made.groups[name] = [*included, *self.made.groups[name]]
                if not table:
                    groups.pop(name)
        if not groups:
            self.tables.pop("group", None)

    def _group(self, name: str, given: dict[str, Any], keys: tuple[str, ...]) -> bool:
        """Move a group of dependencies; False if one of them has no translation, and all stay."""
        result = []
        for each, value in given.items():
            try:
                result += specifiers(each, value)
            except UntranslatableError as error:
                first, *below = keys
                self._by_hand(first, f"{error}: the group stays with Poetry", *below, each)
                return False
        self.made.groups.setdefault(name, []).extend(result)
        return True


def _normalized(name: str) -> str:
    from packaging.utils import canonicalize_name

    return canonicalize_name(name)
