"""An index in a bucket of an object store that speaks S3, which pip and uv install from without a server.

A page is the object ``simple/NAME/``, with the slash at its end and the media type of the JSON API: that is
the address installers ask for, and a bucket answers with the object of that key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dovetail.ship.index.errors import StoreError
from dovetail.ship.index.store import CHUNK, PRIVATE, Entry, Store, Stored, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeVar

    _T = TypeVar("_T")

_MISSING = {"404", "NoSuchKey", "NotFound"}
_NOT_WRITTEN = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
_CONNECTIONS = 32


class BucketStore(Store):
    """Objects of a bucket below a prefix, written with ``If-None-Match`` and ``If-Match``: no locks.

    The endpoint, the region and the credentials are those of the usual settings (``AWS_ENDPOINT_URL``,
    ``AWS_PROFILE``, ...); dovetail looks at none of them.
    """

    page = ""

    def __init__(self, address: str) -> None:
        """Open ``s3://bucket/prefix``; raises `StoreError` for what is no such address."""
        self.name = address
        self.bucket, _, prefix = address.removeprefix("s3://").partition("/")
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        if not address.startswith("s3://") or not self.bucket:
            raise StoreError(
                f"no address of a bucket: {address}", hint="give s3://BUCKET or s3://BUCKET/PREFIX"
            )
        try:
            import boto3  # type: ignore[import-untyped]
            from botocore.config import Config  # type: ignore[import-untyped]
            from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
        except ImportError:
            hint = "pip install 'dovetail[index]'"
            raise StoreError("a bucket needs boto3, which is not installed", hint=hint) from None
        self._refusal, self._failure = ClientError, BotoCoreError
        self._proved = False
        settings = Config(
            max_pool_connections=_CONNECTIONS,
            retries={"mode": "standard", "max_attempts": 5},
            # Checksums of newer kinds, which other object stores than Amazon's do not know, only if needed.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        try:
            self._client: Any = boto3.client("s3", config=settings)
        except (BotoCoreError, ValueError) as error:
            raise self._cannot("", error) from error

    def read(self, key: str) -> Stored | None:
        """Return an object; its version is its ETag."""
        return self._asked(
            self._client.get_object, key, lambda answer: Stored(answer["Body"].read(), answer["ETag"])
        )

    def write(self, key: str, data: bytes, media_type: str, expected: str | None) -> bool:
        """Write an object under the condition that none is there, or that it has the expected ETag."""
        self._prove()
        return self._put(key, data, media_type, expected)

    def create_from(self, key: str, file: Path, media_type: str) -> bool:
        """Create an object in one request, in which the bytes of the file are streamed."""
        self._prove()
        if self.stat(key) is not None:  # no need to send it all
            return False
        with file.open("rb") as body:
            return self._put(key, body, media_type, None)

    def _prove(self) -> None:
        """Raise `StoreError` for an object store that passes conditions over: writers would lose things.

        Asked once, before the first write, of an object that is there for that alone.
        """
        if self._proved:
            return
        key = f"{PRIVATE}/conditions"
        self._put(key, b"", "text/plain", None)
        if self._put(key, b"", "text/plain", None) or self._put(key, b"", "text/plain", '"0"'):
            raise StoreError(
                f"{self.name}: this object store does not heed If-None-Match and If-Match",
                hint="take one that does (Amazon S3, newer MinIO, Ceph, R2), or keep the index in a folder",
            )
        self._proved = True

    def _put(self, key: str, body: object, media_type: str, expected: str | None) -> bool:
        condition = {"IfNoneMatch": "*"} if expected is None else {"IfMatch": expected}
        # Pages change, and whoever has published wants to install; what a name holds otherwise never changes.
        fresh = "no-cache" if key.endswith(("/", ".html")) else "public, max-age=31536000, immutable"
        try:
            self._client.put_object(
                Bucket=self.bucket,
                Key=self._key(key),
                Body=body,
                ContentType=media_type,
                CacheControl=fresh,
                **condition,
            )
        except self._refusal as error:
            # "No such key" is the answer to If-Match where the object was deleted meanwhile.
            if _code(error) in _NOT_WRITTEN or (expected and _code(error) in _MISSING):
                return False
            raise self._cannot(key, error) from error
        except self._failure as error:
            raise self._cannot(key, error) from error
        return True

    def delete(self, key: str) -> None:
        """Delete an object."""
        try:
            self._client.delete_object(Bucket=self.bucket, Key=self._key(key))
        except (self._refusal, self._failure) as error:
            raise self._cannot(key, error) from error

    def stat(self, key: str) -> Entry | None:
        """Return size and time of an object."""
        return self._asked(
            self._client.head_object,
            key,
            lambda answer: Entry(key, answer["ContentLength"], answer["LastModified"].timestamp()),
        )

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the objects below, a thousand for a request."""
        pages = self._client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix + prefix):
                for found in page.get("Contents", ()):
                    key = found["Key"].removeprefix(self.prefix)
                    yield Entry(key, found["Size"], found["LastModified"].timestamp())
        except (self._refusal, self._failure) as error:
            raise self._cannot(prefix, error) from error

    def chunks(self, key: str, first: int, last: int) -> Iterator[bytes]:
        """Yield the bytes of an object as they come."""
        span = f"bytes={first}-{last}"
        try:
            answer = self._client.get_object(Bucket=self.bucket, Key=self._key(key), Range=span)
            yield from answer["Body"].iter_chunks(CHUNK)
        except (self._refusal, self._failure) as error:
            raise self._cannot(key, error) from error

    def _key(self, key: str) -> str:
        return self.prefix + checked(key)

    def _asked(self, request: Callable[..., Any], key: str, taken: Callable[[Any], _T]) -> _T | None:
        """Return what is taken from the answer about an object, None if there is none."""
        try:
            return taken(request(Bucket=self.bucket, Key=self._key(key)))
        except self._refusal as error:
            if _code(error) in _MISSING:
                return None
            raise self._cannot(key, error) from error
        except self._failure as error:
            raise self._cannot(key, error) from error

    def _cannot(self, key: str, error: Exception) -> StoreError:
        hint = "look at the endpoint, the region and the credentials in the usual AWS settings"
        return StoreError(f"s3://{self.bucket}/{self.prefix}{key}: {error}", hint=hint)


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
