"""The fields of core metadata, and the text that a METADATA or a PKG-INFO is."""

from __future__ import annotations

from dovetail.ship.metadata.licences import Licence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.ship.metadata.readme import Readme

VERSION = "2.5"
"""The version of core metadata that has all that is written (PEP 794). 2.6 adds nothing to a wheel or to an
sdist none of whose fields is dynamic, as none is here."""


class Fields:
    """What a distribution says of itself.

    ``extras`` has for each normalized name the one it was given by. ``import_names`` and
    ``import_namespaces`` are None where they are not given, and are to be computed from the modules.
    ``dynamic`` are the keys of ``[project]`` to be computed. ``remarks`` are what a human ought to hear.
    """

    def __init__(self, *, name: str = "", version: str = "", dynamic: frozenset[str] = frozenset()) -> None:
        self.name = name
        self.version = version
        self.dynamic = dynamic
        self.summary: str | None = None
        self.keywords: list[str] = []
        self.author: str | None = None
        self.author_email: str | None = None
        self.maintainer: str | None = None
        self.maintainer_email: str | None = None
        self.licence = Licence()
        self.classifiers: list[str] = []
        self.requirements: list[str] = []
        self.requires_python: str | None = None
        self.urls: dict[str, str] = {}
        self.extras: dict[str, str] = {}
        self.entry_points: dict[str, dict[str, str]] = {}
        self.readme: Readme | None = None
        self.import_names: list[str] | None = None
        self.import_namespaces: list[str] | None = None
        self.remarks: list[str] = []

    @property
    def stem(self) -> str:
        """Name and version as file names have them (PyPA, "Binary distribution format", "Escaping")."""
        name = self.name.lower().replace("-", "_").replace(".", "_")
        while "__" in name:
            name = name.replace("__", "_")
        return f"{name}-{self.version}"

    def rendered(self) -> bytes:
        """Return the text of METADATA and PKG-INFO, UTF-8, with the fields in the specification's order."""
        lines = [f"{name}: {_folded(value)}".rstrip(" ") for name, value in self._headers()]
        text = "\n".join(lines) + "\n"
        if self.readme is not None:
            text += f"\n{self.readme.text}"
        return text.encode()

    def _headers(self) -> Iterator[tuple[str, str]]:
        yield "Metadata-Version", VERSION
        yield "Name", self.name
        yield "Version", self.version
        optional = (
            ("Summary", self.summary),
            ("Description-Content-Type", self.readme.content_type if self.readme else None),
            ("Keywords", ",".join(self.keywords)),
            ("Author", self.author),
            ("Author-email", self.author_email),
            ("Maintainer", self.maintainer),
            ("Maintainer-email", self.maintainer_email),
            ("License", self.licence.text),
            ("License-Expression", self.licence.expression),
        )
        yield from ((name, value) for name, value in optional if value)
        repeated: tuple[tuple[str, list[str] | tuple[str, ...]], ...] = (
            ("License-File", self.licence.files),
            ("Classifier", self.classifiers),
            ("Requires-Dist", self.requirements),
        )
        for name, values in repeated:
            yield from ((name, value) for value in values)
        if self.requires_python:
            yield "Requires-Python", self.requires_python
        yield from (("Project-URL", f"{label}, {address}") for label, address in self.urls.items())
        yield from (("Provides-Extra", name) for name in self.extras)
        # PEP 794: one empty field says that there is nothing to import.
        names = self.import_names if self.import_names or self.import_namespaces else [""]
        yield from (("Import-Name", name) for name in names or ())
        yield from (("Import-Namespace", name) for name in self.import_namespaces or ())


def _folded(value: str) -> str:
    """Return a value of more lines than one with the others indented, as readers of the format expect."""
    return "\n        ".join(value.splitlines()) if "\n" in value or "\r" in value else value
