from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dovetail import Project
from dovetail.checks import BY_NAME
from dovetail.checks.run import run, select
from dovetail.diagnostic import Diagnostic, Outcome


class Tree:
    """A folder of files, and what the checks find in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # The project ends here, whatever lies around the folder for temporary files.
        (folder / ".git").mkdir()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def outcome(self, *names: str, path: str = ".", **selection: list[str]) -> Outcome:
        """Run the checks of these names (without any, those that are selected) on a part of the folder."""
        project = Project.open(self.folder / path, checks=BY_NAME)
        return run(project, select(project.configuration, selected=list(names) or None, **selection))

    def findings(self, *names: str, path: str = ".") -> list[Diagnostic]:
        return list(self.outcome(*names, path=path).diagnostics)

    def places(self, *names: str, path: str = ".") -> list[str]:
        """Where something was found: ``path:line:column``, the column from 1."""
        places = [diagnostic.place for diagnostic in self.findings(*names, path=path)]
        return [f"{place.path}:{place.line}:{place.column + 1}" for place in places]


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Tree]:
    """Make a folder of files."""

    def made(files: Mapping[str, str | bytes]) -> Tree:
        tree = Tree(tmp_path)
        tree.write(files)
        return tree

    return made
