"""A project to be built: what its ``pyproject.toml`` says, and what it ships."""

from __future__ import annotations

import os
import sys

from dovetail.configuration.build import BuildOptions
from dovetail.ship.backend import packages
from dovetail.ship.backend.contents import Contents
from dovetail.ship.backend.ignored import Ignored
from dovetail.ship.metadata.document import Document
from dovetail.ship.metadata.project_table import read_project_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.configuration import Configuration


class BuildProject:
    """One project, read once.

    ``folder`` is where ``pyproject.toml`` lies; ``document`` is that file, ``fields`` the core metadata,
    complete, ``selection`` the packages that are shipped, ``ignored`` what ``.gitignore`` files name,
    ``options`` what ``[tool.dovetail.build]`` says, ``contents`` the files of its archives. ``remarks`` are
    what a human ought to hear.

    Raises `ConfigurationError` with all that is wrong in the file, each fault with its line, and
    `DovetailError` for what cannot be read or shipped.
    """

    def __init__(self, folder: str) -> None:
        self.folder = os.path.abspath(folder)
        self.document = Document(os.path.join(self.folder, "pyproject.toml"))
        self.configuration = _configuration(self.document)
        given = None if self.configuration is None else self.configuration.build
        self.options = BuildOptions() if given is None else given
        self.fields = read_project_table(self.document)
        # Names of modules follow from the name of the project: without one there is nothing to seek.
        if not self.fields.name:
            self.document.stop()
        self.selection = packages.select(self.document, self.fields, self.configuration)
        self.document.stop()
        self.ignored = Ignored.around(self.folder)
        self.remarks = list(self.fields.remarks)
        self.contents = Contents(self)
        self._compute()
        self.document.stop()
        for one in self.selection.left_out:
            text = "nothing that is shipped imports it; to ship it as well, name both in `import-names`"
            self.remarks.append(f"`{one.path}` is not shipped: {text}")

    def _compute(self) -> None:
        """Give the fields that are dynamic, or not given, their values."""
        fields = self.fields
        if {"version", "description"} & fields.dynamic:
            from dovetail.ship.backend.dynamic import read_texts

            read_texts(self.document, fields, self.selection, self.options)
        shipped = [inside for inside, _ in self.contents.packages()]
        names, namespaces = packages.import_names(self.selection, shipped)
        if fields.import_names is None or "import-names" in fields.dynamic:
            fields.import_names = _joined(fields.import_names, names)
        if fields.import_namespaces is None or "import-namespaces" in fields.dynamic:
            fields.import_namespaces = _joined(fields.import_namespaces, namespaces)

    def tell(self) -> None:
        """Write the remarks to stderr."""
        sys.stderr.writelines(f"dovetail: {line}\n" for line in dict.fromkeys(self.remarks))


def _configuration(document: Document) -> Configuration | None:
    """Return dovetail's configuration of the project, None where there is none.

    One that lies in a folder around the project does not count: the sdist would not have it.
    """
    own = os.path.join(document.folder, "dovetail.toml")
    if document.at("tool", "dovetail") is None and not os.path.lexists(own):
        return None
    from dovetail.configuration import read_configuration

    return read_configuration(document.folder)


def _joined(given: list[str] | None, computed: list[str]) -> list[str]:
    bare = {name.partition(";")[0].strip() for name in given or ()}
    more = (name for name in computed if name.partition(";")[0].strip() not in bare)
    return sorted([*(given or ()), *more])
