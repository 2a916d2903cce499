"""One file goes to an index: the form is streamed, and tried again where that may help."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from dovetail.printable import printable
from dovetail.ship.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from dovetail.ship.publish.credentials import Credentials

_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Statuses after which another attempt may succeed."""
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_TEXT = 500
_LONGEST_WAIT = 60.0


class Manners(NamedTuple):
    """How often and how long something is tried."""

    attempts: int = 5
    first_wait: float = 1.0
    """Seconds before the second attempt; it doubles each time."""


class Answer(NamedTuple):
    """What an index said to an upload."""

    status: int
    text: str
    """Its reason, in one line."""

    @property
    def is_taken(self) -> bool:
        """Whether it took the file."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the statuses of success

    @property
    def is_conflict(self) -> bool:
        """Whether it says that it has a file of that name."""
        words = ("already exist", "already been", "file exists", "same filename", "duplicate", "overwrite")
        return self.status == 409 or (  # noqa: PLR2004
            self.status in (400, 403) and any(word in self.text.lower() for word in words)
        )


class _Watched:
    """A file of which somebody wants to know how far it was read."""

    def __init__(self, file: BinaryIO, tell: Callable[[int], None]) -> None:
        self._file = file
        self._tell = tell

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self._file.read(size)
        self._tell(self._file.tell())
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go elsewhere."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the offset."""
        return self._file.tell()

    def fileno(self) -> int:
        """Return the descriptor, by which the length is found."""
        return self._file.fileno()


def upload(  # noqa: C901, PLR0913 - what an upload is
    client: httpx.Client,
    address: str,
    path: str,
    fields: list[tuple[str, str]],
    credentials: Credentials | None,
    *,
    arrived: Callable[[], bool],
    progress: Callable[[int], None] = lambda _: None,
    manners: Manners | None = None,
    sleep: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Send a file, and return what the index said at last.

    Connections that break and statuses of a server in trouble lead to another attempt, after a time that
    doubles or that the server names. Before each, ``arrived`` says whether the file is there after all: an
    answer may be lost, and not what it answers. ``progress`` is told how many bytes were read, ``say`` why
    something is tried again. Raises `PublishError` if no attempt gets an answer.
    """
    import httpx

    manners = manners or Manners()
    wait = manners.first_wait
    answer: Answer | None = None
    reason = ""
    for attempt in range(1, manners.attempts + 1):
        if attempt > 1:
            if arrived():
                return Answer(200, "it had arrived, and its answer was lost")
            say(f"{reason}; attempt {attempt} of {manners.attempts} follows")
        pause = wait * (1 + random.random() / 4)  # noqa: S311 - so that many do not come back at once
        try:
            answer = None
            response = _send(client, address, path, fields, credentials, progress)
        except httpx.HTTPError as error:
            reason = _scrub(f"the connection failed ({type(error).__name__}: {error})", credentials)
        else:
            answer = Answer(response.status_code, _scrub(_reason(response), credentials))
            if response.status_code in _REDIRECTS:
                target = _scrub(str(response.headers.get("location", "elsewhere")), credentials)
                raise PublishError(
                    f"{address} sends uploads to {target}",
                    hint="give that address, if you trust it, with --index",
                )
            if response.status_code not in _AGAIN:
                return answer
            reason = f"the index answered {answer.status} {answer.text}".rstrip()
            after = response.headers.get("retry-after", "")
            pause = max(pause, float(after)) if after.isdigit() else pause
        if attempt < manners.attempts:
            sleep(min(pause, _LONGEST_WAIT))
            wait *= 2
    if arrived():
        return Answer(200, "it had arrived, and its answer was lost")
    if answer is not None:
        return answer
    raise PublishError(
        f"{address}: {reason}", hint="publish again later: what is there already is not sent again"
    )


def _send(  # noqa: PLR0913, PLR0917 - as above
    client: httpx.Client,
    address: str,
    path: str,
    fields: list[tuple[str, str]],
    credentials: Credentials | None,
    progress: Callable[[int], None],
) -> httpx.Response:
    import os
    from typing import IO, cast

    import httpx

    form: dict[str, list[str]] = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    with open(path, "rb") as file:
        watched = cast("IO[bytes]", _Watched(file, progress))
        content = {"content": (os.path.basename(path), watched, "application/octet-stream")}
        # Not what .netrc says: where it comes from is to be known.
        login = httpx.BasicAuth(credentials.user, credentials.secret) if credentials else httpx.Auth()
        return client.post(address, data=form, files=content, auth=login, follow_redirects=False)


def _reason(response: httpx.Response) -> str:
    """Return why an index answered as it did: its text without mark-up, or the phrase of its status."""
    text = response.text
    kind = response.headers.get("content-type", "")
    if "json" in kind:
        try:
            document = response.json()
        except ValueError:
            document = None
        if isinstance(document, dict):
            told = [document.get(key) for key in ("detail", "message", "title", "error")]
            text = next((each for each in told if isinstance(each, str)), text)
    elif "html" in kind or text.lstrip().startswith("<"):
        import re

        title = re.search(r"<title>([^<]*)</title>", text, re.IGNORECASE)
        text = title[1] if title else response.reason_phrase
    text = " ".join(text.split()) or response.reason_phrase
    return printable(text[:_MOST_TEXT])


def _scrub(text: str, credentials: Credentials | None) -> str:
    return credentials.scrub(text) if credentials else text
