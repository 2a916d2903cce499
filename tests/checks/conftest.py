import os
import sys
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


@pytest.fixture
def filled(tree: Callable[[Mapping[str, str | bytes]], Tree], monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Make a project whose virtual environment holds ``requests`` and ``PyYAML-stubs``, by files alone."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    site = f".venv/lib/python{version}/site-packages"
    requests = ("requests/__init__.py", "requests/api.py", "requests-2.0.dist-info/METADATA")
    stubs = ("yaml-stubs/__init__.pyi", "types_pyyaml-6.0.dist-info/METADATA")
    metadata = "Metadata-Version: 2.1\nName: {}\nVersion: {}\n"
    home = os.path.dirname(os.path.realpath(sys.executable))
    settings = f"home = {home}\nversion = {version}.0\ninclude-system-site-packages = false\n"
    made = tree({".venv/pyvenv.cfg": settings})
    made.write({f"{site}/{path}": "" for path in (*requests, *stubs)})
    for files, name, number in ((requests, "requests", "2.0"), (stubs, "types-PyYAML", "6.0")):
        folder = files[-1].partition("/")[0]
        made.write({f"{site}/{folder}/METADATA": metadata.format(name, number)})
        made.write({f"{site}/{folder}/RECORD": "".join(f"{file},,\n" for file in files)})
    return made
