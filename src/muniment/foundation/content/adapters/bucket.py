"""A bucket of an S3 service: each request with checksums and time limits, each failure with a name.

Requests are sent again by botocore where the service did not answer or was busy. That is safe:
what is written lies under its digest, so that a second write says the same as the first.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from muniment.foundation.content.types import Place, StoreAway
from muniment.foundation.kernel.errors import NoRoom, Reason

PART = 16 * 2**20  # bytes in one request: a part of a larger file, or the whole of a smaller one
PARTS_MAX = 10_000  # of one file: AWS and Ceph alike
_GONE = frozenset({"404", "NoSuchKey", "NoSuchVersion"})
_FULL = frozenset({"QuotaExceeded", "InsufficientStorage", "507", "XMinioStorageFull"})
_NO_RULE = frozenset({"ObjectLockConfigurationNotFoundError"})


@dataclass(frozen=True, slots=True)
class Object:
    """What the service says of an object; `size` in bytes, `tag` changes when it is written."""

    key: str
    size: int
    written_at: datetime
    tag: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object, or the mark that hides the others."""

    key: str
    number: str


class Bucket:
    """The objects of one bucket. Connections are made when they are needed, and shared by threads.

    Keys of the service come from where boto3 looks for them: the environment
    (AWS_ACCESS_KEY_ID), a file (AWS_SHARED_CREDENTIALS_FILE), or the machine's own role.
    """

    def __init__(self, place: Place) -> None:
        self.name = place.bucket
        self._client: Any = boto3.session.Session().client(
            "s3",
            endpoint_url=place.endpoint or None,
            region_name=place.region,
            config=Config(
                connect_timeout=5,
                read_timeout=place.timeout_seconds,
                retries={"mode": "standard", "total_max_attempts": 5},
                max_pool_connections=32,
                s3={"addressing_style": "path", "payload_signing_enabled": True},
                # Services that are not AWS refuse the trailing checksums that are usual now; we
                # send Content-MD5, which all of them compare, and SHA-256 beside it.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    # -- fitness ------------------------------------------------------------------------------
    def unfit(self) -> list[Reason]:
        """Why records may not be kept here; empty if they may. Raises `StoreAway`."""
        lock = self._ask(self._client.get_object_lock_configuration, Bucket=self.name)
        rule = (lock or {}).get("ObjectLockConfiguration", {}).get("Rule", {})
        retained = rule.get("DefaultRetention", {}).get("Mode", "")
        versioning = self._ask(self._client.get_bucket_versioning, Bucket=self.name) or {}
        reasons = []
        if retained:
            words = (
                f"The bucket {self.name} keeps everything for a time (Object Lock, "
                f"{retained.lower()} mode): what a review decides to destroy would stay. "
                "Name a bucket without such a rule."
            )
            reasons.append(Reason("object_lock", words))
        if versioning.get("MFADelete") == "Enabled":
            words = f"The bucket {self.name} asks for a second factor before it destroys a version."
            reasons.append(Reason("mfa_delete", words))
        return reasons

    # -- reading ------------------------------------------------------------------------------
    def head(self, key: str) -> Object | None:
        """What there is under the key; None for nothing."""
        found = self._ask(self._client.head_object, Bucket=self.name, Key=key)
        return found and Object(key, found["ContentLength"], found["LastModified"], found["ETag"])

    def get(self, key: str, start: int = 0, tag: str = "") -> tuple[Object, Any] | None:
        """The object and its bytes from a place on, as a stream to be closed; None for nothing.
        `tag`: only while it is still the same."""
        wish: dict[str, Any] = {"Range": f"bytes={start}-"} if start else {}
        wish |= {"IfMatch": tag} if tag else {}
        found = self._ask(self._client.get_object, Bucket=self.name, Key=key, **wish)
        if not found:
            return None
        size = start + found["ContentLength"]
        return Object(key, size, found["LastModified"], found["ETag"]), found["Body"]

    def objects(self, prefix: str) -> Iterator[Object]:
        """What there is under keys that begin so, ascending."""
        for page in self._pages("list_objects_v2", prefix):
            for one in page.get("Contents", ()):
                yield Object(one["Key"], one["Size"], one["LastModified"], one["ETag"])

    def versions(self, prefix: str) -> Iterator[Version]:
        """Every version under keys that begin so, and the marks that hide them."""
        for page in self._pages("list_object_versions", prefix):
            for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                yield Version(one["Key"], one.get("VersionId") or "null")

    def unfinished(self, prefix: str) -> Iterator[tuple[str, str, datetime]]:
        """Uploads in parts that were begun and not finished: key, number, since when."""
        for page in self._pages("list_multipart_uploads", prefix):
            for one in page.get("Uploads", ()):
                yield one["Key"], one["UploadId"], one["Initiated"]

    def _pages(self, operation: str, prefix: str) -> Iterator[Any]:
        pages = iter(
            self._client.get_paginator(operation).paginate(Bucket=self.name, Prefix=prefix)
        )
        while page := self._ask(lambda: next(pages, None)):
            yield page

    # -- writing ------------------------------------------------------------------------------
    def put(self, key: str, file: BinaryIO, size: int) -> None:
        """Write the object: it is there whole when this returns, and not at all before. Raises
        `NoRoom`, `StoreAway`."""
        if size > PART:
            self._put_in_parts(key, file, size)
            return
        data = file.read()
        sums = {"ContentMD5": _md5(data), "ChecksumSHA256": _base64(hashlib.sha256(data).digest())}
        self._must(self._client.put_object, Bucket=self.name, Key=key, Body=data, **sums)

    def _put_in_parts(self, key: str, file: BinaryIO, size: int) -> None:
        length = max(PART, -(-size // PARTS_MAX))
        about = {"Bucket": self.name, "Key": key}
        upload = self._must(self._client.create_multipart_upload, **about)["UploadId"]
        try:
            parts: list[dict[str, Any]] = []
            while data := file.read(length):
                made = {**about, "UploadId": upload, "PartNumber": len(parts) + 1}
                tag = self._must(
                    self._client.upload_part, **made, Body=data, ContentMD5=_md5(data)
                )["ETag"]
                parts.append({"ETag": tag, "PartNumber": len(parts) + 1})
            self._finish(about, upload, parts, size)
        except BaseException:
            self.abandon(key, upload)
            raise

    def _finish(self, about: dict[str, str], upload: str, parts: list[Any], size: int) -> None:
        """Have the parts become the object. Where the service did so and its answer was lost, the
        second request finds no such upload: then the object is looked at."""
        done = self._ask(
            self._client.complete_multipart_upload,
            gone=frozenset({"NoSuchUpload", "404"}),
            **about,
            UploadId=upload,
            MultipartUpload={"Parts": parts},
        )
        found = self.head(about["Key"])
        if found is None or found.size != size:
            said = "was not finished" if done else "is gone"
            raise StoreAway(f"the upload in parts {said}")

    def abandon(self, key: str, upload: str) -> None:
        """Give up an upload in parts. Safe to repeat; a failure leaves it for the next round."""
        try:
            self._client.abort_multipart_upload(Bucket=self.name, Key=key, UploadId=upload)
        except (BotoCoreError, ClientError):
            return

    def destroy(self, one: Version) -> None:
        """Remove a version for good. Safe to repeat. Raises `StoreAway`."""
        self._ask(self._client.delete_object, Bucket=self.name, Key=one.key, VersionId=one.number)

    # -- asking -------------------------------------------------------------------------------
    def _must(self, request: Callable[..., Any], **wish: Any) -> Any:
        return self._ask(request, gone=frozenset(), **wish)

    def _ask(
        self, request: Callable[..., Any], *, gone: frozenset[str] | None = None, **wish: Any
    ) -> Any:
        """The answer; None where there is no such thing. Raises `NoRoom`, `StoreAway`."""
        try:
            return request(**wish)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in (_GONE | _NO_RULE if gone is None else gone):
                return None
            if code in _FULL:
                raise NoRoom(Reason("no_room", "The content store is full.")) from None
            raise StoreAway(f"{error.operation_name} was answered with {code}") from None
        except BotoCoreError as error:
            # Its words may name hosts and keys: they are for nobody who reads a page.
            raise StoreAway(type(error).__name__) from None


def _md5(data: bytes) -> str:
    return _base64(hashlib.md5(data, usedforsecurity=False).digest())


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")
