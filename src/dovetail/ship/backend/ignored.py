"""Which files ``.gitignore`` names (git, "gitignore", "Pattern format")."""

from __future__ import annotations

import os
import re

from dovetail.configuration.pattern import expression
from dovetail.named_tuple import NamedTuple


class _Rule(NamedTuple):
    folder: str
    """The folder of the ``.gitignore``, relative to the project and with a slash at its end; empty for the
    project's. Of one around the project it leads down to the project instead."""
    above: str
    any_rule: re.Pattern[str]
    """Whether any pattern matches at all: most files are named by none."""
    patterns: tuple[tuple[re.Pattern[str], bool, bool], ...]
    """Each pattern, whether it takes back what others say, and whether it is of folders only."""


class Ignored:
    """The ``.gitignore`` files in force in a folder, the outermost first.

    Those of the project and, in a clone, those around it up to the root of the repository; not what one
    user or one clone ignores, for a build must not depend on who does it. In an unpacked sdist nothing is
    ignored: whoever made it has chosen.
    """

    def __init__(self, rules: tuple[_Rule, ...] = (), *, counts: bool = True) -> None:
        self._rules = rules
        self._counts = counts

    @classmethod
    def around(cls, project: str) -> Ignored:
        """Return what the folders around ``project`` say; it does not count if they name the project."""
        if os.path.lexists(os.path.join(project, "PKG-INFO")):
            return cls(counts=False)
        repository = _repository(project)
        rules: list[_Rule] = []
        folder = repository
        while folder and folder != project:
            inside = os.path.relpath(project, folder).replace(os.sep, "/")
            rule = _read(folder, "", f"{inside}/")
            if rule is not None:
                rules.append(rule)
            folder = os.path.join(folder, inside.partition("/")[0])
        names_project = any(
            cls((rule._replace(above=""),)).names(way, is_folder=True)
            for rule in rules
            for way in _ways(rule.above)
        )
        return cls() if names_project else cls(tuple(rules))

    def within(self, base: str, folder: str) -> Ignored:
        """Return the same with the ``.gitignore`` of ``folder``, which ends with a slash or is empty."""
        rule = _read(os.path.join(base, folder), folder, "") if self._counts else None
        return self if rule is None else Ignored((*self._rules, rule))

    def names(self, path: str, *, is_folder: bool) -> bool:
        """Whether a file or a folder is ignored; ``path`` is relative to the project and POSIX.

        What lies in an ignored folder is ignored too, and is not to be asked for.
        """
        for rule in reversed(self._rules):
            inside = (rule.above + path)[len(rule.folder) :].rstrip("/")
            if not rule.any_rule.fullmatch(inside):
                continue
            for pattern, negated, folders_only in reversed(rule.patterns):
                if (is_folder or not folders_only) and pattern.fullmatch(inside):
                    return not negated
        return False


def _ways(path: str) -> list[str]:
    """Return each folder on the way down ``path``, which ends with a slash."""
    parts = path.strip("/").split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _repository(project: str) -> str:
    """Return the root of the clone that ``project`` is in, an empty text if it is in none."""
    folder = project
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    return folder


def _read(place: str, folder: str, above: str) -> _Rule | None:
    try:
        with open(os.path.join(place, ".gitignore"), encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    patterns = []
    for line in lines:
        text = re.sub(r"(?<!\\) +$", "", line)
        negated = text.startswith("!")
        text = text[negated:]
        if not text.strip("/") or (text.startswith("#") and not negated):
            continue
        patterns.append((_expression(text), negated, text.endswith("/")))
    if not patterns:
        return None
    every = re.compile("|".join(f"(?:{text})" for text, _, _ in patterns), re.DOTALL)
    compiled = tuple((re.compile(text, re.DOTALL), back, folders) for text, back, folders in patterns)
    return _Rule(folder, above, every, compiled)


def _expression(pattern: str) -> str:
    """Return what matches a path itself: what is below a folder that matches is not asked for."""
    return expression(pattern.rstrip("/")).removesuffix("(?:/.*)?")
