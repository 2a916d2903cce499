"""The long description: as a file if it is one, and else as the text that it is."""

from __future__ import annotations

import os

from dovetail.ship.convert.found import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.convert.found import Declared
    from dovetail.ship.convert.metadata import Metadata
    from dovetail.ship.convert.value import Value

_TYPES = {".md": "text/markdown", ".markdown": "text/markdown", ".rst": "text/x-rst", ".txt": "text/plain"}
_DEFAULT = "text/x-rst"
"""What a description is taken for that does not say what it is (core metadata specification)."""


def readme(declared: dict[str, Declared], made: Metadata, folder: str) -> None:
    """Move the long description from the arguments of ``setup()`` to ``[project]``."""
    given = declared.pop("long_description", None)
    stated = declared.pop("long_description_content_type", None)
    if given is None or not given.value:
        return
    content_type = str(stated.value).strip() if stated is not None and stated.value else None
    value = given.value
    if isinstance(value, Files) and len(value.paths) == 1:
        _file(made, value.paths[0], content_type)
    elif isinstance(value, Files):
        _several(made, list(value.paths), content_type)
    elif getattr(value, "path", None) is not None:
        _file(made, value.path, content_type)
    else:
        paths = _parts(str(value), folder)
        if len(paths) == 1:
            _file(made, paths[0], content_type)
        elif paths:
            made.notes.append(
                f"the long description is now {' and '.join(paths)}, with a line end between them"
            )
            _several(made, paths, content_type)
        else:
            made.project["readme"] = {"text": str(value), "content-type": content_type or _DEFAULT}


def _file(made: Metadata, path: str, content_type: str | None) -> None:
    known = _TYPES.get(os.path.splitext(path)[1].lower())
    if content_type in (None, known) and known is not None:
        made.project["readme"] = path
    else:
        made.project["readme"] = {"file": path, "content-type": content_type or known or _DEFAULT}


def _several(made: Metadata, paths: list[str], content_type: str | None) -> None:
    known = _TYPES.get(os.path.splitext(paths[0])[1].lower())
    made.dynamic("readme")
    table: dict[str, Value] = {"file": paths, "content-type": content_type or known or _DEFAULT}
    made.tool.setdefault("dynamic", {})["readme"] = table


def _parts(text: str, folder: str) -> list[str]:
    """Return the files beside ``setup.py`` that a text consists of, apart from blanks between them."""
    names = sorted(name for name in os.listdir(folder) if os.path.splitext(name)[1].lower() in {*_TYPES, ""})
    texts = {}
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.path.getsize(path) < len(text) * 4:
            with open(path, encoding="utf-8", errors="replace") as file:
                texts[name] = file.read().strip()
    paths: list[str] = []
    rest = text.strip()
    while rest:
        fitting = [name for name in texts if texts[name] and rest.startswith(texts[name])]
        if not fitting:
            return []
        name = max(fitting, key=lambda each: len(texts[each]))
        paths.append(name)
        rest = rest[len(texts[name]) :].strip()
    return paths
