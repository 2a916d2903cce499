"""What stops an upload."""

from __future__ import annotations

from dovetail.errors import DovetailError


class PublishError(DovetailError):
    """A file cannot be published. What was uploaded before stays: to publish again goes on from there."""
