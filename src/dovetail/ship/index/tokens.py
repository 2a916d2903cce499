"""Who may do what: tokens, of which an index keeps the hashes alone.

A token is 256 random bits, so that a plain SHA-256 of it can be kept: there is nothing to guess from it.
"""

from __future__ import annotations

import json
import os
import secrets
import time
import uuid
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from dovetail.errors import UsageError
from dovetail.ship.index.errors import StoreError
from dovetail.ship.index.lock import held
from dovetail.str_enum import StrEnum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SCHEMA = "dovetail.index.tokens/1"
PREFIX = "dovetail-"
LONGEST = 200


class Permission(StrEnum):
    """What a token allows: to install from a private index, to upload, and to yank and mark projects."""

    READ = "read"
    UPLOAD = "upload"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was given out. ``projects`` are shell patterns of normalized names.

    ``created`` and ``expires`` are in seconds since the epoch; one that never expires has None.
    """

    name: str
    hash: str
    permissions: tuple[str, ...]
    projects: tuple[str, ...]
    created: float
    expires: float | None = None

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """Return the token of a row of the file."""
        return cls(**{**row, "permissions": tuple(row["permissions"]), "projects": tuple(row["projects"])})

    def allows(self, permission: Permission, project: str | None = None) -> bool:
        """Whether it allows that, for a project of that normalized name if one is given."""
        if self.expires is not None and self.expires < time.time():
            return False
        named = project is None or any(fnmatchcase(project, pattern) for pattern in self.projects)
        return permission in self.permissions and named


class Tokens:
    """The file of tokens, which only its owner may read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._by_hash: dict[str, Token] = {}

    def all(self) -> list[Token]:
        """Return the tokens, oldest first; raises `StoreError` if the file is broken."""
        return sorted(self._read().values(), key=lambda token: token.created)

    def find(self, secret: str) -> Token | None:
        """Return what a token that was shown is known as, None for one that is not or has expired."""
        if not secret.startswith(PREFIX) or len(secret) > LONGEST:
            return None
        # Looked up by its hash: how long that takes says nothing of the token.
        token = self._read().get(_hash(secret))
        return None if token is None or (token.expires is not None and token.expires < time.time()) else token

    def add(
        self,
        name: str,
        permissions: Iterable[Permission],
        projects: Sequence[str] = ("*",),
        *,
        days: float | None = None,
    ) -> str:
        """Make a token and return it: it is not kept, and cannot be shown again.

        ``days`` is how long it is valid. Raises `UsageError` if the name is taken.
        """
        secret = PREFIX + secrets.token_urlsafe(32)
        now = time.time()
        expires = None if days is None else now + days * 86400
        patterns = tuple(pattern.lower().replace("_", "-").replace(".", "-") for pattern in projects)
        token = Token(name, _hash(secret), tuple(map(str, permissions)), patterns, now, expires)

        def edit(tokens: dict[str, Token]) -> None:
            if any(other.name == name for other in tokens.values()):
                raise UsageError(f"there is a token `{name}`", hint="revoke it first, or give another name")
            tokens[token.hash] = token

        self._change(edit)
        return secret

    def revoke(self, name: str) -> None:
        """Make a token worthless; raises `UsageError` if there is none of that name."""

        def edit(tokens: dict[str, Token]) -> None:
            found = [token.hash for token in tokens.values() if token.name == name]
            if not found:
                known = ", ".join(sorted(token.name for token in tokens.values())) or "none"
                raise UsageError(f"no token `{name}`", hint=f"there are: {known}")
            del tokens[found[0]]

        self._change(edit)

    def _read(self) -> dict[str, Token]:
        try:
            status = self.path.stat()
            seen = (status.st_mtime_ns, status.st_ino)
            if seen != self._seen:
                document = json.loads(self.path.read_bytes())
                rows = map(Token.read, document["tokens"])
                self._by_hash, self._seen = {token.hash: token for token in rows}, seen
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.path}: no file of tokens: {error!r}") from error
        return self._by_hash

    def _change(self, edit: Callable[[dict[str, Token]], None]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with held(f"{self.path}.lock"):
                tokens = dict(self._read())
                edit(tokens)
                rows = [asdict(token) for token in tokens.values()]
                text = json.dumps({"schema": SCHEMA, "tokens": rows}, indent=1)
                temporary = Path(f"{self.path}.{uuid.uuid4().hex}")
                with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    file.write(text)
                temporary.replace(self.path)
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror or error}") from error


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
