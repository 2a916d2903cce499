"""The comparison of two wheels, file by file."""

from __future__ import annotations

import configparser
import hashlib
import os
import zipfile
from typing import TYPE_CHECKING

from dovetail.errors import DovetailError
from dovetail.ship.compare.difference import Aspect, Difference
from dovetail.ship.compare.metadata import equivalent_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What an importer of any CPython could load. The tag of an extension module is no part of its name.
_SOURCE = ".py"
_EXTENSIONS = (".so", ".pyd")


def compare(first: str | os.PathLike[str], second: str | os.PathLike[str]) -> tuple[Difference, ...]:
    """Return how the wheel ``second`` differs from the wheel ``first``, in order; nothing if it does not.

    Compared are the importable modules, all other files and the content of both; the core metadata, field
    by field, as `dovetail.ship.compare.metadata` holds them equivalent; the entry points; and the tags. The
    names of the wheels, RECORD, the generator, timestamps and modes do not count.

    Raises `DovetailError` for a file that is no wheel.
    """
    one, other = _Wheel(first), _Wheel(second)
    found = [
        *_of_files(one.files, other.files),
        *_of_values(Aspect.METADATA, equivalent_fields(one.metadata), equivalent_fields(other.metadata)),
        *_of_values(Aspect.ENTRY_POINT, one.entry_points, other.entry_points),
        *_of_values(Aspect.TAG, one.tags, other.tags),
    ]
    return tuple(sorted(found, key=lambda one: (one.aspect, one.name, one.first or "", one.second or "")))


class _Wheel:
    """What is compared of one wheel; a path of `files` is where an installer would put the file."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        self.files: dict[str, str] = {}
        own: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(self.path) as archive:
                for member in archive.infolist():
                    if member.is_dir():
                        continue
                    data = archive.read(member)
                    top, _, rest = member.filename.partition("/")
                    if top.endswith(".dist-info"):
                        own[rest] = data
                    else:
                        self.files[_installed(top, rest)] = hashlib.sha256(data).hexdigest()
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            hint = "give the path of a wheel, as `dovetail build --wheel` writes it"
            raise DovetailError(f"cannot read the wheel {self.path}: {error}", hint=hint) from error
        if "METADATA" not in own:
            raise DovetailError(
                f"{self.path} is no wheel: it has no METADATA", hint="see `dovetail verify` for what it lacks"
            )
        self.metadata = own["METADATA"]
        self.entry_points = dict(_entry_points(own.get("entry_points.txt", b""), self.path))
        self.tags = dict(_tags(own.get("WHEEL", b"")))


def _installed(top: str, rest: str) -> str:
    """Return where a file goes: what a ``.data`` folder has for the root lies beside what is in the root."""
    if top.endswith(".data"):
        scheme, _, inside = rest.partition("/")
        return inside if scheme in ("purelib", "platlib") else f"{{{scheme}}}/{inside}"
    return f"{top}/{rest}" if rest else top


def module_of(path: str) -> str | None:
    """Return the name of the module that the file ``path`` of a wheel is, None if it is none."""
    if path.startswith("{"):
        return None
    folder, _, name = path.rpartition("/")
    stem, dot, _ = name.partition(".")
    suffix = name[len(stem) :]
    if not (suffix == _SOURCE or (dot and suffix.endswith(_EXTENSIONS))):
        return None
    parts = [*filter(None, folder.split("/")), stem]
    if not all(part.isidentifier() for part in parts):
        return None
    return ".".join(parts[:-1] if stem == "__init__" and len(parts) > 1 else parts)


def _of_files(first: Mapping[str, str], second: Mapping[str, str]) -> Iterator[Difference]:
    for path in sorted(first.keys() | second.keys()):
        one, other = first.get(path), second.get(path)
        if one == other:
            continue
        if one and other:
            yield Difference(Aspect.CONTENT, path, one, other)
            continue
        module = module_of(path)
        aspect = Aspect.FILE if module is None else Aspect.MODULE
        yield Difference(aspect, module or path, path if one else None, path if other else None)


def _of_values(aspect: Aspect, first: Mapping[str, str], second: Mapping[str, str]) -> Iterator[Difference]:
    for name in first.keys() | second.keys():
        one, other = first.get(name), second.get(name)
        if one != other:
            yield Difference(aspect, name, one, other)


def _entry_points(data: bytes, path: str) -> Iterator[tuple[str, str]]:
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names of entry points have case
    try:
        parser.read_string(data.decode())
    except (UnicodeDecodeError, configparser.Error) as error:
        raise DovetailError(
            f"the entry_points.txt of {path} cannot be read: {error}", hint="see `dovetail verify`"
        ) from error
    for group in parser.sections():
        for name, value in parser.items(group):
            yield f"{group}: {name}", "".join(value.split())


def _tags(data: bytes) -> Iterator[tuple[str, str]]:
    tags = []
    for line in data.decode(errors="replace").splitlines():
        field, _, value = line.partition(":")
        if field.strip() == "Tag":
            tags.append(value.strip())
        elif field.strip() == "Root-Is-Purelib":
            yield "Root-Is-Purelib", value.strip().lower()
    yield "Tag", ", ".join(sorted(tags))
