"""The one date that everything in an archive has: ``SOURCE_DATE_EPOCH``, else a fixed one."""

from __future__ import annotations

import os
import time

from dovetail.errors import UsageError

_FIXED = 1_577_836_800
"""2020-01-01 00:00 UTC."""
_FIRST = 315_532_800
"""1980-01-01: a zip archive knows nothing earlier."""
_LAST = 4_354_819_198
"""2107-12-31 23:59:58: nor later."""


def source_date() -> int:
    """Return the date, in seconds since 1970 (reproducible-builds.org, "SOURCE_DATE_EPOCH").

    Raises `UsageError` if the variable is set to what is no such number.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return _FIXED
    if not (text.isascii() and text.isdigit() and int(text) <= _LAST):
        hint = "set it to seconds since 1970 in UTC, as `git log -1 --format=%ct` prints, or unset it"
        raise UsageError(f"SOURCE_DATE_EPOCH is `{text}`, which is no such date", hint=hint)
    return int(text)


def zip_date(seconds: int) -> tuple[int, int, int, int, int, int]:
    """Return a date as a zip archive has it, in UTC, and none before 1980."""
    return time.gmtime(max(seconds, _FIRST))[:6]
