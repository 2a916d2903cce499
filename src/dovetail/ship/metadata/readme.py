"""The long description: the ``readme`` of ``[project]`` (PEP 621)."""

from __future__ import annotations

import os

from dovetail.named_tuple import NamedTuple
from dovetail.ship.metadata.document import kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail.ship.metadata.document import Table

_TYPES = {".md": "text/markdown", ".rst": "text/x-rst", ".txt": "text/plain"}


class Readme(NamedTuple):
    """A long description."""

    text: str
    content_type: str
    file: str | None
    """The path of the file it was read from, relative to the project, POSIX."""


def readme(table: Table) -> Readme | None:
    """Return the long description, None where there is none; faults are noted in the document."""
    value = table.values.get("readme")
    if value is None:
        return None
    if isinstance(value, str):
        given = _TYPES.get(os.path.splitext(value)[1].lower())
        if given is None:
            hint = 'give `readme = {file = "...", content-type = "text/markdown"}`'
            table.fault(
                "readme", f"`readme` names `{value}`, and its ending does not tell what it is: {hint}"
            )
            return None
        return _of_file(table, value, given, "utf-8")
    if not isinstance(value, dict):
        table.fault("readme", f"`readme` must be the path of a file or a table, not {kind(value)}")
        return None
    return _of_table(table, value)


def _of_table(table: Table, value: dict[str, object]) -> Readme | None:
    text, file, given = value.get("text"), value.get("file"), value.get("content-type")
    wrong = [key for key, item in value.items() if not isinstance(item, str)]
    unknown = [key for key in value if key not in ("text", "file", "content-type", "charset")]
    if wrong or unknown or not isinstance(given, str) or (text is None) == (file is None):
        what = "has `content-type` and either `file` or `text`, each a string"
        table.fault("readme", f"`readme` as a table {what}")
        return None
    if given.partition(";")[0].strip().lower() not in _TYPES.values():
        names = ", ".join(f"`{name}`" for name in _TYPES.values())
        table.fault("readme", f"`readme` has the content type `{given}`; it can be {names}")
        return None
    if isinstance(file, str):
        return _of_file(table, file, given, str(value.get("charset", "utf-8")))
    return Readme(str(text), given, None)


def _of_file(table: Table, path: str, content_type: str, charset: str) -> Readme | None:
    clean = os.path.normpath(path).replace(os.sep, "/")
    if os.path.isabs(path) or clean.startswith("../"):
        table.fault("readme", f"`readme` names `{path}`, which is not in the project")
        return None
    try:
        # As bytes, so that line ends stay what they are on every system.
        with open(os.path.join(table.document.folder, path), "rb") as stream:
            text = stream.read().decode(charset)
    except (OSError, UnicodeDecodeError, LookupError) as error:
        reason = error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)
        table.fault("readme", f"`readme` names `{path}`, which cannot be read: {reason}")
        return None
    return Readme(text.replace("\r\n", "\n"), content_type, clean)
