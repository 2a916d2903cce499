"""The whole of publishing: verify, ask what is there, upload the rest, one file after the other."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from packaging.utils import canonicalize_name

from dovetail.ship.archive import Archive, Form, open_archive
from dovetail.ship.publish.errors import PublishError
from dovetail.ship.publish.form import fields, kind_of
from dovetail.ship.publish.held import Held, held
from dovetail.ship.publish.upload import Manners, upload
from dovetail.str_enum import StrEnum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import httpx

    from dovetail.ship.publish.credentials import Credentials

_PIECE = 1 << 20


class State(StrEnum):
    """What became of a file."""

    UPLOADED = "uploaded"
    PRESENT = "already there"
    WOULD_UPLOAD = "would be uploaded"
    NOT_SENT = "not sent"
    """Because some file of those that were to be published together does not verify."""


class Parcel(NamedTuple):
    """One file that is to be published."""

    path: str
    project: str
    """Normalized."""
    version: str
    fields: tuple[tuple[str, str], ...]
    sha256: str
    size: int
    """In bytes."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return os.path.basename(self.path)


class Published(NamedTuple):
    """One file, and what became of it."""

    parcel: Parcel
    state: State
    attested: bool


def parcels(paths: Iterable[str]) -> list[Parcel]:
    """Return the files with all that an index is told of them: wheels first, for an sdist alone is built.

    Raises `PublishError` for one that cannot be published, `ArchiveError` for one that is no archive, and
    `DovetailError` for two of the same name; nothing has been sent then.
    """
    found: dict[str, Parcel] = {}
    for path in paths:
        archive = open_archive(path)
        parcel = _parcel(path, archive)
        other = found.setdefault(parcel.name, parcel)
        if other is not parcel and other.sha256 != parcel.sha256:
            raise PublishError(
                f"{other.path} and {path} have the same name and differ", hint="publish one of the two"
            )
    return sorted(
        found.values(),
        key=lambda each: (each.project, each.version, each.name.endswith(".tar.gz"), each.name),
    )


def _parcel(path: str, archive: Archive) -> Parcel:
    kind_of(archive)
    digests, size = _digests(path)
    told = fields(archive, digests)
    names = dict(told)
    if archive.form is Form.WHEEL or archive.project:
        said = canonicalize_name(names["name"])
        if archive.project and canonicalize_name(archive.project) != said:
            raise PublishError(
                f"{path}: the file is named for {archive.project}, and its metadata is of {names['name']}",
                hint="build it again",
            )
    return Parcel(
        path, canonicalize_name(names["name"]), names["version"], tuple(told), digests["sha256"], size
    )


def _digests(path: str) -> tuple[dict[str, str], int]:
    sha256, blake2 = hashlib.sha256(), hashlib.blake2b(digest_size=32)
    size = 0
    try:
        with open(path, "rb") as file:
            while piece := file.read(_PIECE):
                sha256.update(piece)
                blake2.update(piece)
                size += len(piece)
    except OSError as error:
        raise PublishError(f"{path} cannot be read: {error.strerror}") from error
    return {"sha256": sha256.hexdigest(), "blake2b_256": blake2.hexdigest()}, size


class Publisher:
    """Sends parcels to one index."""

    def __init__(  # noqa: PLR0913 - what an index and a sender are
        self,
        client: httpx.Client,
        address: str,
        credentials: Credentials | None,
        *,
        simple: str | None = None,
        manners: Manners | None = None,
        say: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._client = client
        self._address = address
        self._credentials = credentials
        self._simple = simple
        self._manners = manners or Manners()
        self._say = say
        self._sleep = sleep
        self._held: dict[str, Held] = {}

    def sort(self, parcels: Sequence[Parcel]) -> dict[str, State]:
        """Return of each file, by its name, whether it is there or would be uploaded.

        Raises `PublishError` if the index has another file of the same name: before anything is sent.
        """
        states = {}
        for parcel in parcels:
            if parcel.project not in self._held:
                found = self._held[parcel.project] = self._ask(parcel.project)
                if found.reason:
                    self._say(f"what the index holds of {parcel.project} is not known: {found.reason}")
            states[parcel.name] = (
                State.PRESENT if self._has(parcel, self._held[parcel.project]) else State.WOULD_UPLOAD
            )
        return states

    def publish(
        self,
        parcels: Sequence[Parcel],
        *,
        attest: Callable[[Parcel], list[dict[str, Any]]] = lambda _: [],
        progress: Callable[[Parcel, int], None] = lambda _, __: None,
    ) -> Iterator[Published]:
        """Upload what is not there, and yield each file when it is done with.

        ``attest`` gives the attestations of a file. Raises `PublishError` at the first file that the index
        refuses; those before it are published, and to publish all of them again goes on from there.
        """
        states = self.sort(parcels)
        for parcel in parcels:
            if states[parcel.name] is State.PRESENT:
                yield Published(parcel, State.PRESENT, attested=False)
                continue
            attestations = attest(parcel)
            state = self._upload(parcel, attestations, progress)
            yield Published(parcel, state, attested=bool(attestations) and state is State.UPLOADED)

    def _ask(self, project: str) -> Held:
        return held(self._client, self._address, project, self._simple)

    def _has(self, parcel: Parcel, known: Held) -> bool:
        """Whether the index holds this very file; raises `PublishError` if it holds another in its place."""
        if parcel.name not in known.files:
            return False
        digest = known.files[parcel.name]
        if digest is None:
            raise PublishError(
                f"the index holds a {parcel.name}, and does not say its sha256: is it this one?",
                hint="if so, leave it out; otherwise publish another version",
            )
        if digest != parcel.sha256:
            raise PublishError(
                f"the index holds another {parcel.name}: its sha256 begins with {digest[:12]}, that of"
                f" {parcel.path} with {parcel.sha256[:12]}",
                hint="a published file never changes: publish another version",
            )
        return True

    def _arrived(self, parcel: Parcel) -> bool:
        """Whether the file is there by now, as far as the index says."""
        try:
            return self._has(parcel, self._ask(parcel.project))
        except PublishError as error:
            if "holds another" in error.message:
                raise
            return False

    def _upload(
        self,
        parcel: Parcel,
        attestations: list[dict[str, Any]],
        progress: Callable[[Parcel, int], None],
    ) -> State:
        told = list(parcel.fields)
        if attestations:
            import json

            told.append(("attestations", json.dumps(attestations)))
        options: dict[str, Any] = {} if self._sleep is None else {"sleep": self._sleep}
        answer = upload(
            self._client,
            self._address,
            parcel.path,
            told,
            self._credentials,
            arrived=lambda: self._arrived(parcel),
            progress=lambda count: progress(parcel, count),
            manners=self._manners,
            say=lambda reason: self._say(f"{parcel.name}: {reason}"),
            **options,
        )
        if answer.is_taken:
            return State.UPLOADED
        if answer.is_conflict and self._arrived(parcel):
            return State.PRESENT
        raise PublishError(
            f"{self._address} refuses {parcel.name}: {answer.status} {answer.text}",
            hint=_hint(answer.status, self._credentials),
        )


def _hint(status: int, credentials: Credentials | None) -> str:
    if status in (401, 403):
        if credentials is None:
            return "say who publishes: --token, DOVETAIL_TOKEN, the keyring, .pypirc or trusted publishing"
        return f"may {credentials.source} publish this project? The index says no"
    if status in (404, 405):
        return "is that the address for uploads? That of PyPI is https://upload.pypi.org/legacy/"
    if status == 413:  # noqa: PLR2004
        return "the file is larger than the index takes: make it smaller, or ask for a higher limit"
    return "nothing of this file was published; correct what the index says and publish again"
