"""One installed distribution: what its metadata says of it. See "Recording installed projects" of PyPA."""

from __future__ import annotations

import os

from dovetail.environment.entry import Problem, ProblemKind
from dovetail.environment.reading import read_ordinary
from dovetail.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.environment.entry import PathEntry

_HEAD = 4096
"""Name and version stand at the beginning; what follows may be a long description."""


class Distribution(NamedTuple):
    """A distribution, as its metadata on the search path records it."""

    name: str
    """The project name, normalized (PEP 503)."""
    project_name: str
    """The same as the metadata spells it."""
    version: str
    """Empty where the metadata does not say it."""
    metadata: str
    """The folder (for some ``.egg-info``, the file) that describes it."""
    entry: PathEntry
    """The entry of the search path that the metadata lies in."""
    installer: str | None = None
    """What installed it (``INSTALLER``)."""
    url: str | None = None
    """Where it came from, if not from an index (``direct_url.json``, PEP 610)."""
    editable: str | None = None
    """For an editable install, the folder of the project."""

    @property
    def folder(self) -> str:
        """The folder that its recorded files are relative to."""
        return os.path.dirname(self.metadata)

    def __str__(self) -> str:
        """Return name and version, as messages name it."""
        return f"{self.project_name} {self.version}".rstrip()


def normalized(name: str) -> str:
    """Return a project name normalized, as PEP 503 compares names."""
    name = name.replace("_", "-").replace(".", "-").lower()
    while "--" in name:
        name = name.replace("--", "-")
    return name


def read_distribution(metadata: str, entry: PathEntry) -> tuple[Distribution, tuple[Problem, ...]]:
    """Return the distribution that a ``.dist-info`` or ``.egg-info`` describes, and what is wrong with it.

    It never raises: what the metadata does not say is taken from the name of the folder.
    """
    problems = []
    # An .egg-info may be a file, which then is the metadata itself.
    names = ("METADATA", "PKG-INFO") if metadata.lower().endswith(".dist-info") else ("PKG-INFO", "")
    head = next((text for text in (read_text(metadata, name, _HEAD) for name in names) if text), None)
    if head is None:
        problems.append(Problem(ProblemKind.METADATA, metadata, None, f"has no {names[0]} that can be read"))
    fields = _headers(head or "")
    name, _, version = _stem(metadata).partition("-")
    if head is not None:
        missing = [field for field in ("Name", "Version") if not fields.get(field.lower())]
        problems += [Problem(ProblemKind.METADATA, metadata, None, f"says no {field}") for field in missing]
    name = fields.get("name") or name
    # What follows the version in the name of an .egg-info is the Python that it is for.
    version = fields.get("version") or version.partition("-")[0]
    url, editable = None, None
    installer = read_text(metadata, "INSTALLER", _HEAD)
    direct = read_text(metadata, "direct_url.json")
    if direct is not None:
        url, editable, fault = _direct_url(direct)
        if fault:
            problems.append(
                Problem(ProblemKind.METADATA, os.path.join(metadata, "direct_url.json"), None, fault)
            )
    installer = installer.strip() or None if installer else None
    distribution = Distribution(
        normalized(name), name, version, metadata, entry, installer, url, editable or _egg_link(metadata)
    )
    return distribution, tuple(problems)


def project_of(metadata: str) -> str:
    """Return the project name as the name of a folder of metadata has it."""
    return _stem(metadata).partition("-")[0]


def _stem(metadata: str) -> str:
    # The name of EGG-INFO says nothing, that of the .egg around it does.
    named = os.path.basename(metadata)
    named = os.path.basename(os.path.dirname(metadata)) if named.lower() == "egg-info" else named
    return named.rpartition(".")[0]


def _headers(text: str) -> dict[str, str]:
    """Return the first value of each header by its name in small letters (core metadata, as of an email)."""
    fields: dict[str, str] = {}
    for line in text.split("\n"):
        if not line.strip():
            break  # what follows is the description
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.lower(), value.strip())
    return fields


def read_text(metadata: str, name: str, size: int = -1) -> str | None:
    """Return the text of a file of the metadata (of the metadata itself, for an empty name), if it is there.

    Bytes that are not UTF-8 are kept as surrogates, as names of files are.
    """
    data = read_metadata(os.path.join(metadata, name) if name else metadata)
    return None if data is None else data[: size if size >= 0 else None].decode("utf-8", "surrogateescape")


def read_metadata(path: str) -> bytes | None:
    """Return the bytes of a file of metadata, which may lie in an archive, None if it is not there."""
    try:
        return read_ordinary(path)
    except NotADirectoryError:
        from dovetail.environment.archive import read_within

        return read_within(path)
    except OSError:
        return None


def _direct_url(text: str) -> tuple[str | None, str | None, str]:
    """Return the address, the folder of an editable install, and what is wrong (PEP 610)."""
    import json

    try:
        document = json.loads(text)
        url = document["url"]
        if not isinstance(url, str):
            return None, None, "`url` is no text"
        info = document.get("dir_info", {})
        editable = isinstance(info, dict) and info.get("editable") is True
        return url, file_of(url) if editable else None, ""
    except (ValueError, RecursionError) as error:
        return None, None, f"is no JSON: {error}"
    except (KeyError, TypeError, AttributeError):
        return None, None, "has no `url`"


def file_of(url: str) -> str | None:
    """Return the path that a ``file:`` URL names, None for any other."""
    from urllib.parse import unquote

    scheme, _, rest = url.partition("://")
    if scheme.lower() != "file":
        return None
    path = unquote("/" + rest.partition("/")[2], errors="surrogateescape").replace("\0", "")
    return os.path.normpath(path)


def _egg_link(metadata: str) -> str | None:
    """Return the folder of a project that ``setup.py develop`` put on the path: its metadata lies in it.

    It is known by its metadata: installed ones have a list of installed files, or lie in an ``.egg``.
    """
    if not metadata.lower().endswith(".egg-info") or not os.path.isdir(metadata):
        return None
    folder = os.path.dirname(metadata)
    for place in (folder, os.path.dirname(folder)):
        if any(os.path.isfile(os.path.join(place, name)) for name in ("setup.py", "pyproject.toml")):
            return place
    return None


def entry_points(distribution: Distribution) -> Iterator[tuple[str, str, str]]:
    """Yield group, name and object reference of each entry point that a distribution announces, in order.

    See "Entry points specification" of PyPA. Lines that are neither a group nor ``name = reference`` are
    passed over, as `importlib.metadata` does.
    """
    group = ""
    for line in (read_text(distribution.metadata, "entry_points.txt") or "").splitlines():
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            group = text[1:-1]
            continue
        name, equals, reference = text.partition("=")
        if group and equals and not text.startswith("#"):
            yield group, name.strip(), reference.strip()


def metadata_names(names: list[str], path: str) -> Iterator[str]:
    """Yield those of the names in an entry of the search path that are metadata of a distribution, sorted.

    They are those that `importlib.metadata` takes: ``*.dist-info``, ``*.egg-info``, and ``EGG-INFO`` in a
    folder or archive ``*.egg``.
    """
    is_egg = os.path.basename(path).lower().endswith(".egg")
    for name in sorted(names):
        low = name.lower()
        if low.endswith((".dist-info", ".egg-info")) or (is_egg and low == "egg-info"):
            yield name
