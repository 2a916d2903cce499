"""Where a project keeps its tests, and in which style."""

from __future__ import annotations

import os

from dovetail.ship.new import texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.project import Project

_FOLDERS = ("tests", "test")


def test_of(project: Project, name: str, notes: list[str]) -> dict[str, str]:
    """Return the path and text of a test of the module ``name``; nothing if the project keeps no tests.

    In the latter case, and where all fitting names are taken, ``notes`` gets a sentence.
    """
    top = name.partition(".")[0]
    beside = [os.path.join(project.folder, folder) for folder in _FOLDERS]
    if top in project.graph:
        package = os.path.dirname(os.path.join(project.folder, project.graph[top].path))
        beside += [os.path.join(package, folder) for folder in _FOLDERS]
    folder = next((each for each in beside if os.path.isdir(each)), None)
    if folder is None:
        notes.append("no test was made: the project has no folder `tests`")
        return {}
    # pytest takes two files of one name for the same module, unless their folders are packages.
    taken = {file for _, _, files in os.walk(folder) for file in files}
    parts = name.split(".")
    for start in range(len(parts) - 1, -1, -1):
        file = f"test_{'_'.join(parts[start:])}.py"
        if file not in taken:
            text = texts.test(name, cases=_uses_unittest(project, folder))
            return {os.path.join(folder, file): text}
    notes.append(f"no test was made: {os.path.join(folder, file)} exists already")
    return {}


def _uses_unittest(project: Project, folder: str) -> bool:
    """Whether tests are written for `unittest` alone."""
    start = os.path.relpath(folder, project.folder).replace(os.sep, "/")
    imported = {
        site.imported.partition(".")[0]
        for site in project.graph.imports(external=True)
        if site.path.startswith(f"{start}/")
    }
    return "unittest" in imported and "pytest" not in imported
