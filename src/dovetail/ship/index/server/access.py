"""Who asks, and what they may."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from dovetail.ship.index.errors import FORBIDDEN, UNAUTHORIZED, RefusedError
from dovetail.ship.index.tokens import Permission

if TYPE_CHECKING:
    from dovetail.ship.index.server.settings import Settings
    from dovetail.ship.index.tokens import Token, Tokens

_LONGEST = 4096
_HINT = "user `__token__`, and a token of `dovetail index token add` as the password"


class Access:
    """Decides what a request may, by its ``Authorization`` header (RFC 7617 and 6750)."""

    def __init__(self, settings: Settings, tokens: Tokens | None) -> None:
        self._settings = settings
        self._tokens = tokens

    def to_read(self, header: str) -> None:
        """Raise `RefusedError` (401, 403) for who may not read."""
        if self._settings.private:
            _demand(self._token(header), Permission.READ)

    def to_upload(self, header: str, project: str | None = None) -> None:
        """Raise `RefusedError` (401, 403) for who may not upload, to that project if one is given."""
        if not self._settings.anyone:
            _demand(self._token(header), Permission.UPLOAD, project)

    def to_manage(self, header: str, project: str) -> None:
        """Raise `RefusedError` (401, 403) for who may not yank files of a project or mark it."""
        _demand(self._token(header), Permission.MANAGE, project)

    def _token(self, header: str) -> Token:
        if not header:
            raise RefusedError("a token is needed", status=UNAUTHORIZED, hint=_HINT)
        token = self._tokens.find(_secret(header)) if self._tokens is not None else None
        if token is None:
            raise RefusedError(
                "no such token, or it has expired or was revoked", status=UNAUTHORIZED, hint=_HINT
            )
        return token


def _demand(token: Token, permission: Permission, project: str | None = None) -> None:
    if not token.allows(permission, project):
        what = f"{permission}" if project is None else f"{permission} for project {project}"
        raise RefusedError(f"the token `{token.name}` does not allow {what}", status=FORBIDDEN)


def _secret(header: str) -> str:
    """Return the token in a header; raises `RefusedError` (401) where there is none in it."""
    scheme, _, rest = header.partition(" ")
    if len(header) <= _LONGEST and scheme.lower() == "bearer":
        return rest.strip()
    if len(header) <= _LONGEST and scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            pass
    raise RefusedError("an Authorization header that says nothing", status=UNAUTHORIZED, hint=_HINT)
