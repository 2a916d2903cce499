"""Another form of the same release: what it has that an archive should have too."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import NamedTuple

from dovetail.ship.archive import Form
from dovetail.ship.archive.names import project_in, shipped, source_roots
from dovetail.ship.archive.unpack import unpack
from dovetail.ship.verify.places import is_for_tests

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from dovetail.ship.archive import Archive
    from dovetail.ship.verify.subject import Subject

_ORDER = (Form.TREE, Form.SDIST, Form.WHEEL)


class Companion(NamedTuple):
    """What another form holds of the modules that are installed."""

    name: str
    """Of the file or folder."""
    modules: dict[str, str]
    """Their files by their names, relative to their source root: as they would be installed."""
    data: list[str]
    """The other files in their packages, likewise."""
    is_certain: bool
    """Whether its packages lie in a source root of their own: else some may be for something else."""

    def covers(self, top: str, have: Collection[str]) -> bool:
        """Whether a top-level name is to be installed; ``have`` are those that were packed."""
        return self.is_certain or top in have


def sources(subject: Subject) -> list[Companion]:
    """Return the forms beside an archive that it was built from: of a wheel both others, of an sdist a tree.

    Tests are no part of them: whether they are installed is for the project to decide.
    """
    rank = _ORDER.index(subject.archive.form)
    return [_read(each) for each in subject.beside if _ORDER.index(each.form) < rank]


def _read(archive: Archive) -> Companion:
    with TemporaryDirectory(prefix="dovetail-") as folder:
        unpacked = unpack(archive, folder)
        project = project_in(archive, folder)
        roots = [root.path.strip("./") for root in project.graph.roots]
        modules: dict[str, str] = {}
        folders: dict[str, str] = {}
        for module in shipped(archive, project):
            root = roots[module.root]
            path = module.path.removeprefix(f"{root}/") if root else module.path
            if module.kind == "namespace package" or is_for_tests(path):
                continue
            modules[module.name] = path
            if path.endswith("/__init__.py"):
                folders[module.path.rpartition("/")[0]] = root
        data = [_installed(path, folders) for path in unpacked.stored]
        known = set(modules.values())
        certain = archive.is_installed_layout or bool(source_roots(project))
        return Companion(archive.name, modules, sorted({path for path in data if path} - known), certain)


def _installed(path: str, folders: dict[str, str]) -> str:
    """Return where a file in one of the packages would be installed; empty for a file in none."""
    around = path.rpartition("/")[0]
    while around:
        if around in folders:
            root = folders[around]
            return path.removeprefix(f"{root}/") if root else path
        around = around.rpartition("/")[0]
    return ""
