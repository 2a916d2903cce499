"""An archive under verification: unpacked, linked, with its metadata, each made when first asked for."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property

from dovetail.diagnostic import Place
from dovetail.environment.target import Target
from dovetail.ship.archive import Form
from dovetail.ship.archive.names import project_in, shipped
from dovetail.ship.archive.unpack import unpack
from dovetail.ship.verify.admitted import admitted
from dovetail.ship.verify.core_metadata import read_core_metadata
from dovetail.ship.verify.entry_points import entry_points
from dovetail.ship.verify.places import is_for_tests

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dovetail.diagnostic import Diagnostic, Note
    from dovetail.graph.records import Module
    from dovetail.project import Project
    from dovetail.ship.archive import Archive
    from dovetail.ship.verify.admitted import Version
    from dovetail.ship.verify.core_metadata import CoreMetadata
    from dovetail.ship.verify.entry_points import EntryPoint
    from dovetail.ship.verify.prediction import Prediction


class Subject:
    """What the checks ask. ``folder`` is one of its own, to which the archive is unpacked."""

    def __init__(
        self,
        archive: Archive,
        folder: str,
        *,
        beside: Sequence[Archive] = (),
        provided: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.archive = archive
        self.beside = tuple(beside)
        self.provided = provided
        """What projects provide by the record of an environment, by their names."""
        self.unpacked = unpack(archive, folder)
        self._projects: dict[Version, Project] = {}

    @cached_property
    def metadata(self) -> CoreMetadata | None:
        """The core metadata, None where there is none."""
        return read_core_metadata(self.archive)

    @cached_property
    def entry_points(self) -> list[EntryPoint]:
        """The entry points."""
        return entry_points(self.archive)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The names of the programs that bring what they are extended with: see `hosts`."""
        from dovetail.ship.verify.hosts import hosts

        return hosts(self)

    @cached_property
    def admitted(self) -> tuple[Version, ...]:
        """The versions of Python that may install it, of those that dovetail knows, in order."""
        return admitted(self.metadata, self.archive.tags)

    @cached_property
    def platform(self) -> str:
        """The platform that conditions are evaluated for, as ``sys.platform``: that of its tags, or Linux."""
        platforms = {tag.platform.partition("_")[0] for tag in self.archive.tags} - {"any"}
        if platforms and platforms <= {"win32", "win"}:
            return "win32"
        return "darwin" if platforms == {"macosx"} else "linux"

    @cached_property
    def version(self) -> Version:
        """The version of Python that imports are simulated in: that of dovetail, or the nearest admitted."""
        running = Target().version
        return min(self.admitted, key=lambda each: (abs(each[1] - running[1]), each))

    @property
    def project(self) -> Project:
        """The unpacked archive as a project, for `version`."""
        return self.project_for(self.version)

    def project_for(self, version: Version) -> Project:
        """Return the same for another version of Python: its conditions are evaluated for that."""
        if version not in self._projects:
            target = Target(version, self.platform)
            self._projects[version] = project_in(self.archive, self.unpacked.folder, target=target, deep=True)
        return self._projects[version]

    @cached_property
    def modules(self) -> list[Module]:
        """The modules that are installed, sorted by name."""
        return shipped(self.archive, self.project)

    @cached_property
    def tops(self) -> dict[str, Module]:
        """The installed modules at the top level, by name."""
        return {module.name: module for module in self.modules if "." not in module.name}

    @cached_property
    def own_paths(self) -> frozenset[str]:
        """The files of the installed modules, relative to the unpacked folder."""
        return frozenset(module.path for module in self.modules)

    @cached_property
    def roots(self) -> list[str]:
        """The names that users import first: regular packages and modules with no regular package around.

        Names with an underscore in front are private, unless there is no other; tests are nobody's to import.
        """
        from dovetail.graph.records import ModuleKind

        namespaces = {module.name for module in self.modules if module.kind is ModuleKind.NAMESPACE_PACKAGE}
        found = [
            module.name
            for module in self.modules
            if module.name not in namespaces and _around(module.name) <= namespaces
        ]
        only_extra = {
            each.module.partition(".")[0]
            for each in self.entry_points
            if "[" in each.value and each.group.endswith("_scripts")
        }
        public = [
            name
            for name in found
            if not any(part.startswith("_") for part in name.split(".")) and not is_for_tests(f"{name}/")
        ]
        # A package that is there for a command of an extra is installed with it, or in vain.
        return [name for name in public if name not in only_extra] or public or found

    @cached_property
    def entries(self) -> dict[str, str]:
        """The modules that are imported first, with the reason: roots, entry points."""
        names = {module.name for module in self.modules}
        found = {name: f"`import {name}`" for name in self.roots}
        for each in self.entry_points:
            what = "command" if each.group.endswith("_scripts") else f"entry point of {each.group}"
            if each.module in names and each.group.endswith("_scripts") and "[" not in each.value:
                found.setdefault(each.module, f"the {what} `{each.name}`")
        return found

    @cached_property
    def prediction(self) -> Prediction:
        """What the import of each module comes to, with the base install and with each extra."""
        from dovetail.ship.verify.prediction import Prediction

        return Prediction(self)

    def text(self, path: str) -> bytes:
        """Return the bytes of a file of the unpacked folder; none if it cannot be read."""
        try:
            with open(os.path.join(self.unpacked.folder, *path.split("/")), "rb") as file:
                return file.read()
        except OSError:
            return b""

    def shown(self, path: str) -> str:
        """Return the path of a member as findings name it: below the archive, of a tree below the tree."""
        return path if self.archive.form is Form.TREE else f"{self.archive.name}/{path}"

    def stored_place(self, path: str, line: int = 0) -> Place:
        """Return the place of a line of a member by its stored path, without a line of the whole file.

        An empty path is the archive itself.
        """
        whole = (
            self.shown(path) if path else (self.archive.name if self.archive.form is not Form.TREE else ".")
        )
        return Place(whole, line, 0, line + 1, 0) if line else Place.of_file(whole)

    def place(self, place: Place) -> Place:
        """Return the place in the archive of one in the unpacked folder."""
        stored = self.unpacked.stored.get(place.path)
        if stored is None:  # a folder: its name follows from that of what is in it
            inside = next((p for p in self.unpacked.stored if p.startswith(f"{place.path}/")), None)
            rest = len(inside) - len(place.path) if inside else 0
            stored = self.unpacked.stored[inside][:-rest] if inside else place.path
        return replace(place, path=self.shown(stored))

    def moved(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a finding of a check of projects as one of the archive."""
        notes: list[Note] = [
            replace(note, place=note.place and self.place(note.place)) for note in diagnostic.notes
        ]
        return replace(diagnostic, place=self.place(diagnostic.place), notes=tuple(notes))


def _around(name: str) -> set[str]:
    """Return the names of the packages around a module."""
    parts = name.split(".")
    return {".".join(parts[:depth]) for depth in range(1, len(parts))}
