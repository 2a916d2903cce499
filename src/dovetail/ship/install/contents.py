"""What a locked wheel holds: its RECORD and its import names, from wherever they can be read soonest."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from packaging.metadata import parse_email
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from dovetail.environment.reading import read_ordinary
from dovetail.errors import DovetailError
from dovetail.ship.install.ranges import RangeFile
from dovetail.ship.written import written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import IO

    import httpx

    from dovetail.ship.install.lock import Locked

_SCHEMA = 1
_AT_ONCE = 16
_LARGEST = 64 << 20
"""Bytes of a RECORD or METADATA beyond which it is not believed."""
_TIMEOUT = 30.0


class Contents(NamedTuple):
    """What a wheel holds."""

    locked: Locked
    files: Mapping[str, str]
    """Its files as RECORD lists them, POSIX, each with its digest (empty where it has none)."""
    import_names: tuple[str, ...] = ()
    import_namespaces: tuple[str, ...] = ()
    unknown: str = ""
    """Why nothing is known of it, if that is so."""


def contents_of(
    locked: Sequence[Locked],
    *,
    cache: str | None = None,
    uv_cache: str | None = None,
    progress: Callable[[Contents], None] = lambda _: None,
) -> list[Contents]:
    """Return what locked distributions hold, in their order; what cannot be known says why.

    A wheel is looked for in ``cache`` (a folder where what was read is kept by sha256), on this machine, in
    the cache of uv, and at its address, of which only the directory and the metadata are fetched, several at
    once. ``progress`` is told of each that is done.
    """
    from concurrent.futures import ThreadPoolExecutor

    import httpx

    unpacked = _unpacked(uv_cache) if uv_cache else {}
    with httpx.Client(timeout=_TIMEOUT) as client, ThreadPoolExecutor(_AT_ONCE) as pool:

        def find(one: Locked) -> Contents:
            found = _one(one, client, cache, unpacked)
            progress(found)
            return found

        return list(pool.map(find, locked))


def _one(
    one: Locked, client: httpx.Client, cache: str | None, unpacked: Mapping[tuple[str, str], list[str]]
) -> Contents:
    if one.why_unknown:
        return Contents(one, {}, unknown=one.why_unknown)
    kept = os.path.join(cache, f"{one.sha256}.json") if cache and _is_digest(one.sha256) else None
    known = _read_kept(kept, one) if kept else None
    if known is not None:
        return known
    try:
        found = _of_uv(one, unpacked.get((one.name, one.version), [])) or _of_wheel(one, client)
    except (DovetailError, OSError, ValueError, zipfile.BadZipFile, KeyError, NotImplementedError) as error:
        return Contents(one, {}, unknown=f"it cannot be read: {error}")
    if kept and not found.unknown:
        _keep(kept, found)
    return found


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(digit in "0123456789abcdef" for digit in text)  # noqa: PLR2004


def _of_wheel(one: Locked, client: httpx.Client) -> Contents:
    """Read the directory and the metadata of a wheel."""
    raw: IO[bytes] | RangeFile
    raw = RangeFile(client, one.address) if "://" in one.address else open(one.address, "rb")  # noqa: SIM115
    with raw, zipfile.ZipFile(raw) as wheel:
        folder = next(
            name.partition("/")[0] for name in wheel.namelist() if name.endswith(".dist-info/METADATA")
        )
        texts = []
        for name in ("RECORD", "METADATA"):
            member = wheel.getinfo(f"{folder}/{name}")
            if member.file_size > _LARGEST:
                return Contents(one, {}, unknown=f"its {name} is larger than any can be")
            texts.append(wheel.read(member))
    return _made(one, texts[0], texts[1])


def _made(one: Locked, record: bytes, metadata: bytes) -> Contents:
    rows = csv.reader(io.StringIO(record.decode("utf-8", "surrogateescape")))
    files = {row[0]: (row[1] if len(row) > 1 else "") for row in rows if row and row[0]}
    raw, _ = parse_email(metadata.partition(b"\n\n")[0])
    names = tuple(name.partition(";")[0].strip() for name in raw.get("import_names", ()))
    spaces = tuple(name.partition(";")[0].strip() for name in raw.get("import_namespaces", ()))
    return Contents(one, files, tuple(filter(None, names)), tuple(filter(None, spaces)))


def _unpacked(uv_cache: str) -> dict[tuple[str, str], list[str]]:
    """Return the wheels that uv has unpacked: their ``.dist-info`` by name and version."""
    found: dict[tuple[str, str], list[str]] = {}
    try:
        buckets = [entry.path for entry in os.scandir(uv_cache) if entry.name.startswith("archive-v")]
        for archive in (entry.path for bucket in buckets for entry in os.scandir(bucket)):
            for name in os.listdir(archive):
                project, _, version = name.removesuffix(".dist-info").rpartition("-")
                if name.endswith(".dist-info") and project:
                    key = canonicalize_name(project), version
                    found.setdefault(key, []).append(os.path.join(archive, name))
    except OSError:
        return found  # the cache is in use: what is gone is fetched
    return found


def _of_uv(one: Locked, places: list[str]) -> Contents | None:
    """Return what uv has unpacked of the same version for the same tags, None if it has nothing."""
    try:
        _, _, _, tags = parse_wheel_filename(one.file)
    except InvalidWheelFilename:
        return None
    for place in places:
        try:
            wheel = read_ordinary(os.path.join(place, "WHEEL")).decode("utf-8", "replace")
            said = {line.partition(":")[2].strip() for line in wheel.splitlines() if line.startswith("Tag:")}
            if said != {str(tag) for tag in tags}:
                continue
            record = read_ordinary(os.path.join(place, "RECORD"))
            metadata = read_ordinary(os.path.join(place, "METADATA"))
        except OSError:
            continue
        return _made(one, record, metadata)
    return None


def _read_kept(path: str, one: Locked) -> Contents | None:
    try:
        document = json.loads(read_ordinary(path))
        if document["schema"] != _SCHEMA:
            return None
        files, names, spaces = document["files"], document["import_names"], document["import_namespaces"]
        return Contents(one, dict(files), tuple(names), tuple(spaces))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: str, found: Contents) -> None:
    """Write what was read beside its place, and put it there whole, if the cache can be written at all."""
    document = {
        "schema": _SCHEMA,
        "files": dict(found.files),
        "import_names": found.import_names,
        "import_namespaces": found.import_namespaces,
    }
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with (
            written(path) as neighbour,
            open(neighbour, "w", encoding="utf-8", errors="surrogateescape") as file,
        ):
            json.dump(document, file)
    except OSError:
        return


def _cache(variables: Mapping[str, str]) -> str:
    home = variables.get("HOME") or os.path.expanduser("~")
    return variables.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")


def cache_folder(variables: Mapping[str, str]) -> str:
    """Return where what was read of wheels is kept (``XDG_CACHE_HOME``)."""
    return os.path.join(_cache(variables), "dovetail", "wheels")


def uv_cache_folder(variables: Mapping[str, str]) -> str:
    """Return where uv keeps its cache."""
    own = variables.get("UV_CACHE_DIR")
    return own or os.path.join(_cache(variables), "uv")
