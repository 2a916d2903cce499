"""The files of a project that its sdist has beside its packages."""

from __future__ import annotations

import os
import re

from dovetail.ship.backend.files import files_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.backend.project import BuildProject

_FILES = re.compile(
    r"(?:README|CHANGE|CHANGELOG|CHANGES|HISTORY|NEWS|RELEASE|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT|CITATION)"
    r"[\w-]*(?:\.(?:md|rst|txt|cff))?|conftest\.py|tox\.(?:ini|toml)|pytest\.(?:ini|toml)|noxfile\.py",
    re.IGNORECASE,
)
_FOLDERS = ("tests", "test")


def project_files(project: BuildProject) -> set[str]:
    """Return the files that an sdist has beside those that a wheel is made of, relative to the project.

    They are ``pyproject.toml``, the readme and the licences; what is read before a project is used (change
    log, how to contribute, whom to tell of faults); the tests and what configures them; and what ``sdist`` of
    ``[tool.dovetail.build]`` names. What ``.gitignore`` names is not among them, but for the first three.
    """
    found = {"pyproject.toml", *project.fields.licence.files}
    if project.fields.readme is not None and project.fields.readme.file:
        found.add(project.fields.readme.file)
    if os.path.isfile(os.path.join(project.folder, "dovetail.toml")):
        found.add("dovetail.toml")
    return found | {*_beside(project)} | {*_named(project)}


def _beside(project: BuildProject) -> Iterator[str]:
    ignored = project.ignored.within(project.folder, "")
    for name in sorted(os.listdir(project.folder)):
        place = os.path.join(project.folder, name)
        if _FILES.fullmatch(name) and os.path.isfile(place) and not ignored.names(name, is_folder=False):
            yield name
        elif name in _FOLDERS and os.path.isdir(place) and not ignored.names(name, is_folder=True):
            below = files_below(project.folder, name, project.ignored, into_ignored=False)
            yield from (file.path for file in below if not file.is_ignored)


def _named(project: BuildProject) -> Iterator[str]:
    patterns = project.options.sdist
    if not patterns:
        return
    from dovetail.configuration.pattern import matches

    for file in files_below(project.folder, "", project.ignored, into_ignored=False):
        if not file.is_ignored and any(matches(pattern, file.path) for pattern in patterns):
            yield file.path
