"""Fields that are dynamic, read from the text of the package (PEP 621, "dynamic")."""

from __future__ import annotations

import os

from dovetail.ship.backend.packages import comparable
from dovetail.ship.metadata.requirement import version
from dovetail.ship.metadata.version_text import Texts, UnknownVersionError, summary_in, version_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.configuration.build import BuildOptions
    from dovetail.ship.backend.packages import Selection
    from dovetail.ship.metadata.document import Document
    from dovetail.ship.metadata.fields import Fields

_PLACES = ("", "._version", ".version", ".__about__", "._about", ".__version__")
"""The modules of a package in which ``__version__`` is looked for, below its name."""


def read_texts(document: Document, fields: Fields, selection: Selection, options: BuildOptions) -> None:
    """Give ``fields`` the version and the summary that the package says; faults are noted in the document.

    The version is what ``version = "module:NAME"`` of the configuration names, else ``__version__`` of the
    package; the summary is the first line of its docstring. Of several packages it is the one named for the
    project, else the first.
    """
    modules = [one for one in selection.packages if not one.is_stubs]
    if not modules:
        document.fault(("project", "dynamic"), "no module is shipped, to read dynamic fields from")
        return
    wanted = comparable(fields.name)
    main = next((one for one in modules if comparable(one.name) == wanted), modules[0])
    place = os.path.join(document.folder, main.root)
    texts = Texts(place, lambda path: os.path.relpath(path, document.folder).replace(os.sep, "/"))
    try:
        if "version" in fields.dynamic:
            fields.version = _version(texts, main.name, options)
        if "description" in fields.dynamic:
            fields.summary = summary_in(texts, main.name)
    except UnknownVersionError as error:
        document.fault(("project", "dynamic"), f"a dynamic field cannot be read: {error}")


def _version(texts: Texts, package: str, options: BuildOptions) -> str:
    module, _, name = (options.version or f"{package}:__version__").partition(":")
    places = [module] if options.version else [f"{module}{end}" for end in _PLACES]
    faults: list[UnknownVersionError] = []
    for place in places:
        if texts.file(place) is None and faults:
            continue
        try:
            return version(version_in(texts, place, name or "__version__"))
        except UnknownVersionError as error:
            faults.append(error)
        except ValueError as error:
            raise UnknownVersionError(f"`{name}` of `{place}` is no version (PEP 440): {error}") from None
    # What is wrong with the package itself tells more than what the modules in it lack.
    raise faults[0]
