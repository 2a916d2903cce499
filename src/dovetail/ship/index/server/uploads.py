"""Uploads: read, judged, and added to the index."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version
from starlette.responses import PlainTextResponse, Response

from dovetail.ship.index.errors import FORBIDDEN, RefusedError
from dovetail.ship.index.names import project_name
from dovetail.ship.index.page import Status
from dovetail.ship.index.provenance import provenance_of
from dovetail.ship.index.server.examination import Examination
from dovetail.ship.index.server.form import read_upload
from dovetail.ship.index.writer import Writer

if TYPE_CHECKING:
    from starlette.requests import Request

    from dovetail.ship.index.record import Incoming
    from dovetail.ship.index.server.access import Access
    from dovetail.ship.index.server.form import Upload
    from dovetail.ship.index.server.pages import Pages
    from dovetail.ship.index.server.settings import Settings
    from dovetail.ship.index.store import Store
    from dovetail.ship.index.writer import Added


class Uploads:
    """Answers for uploads, yanks and marks."""

    def __init__(self, store: Store, settings: Settings, access: Access, pages: Pages) -> None:
        self._settings = settings
        self._access = access
        self._pages = pages
        self._writer = Writer(store)
        self._examination = Examination(settings.policy)

    async def upload(self, request: Request) -> Response:
        """Take a distribution: 200 also where it is there already, 409 where another of that name is."""
        header = request.headers.get("authorization", "")
        # Before the body is read: who may upload nothing need not be listened to.
        self._access.to_upload(header)
        with tempfile.TemporaryDirectory(prefix="dovetail-upload-") as folder:
            upload = await read_upload(
                request,
                Path(folder),
                self._settings.largest,
                lambda project: self._access.to_upload(header, project),
            )
            incoming, judgement = await self._examination.of(upload.path)
            added = await asyncio.to_thread(self._take, upload, incoming)
        self._pages.forget(added.project)
        said = f"{added.filename} {'is in the index' if added.new else 'was in the index already'}"
        return PlainTextResponse("\n".join([said, *judgement.lines(), ""]))

    def _take(self, upload: Upload, incoming: Incoming) -> Added:
        try:
            agrees = Version(upload.version) == upload.name.version
        except InvalidVersion:
            agrees = False
        if not agrees:
            raise RefusedError(f"the form says version {upload.version!r}, the file is {upload.name.name}")
        provenance = provenance_of(upload.attestations, incoming.record)
        return self._writer.add(incoming, provenance)

    async def yank(self, request: Request) -> Response:
        """Yank a version or a file (POST, with the reason as the body), or take that back (DELETE)."""
        project, version = project_name(request.path_params["project"]), request.path_params["version"]
        self._access.to_manage(request.headers.get("authorization", ""), project)
        reason = await _reason(request)
        if request.method == "DELETE":
            names = await asyncio.to_thread(self._writer.unyank, project, version)
        else:
            names = await asyncio.to_thread(self._writer.yank, project, version, reason)
        self._pages.forget(project)
        return PlainTextResponse("".join(f"{name}\n" for name in names))

    async def mark(self, request: Request) -> Response:
        """Give a project a status (PEP 792), with the reason as the body."""
        project = project_name(request.path_params["project"])
        self._access.to_manage(request.headers.get("authorization", ""), project)
        word = request.path_params["status"]
        if word not in set(Status):
            raise RefusedError(f"no status of a project: {word}", hint=f"they are {', '.join(Status)}")
        await asyncio.to_thread(self._writer.set_status, project, Status(word), await _reason(request))
        self._pages.forget(project)
        return PlainTextResponse(f"{project} is {word}\n")


_LONGEST_REASON = 2000


async def _reason(request: Request) -> str | None:
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LONGEST_REASON:
            raise RefusedError(f"a reason of more than {_LONGEST_REASON:,} bytes", status=FORBIDDEN)
    try:
        return data.decode().strip() or None
    except UnicodeDecodeError:
        raise RefusedError("a reason that is not UTF-8") from None
