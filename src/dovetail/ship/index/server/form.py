"""The form that uploads a distribution, as PyPI's legacy API has it and twine and uv send it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from dovetail.ship.index.errors import TOO_LARGE, RefusedError
from dovetail.ship.index.names import file_name, project_name

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from dovetail.ship.index.names import FileName

_LARGEST_FIELD = 16 << 20
"""Bytes: the description is a field, and so are the attestations."""
_MOST_FIELDS, _MOST_FILES = 2000, 3
_DRAINED, _DRAIN_SECONDS = 256 << 20, 10.0
_CHUNK = 1 << 20
_HASHES: dict[str, Callable[[], Any]] = {
    "sha256_digest": hashlib.sha256,
    "blake2_256_digest": lambda: hashlib.blake2b(digest_size=32),
    "md5_digest": lambda: hashlib.md5(usedforsecurity=False),
}


class Upload(NamedTuple):
    """What was sent: the file in a folder, under the name that it gives itself, and what the form says."""

    name: FileName
    path: Path
    version: str
    attestations: list[object]


async def read_upload(request: Request, folder: Path, largest: int, allowed: Callable[[str], None]) -> Upload:
    """Read the form of a request and put the file into a folder.

    ``largest`` is the most bytes of the whole body. ``allowed`` is called with the project's name before
    anything is written, and raises what forbids it. Raises `RefusedError` for what is wrong with the form.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > largest:
        await _drain(request)
        raise _too_large(largest)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise RefusedError("no multipart/form-data", hint="use `twine upload` or `uv publish`")
    parser = MultiPartParser(
        request.headers,
        _limited(request, largest),
        max_files=_MOST_FILES,
        max_fields=_MOST_FIELDS,
        max_part_size=_LARGEST_FIELD,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeDecodeError, KeyError, ValueError) as error:
        raise RefusedError(f"a form that cannot be read: {error}") from None
    try:
        return await asyncio.to_thread(_taken, form, folder, allowed)
    finally:
        await form.close()


def _taken(form: FormData, folder: Path, allowed: Callable[[str], None]) -> Upload:
    if _text(form, ":action") != "file_upload":
        raise RefusedError("the only action here is `file_upload`")
    if _text(form, "protocol_version", "1") != "1":
        raise RefusedError("the only protocol version here is 1")
    content = form.get("content")
    if not isinstance(content, UploadFile):
        raise RefusedError("the form has no file `content`")
    name = file_name(content.filename or "")
    if project_name(_text(form, "name")) != name.project:
        raise RefusedError(f"the form is about project {_text(form, 'name')}, the file is {name.name}")
    allowed(name.project)
    digests = {field: make() for field, make in _HASHES.items() if _text(form, field, "")}
    if not digests:
        raise RefusedError("the form has no digest", hint="send sha256_digest, as twine and uv do")
    path = folder / name.name
    with path.open("wb") as file:
        while data := content.file.read(_CHUNK):
            file.write(data)
            for digest in digests.values():
                digest.update(data)
    for field, digest in digests.items():
        if digest.hexdigest() != _text(form, field).lower():
            raise RefusedError(f"{name.name} did not arrive as it was sent: {field} differs")
    return Upload(name, path, _text(form, "version"), _attestations(form))


def _text(form: FormData, field: str, default: str | None = None) -> str:
    values = form.getlist(field)
    value = values[0] if values else default
    if not isinstance(value, str):
        raise RefusedError(f"the form has no text `{field}`")
    return value


def _attestations(form: FormData) -> list[object]:
    text = _text(form, "attestations", "[]")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise RefusedError(f"attestations that are no JSON: {error}") from None
    if not isinstance(found, list):
        raise RefusedError("attestations that are no list")
    return found


async def _limited(request: Request, largest: int) -> AsyncGenerator[bytes, None]:
    """Yield the body as it comes, up to what it may be: a client need not say how much it sends."""
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > largest:
            raise _too_large(largest)
        yield chunk


async def _drain(request: Request) -> None:
    """Let a client finish that sends too much, within reason: else it sees a broken pipe, and no answer."""
    seen, end = 0, time.monotonic() + _DRAIN_SECONDS
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > _DRAINED or time.monotonic() > end:
            return


def _too_large(largest: int) -> RefusedError:
    return RefusedError(
        f"an upload of more than {largest:,} bytes",
        status=TOO_LARGE,
        hint="the server's --largest says how much",
    )
