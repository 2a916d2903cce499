"""What an index refuses, and what keeps it from answering."""

from __future__ import annotations

from dovetail.errors import DovetailError

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_LARGE = 400, 401, 403, 404, 409, 413


class RefusedError(DovetailError):
    """What was given is not taken into the index; ``status`` is the HTTP status that says the same."""

    status: int

    def __init__(self, message: str, *, status: int = BAD_REQUEST, hint: str | None = None) -> None:
        self.status = status
        super().__init__(message, hint=hint)


class StoreError(DovetailError):
    """The folder or bucket that holds the index does not do what it is asked for."""


class UpstreamError(DovetailError):
    """The index that is mirrored does not answer, or answers what it must not."""
